"""What the checks catch, and what they object to wrongly: ``python benchmarks/grounding.py``.

Fact sheets over real extracts; from each a truthful caption and captions with one falsehood. The
rules were tuned on the phrasings of `grounding_tuning.py` and of the backend `template` alone
(``--tuning`` measures with the former and prints what went wrong); `grounding_measuring.py` has
those that measure. One rule was widened after a first measurement, for verbs of a way ('comes in
at', 'heads for'): of those the false alarms tell little. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter

import grounding_measuring
import grounding_tuning
from grounding_falsehoods import captions
from grounding_sheets import sheets

from rsteller_core.checks import check_caption
from rsteller_core.interfaces import TaskOptions

OPTIONS = TaskOptions(min_words=2, max_words=400)


def main() -> None:
    """Make the captions, check them, print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=2000)
    parser.add_argument(
        "--tuning", action="store_true", help="on the tuning phrasings, with examples"
    )
    asked = parser.parse_args()
    words = grounding_tuning if asked.tuning else grounding_measuring
    made = sheets(asked.sheets, 1 if asked.tuning else 2)
    planted, caught, wrong, seconds = Counter[str](), Counter[str](), Counter[str](), 0.0
    for number, sheet in enumerate(made):
        for caption in captions(sheet, words, random.Random(number)):
            start = time.perf_counter()
            found = check_caption(caption.text, sheet, OPTIONS)
            seconds += time.perf_counter() - start
            planted[caption.falsehood] += 1
            caught[caption.falsehood] += bool(found)
            if not caption.falsehood:
                wrong.update({objection.check for objection in found})
            if asked.tuning and bool(found) != bool(caption.falsehood) and number % 10 == 0:
                print(caption.falsehood or "false alarm", "|", caption.text, "|", found)
    shares = {kind: caught[kind] / count for kind, count in sorted(planted.items())}
    false_alarms = shares.pop("")
    print(f"{len(made)} sheets, {1e3 * seconds / planted.total():.2f} ms a caption")
    for kind, share in shares.items():
        print(f"{kind:30} {100 * share:6.2f} % of {planted[kind]}")
    print(f"{'false alarms':30} {100 * false_alarms:6.2f} % of {planted['']}", dict(wrong))
    print(
        json.dumps(
            {
                "caught": {kind: round(share, 4) for kind, share in shares.items()},
                "false_alarms": round(false_alarms, 4),
                "n": len(made),
            }
        )
    )


if __name__ == "__main__":
    main()
