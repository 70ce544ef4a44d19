"""Small words: seeded choice, articles, lists, sentences."""

from __future__ import annotations

import random
from collections.abc import Sequence

_CONSONANT_SOUND = ("uni", "use", "usa", "utility", "eu", "one", "ukr")
_VOWEL_SOUND = ("hour", "honest", "heir")
_SPELT = ("ATM", "EV", "HVAC", "LGBTQ", "NGO", "RV", "L-", "H-", "F-", "S-", "X-")
_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


class Draw:
    """All chance of one caption, from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def pick(self, *options: str) -> str:
        """One of these, each as likely."""
        return options[int(self._random() * len(options))]

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self._random() < share

    def cut(self, items: Sequence[str]) -> list[str]:
        """The items in their order, but begun anywhere."""
        start = int(self._random() * len(items)) if items else 0
        return [*items[start:], *items[:start]]


def with_article(phrase: str) -> str:
    """'a park', 'an orchard', 'a university', 'an L-shaped field'."""
    small = phrase.lower()
    if phrase.startswith(_SPELT):
        vowel = True
    else:
        vowel = small.startswith(("a", "e", "i", "o", "u", *_VOWEL_SOUND))
        vowel = vowel and not small.startswith(_CONSONANT_SOUND)
    return f"{'an' if vowel else 'a'} {phrase}"


def listed(items: Sequence[str]) -> str:
    """'left', 'left and top', 'left, top and right'."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def along(axis: str) -> str:
    """'north-south' and 'north-east to south-west' alike: 'from north to south'."""
    return f"from {axis if ' to ' in axis else axis.replace('-', ' to ')}"


def the(phrase: str) -> str:
    """With 'the', once."""
    return phrase if phrase.startswith("the ") else f"the {phrase}"


def number(count: int) -> str:
    """In words up to twelve."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def sentence(text: str, begins_with: str = "") -> str:
    """With a full stop, and a capital but where it begins with a name, which stays as it is."""
    if not (begins_with and text.startswith(begins_with)):
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
