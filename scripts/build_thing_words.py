"""Build ``rsteller_core/checks/things.txt``: English words for things that a picture could show.

    apt-get install wordnet-base
    python scripts/build_thing_words.py /usr/share/wordnet

Taken from WordNet 3.0 (its licence stands beside the table): all that lies under ``ROOTS`` and is
one word, where that is what the word is mostly used for. A word of which WordNet has counted uses
must mean such a thing in half of them; of any other the first sense counts, and it may be no verb,
adjective or adverb besides.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "rsteller_core" / "checks" / "things.txt"
ROOTS = (
    "structure.1 facility.1 conveyance.3 way.6 barrier.1 tower.1 tract.1 geological_formation.1 "
    "body_of_water.1 land.4 domestic_animal.1 ungulate.1 machine.1 furniture.1 equipment.1 "
    "antenna.1"
)
COUNTED = 3
_WORD = re.compile(r"[a-z]{3,}")
_SENSE = re.compile(r"\d{8}")


def main(folder: Path) -> None:
    senses = dict(_index(folder / "index.noun"))
    others = {w for pos in ("verb", "adj", "adv") for w, _ in _index(folder / f"index.{pos}")}
    words, below = _synsets(folder / "data.noun")
    uses = _uses(folder / "cntlist.rev")
    things = _under([_sense(senses, root) for root in ROOTS.split()], below)
    found = {
        word
        for thing in things
        for word in words[thing]
        if _WORD.fullmatch(word) and _means_a_thing(word, senses[word], things, uses, others)
    }
    TARGET.write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")


def _sense(senses: dict[str, list[str]], root: str) -> str:
    word, _, number = root.partition(".")
    return senses[word][int(number) - 1]


def _index(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each word with its senses, the commonest first."""
    for line in path.read_text(encoding="latin-1").splitlines():
        if not line.startswith(" "):
            fields = line.split()
            yield fields[0], [field for field in fields if _SENSE.fullmatch(field)]


def _synsets(path: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The words of each sense, and the senses below it."""
    words, below = {}, defaultdict(list)
    for line in path.read_text(encoding="latin-1").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        words[fields[0]] = [word.lower() for word in fields[4 : 4 + 2 * count : 2]]
        pointers = fields[5 + 2 * count :]
        for relation, other in zip(pointers[::4], pointers[1::4], strict=False):
            if relation == "@":
                below[other].append(fields[0])
    return words, below


def _uses(path: Path) -> dict[str, dict[tuple[str, int], int]]:
    """How often each word was met in each part of speech (1: noun) and sense."""
    uses: dict[str, dict[tuple[str, int], int]] = defaultdict(dict)
    for line in path.read_text(encoding="latin-1").splitlines():
        key, number, count = line.split()
        word, _, sense = key.partition("%")
        uses[word][sense[0], int(number)] = int(count)
    return uses


def _under(roots: list[str], below: dict[str, list[str]]) -> set[str]:
    found, waiting = set(), list(roots)
    while waiting:
        sense = waiting.pop()
        if sense not in found:
            found.add(sense)
            waiting += below[sense]
    return found


def _means_a_thing(
    word: str,
    senses: list[str],
    things: set[str],
    uses: dict[str, dict[tuple[str, int], int]],
    others: set[str],
) -> bool:
    counted = uses.get(word, {})
    total = sum(counted.values())
    if total >= COUNTED:
        of_things = (counted.get(("1", n), 0) for n, s in enumerate(senses, 1) if s in things)
        return 2 * sum(of_things) >= total
    return senses[0] in things and word not in others


if __name__ == "__main__":
    main(Path(sys.argv[1]))
