"""What the checks catch, and what they object to wrongly: ``python benchmarks/grounding.py``.

Fact sheets over real extracts; from each a truthful caption and a truthful revision of it, and of
both one with each planted falsehood that the sheet allows. The rules were tuned on some sets of
`phrasings` over two extracts (``--tuning`` measures with these and prints what went wrong); others
measure, over two other extracts. The sheets take the sets in turns. The last line is one JSON
object: ``caught`` by kind of falsehood, ``false_alarms``, and ``n``, the number of sheets.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter

import phrasings
from grounding_falsehoods import KINDS_OF_FALSEHOOD, Caption, captions
from grounding_sheets import MEASURING, TUNING, sheets

from rsteller_core import FactSheet
from rsteller_core.checks import check_caption, check_revision
from rsteller_core.interfaces import TaskOptions
from rsteller_core.values import Objection

OPTIONS = TaskOptions(min_words=2, max_words=400)
SHEETS = 2000


def main() -> None:
    """Make the captions, check them, print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=SHEETS)
    parser.add_argument(
        "--tuning", action="store_true", help="on the tuning phrasings, with what went wrong"
    )
    asked = parser.parse_args()
    words = phrasings.sets("tuning" if asked.tuning else "measuring")
    made = sheets(asked.sheets, *((1, TUNING) if asked.tuning else (2, MEASURING)))
    planted, caught, wrong = Counter[str](), Counter[str](), Counter[str]()
    seconds = 0.0
    for number, sheet in enumerate(made):
        for caption in captions(sheet, words[number % len(words)], random.Random(number)):
            start = time.process_time()
            found = judged(caption, sheet)
            seconds += time.process_time() - start
            planted[caption.falsehood] += 1
            caught[caption.falsehood] += bool(found)
            if not caption.falsehood:
                wrong.update({objection.check for objection in found})
            if asked.tuning and bool(found) != bool(caption.falsehood):
                print(caption.falsehood or "false alarm", "|", caption.text, "|", *found)
    report(len(made), planted, caught, wrong, 1e3 * seconds / planted.total())


def judged(caption: Caption, sheet: FactSheet) -> list[Objection]:
    """The objections of all checks of the caption's task."""
    if caption.previous is None:
        return check_caption(caption.text, sheet, OPTIONS)
    return check_revision(caption.text, sheet, caption.previous, OPTIONS)


def report(
    sheets: int,
    planted: Counter[str],
    caught: Counter[str],
    wrong: Counter[str],
    milliseconds: float,
) -> None:
    """Print the table, then the line of JSON."""
    print(f"{sheets} sheets, {milliseconds:.3f} ms a caption")
    shares = {kind: caught[kind] / planted[kind] for kind in KINDS_OF_FALSEHOOD if planted[kind]}
    for kind, share in shares.items():
        print(f"{kind:30} {100 * share:6.2f} % of {planted[kind]}")
    false_alarms = caught[""] / max(1, planted[""])
    print(f"{'false alarms':30} {100 * false_alarms:6.2f} % of {planted['']}", dict(wrong))
    rounded = {kind: round(share, 4) for kind, share in shares.items()}
    print(json.dumps({"caught": rounded, "false_alarms": round(false_alarms, 4), "n": sheets}))


if __name__ == "__main__":
    main()
