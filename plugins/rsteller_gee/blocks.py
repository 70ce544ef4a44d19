"""Which rectangles are asked for, so that the windows that are wanted lie in few of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from rsteller_core import Window

SPARSE = 4
"""A block has at most so many times the pixels that are wanted of it: where few patches of a scene
are captioned, what lies between them is not fetched."""


def pieces_of(window: Window, most: int) -> list[Window]:
    """A window, in strips where it has more pixels than one request can hold."""
    rows = max(1, most // window.width)
    return [
        Window(window.col, row, window.width, min(rows, window.row + window.height - row))
        for row in range(window.row, window.row + window.height, rows)
    ]


def blocks_of(windows: Sequence[Window], most: int) -> list[Window]:
    """Blocks of at most ``most`` pixels, each of which holds some of the windows' pieces whole.

    From top to bottom, as windows come, so that few blocks are held at a time.
    """
    pieces = {piece for window in windows for piece in pieces_of(window, most)}
    ordered = sorted(pieces, key=lambda piece: (piece.row, piece.col))
    return list(dict.fromkeys(_packed(ordered, most))) if ordered else []


def holds(block: Window, piece: Window) -> bool:
    """Whether a piece lies in a block."""
    return (
        block.col <= piece.col
        and block.row <= piece.row
        and piece.col + piece.width <= block.col + block.width
        and piece.row + piece.height <= block.row + block.height
    )


def _packed(pieces: Sequence[Window], most: int) -> Iterator[Window]:
    box = _box(pieces)
    wanted = sum(piece.width * piece.height for piece in pieces)
    if len(pieces) == 1 or _size(box) <= min(most, SPARSE * wanted):
        yield box
        return
    groups = _groups(pieces)
    # What is too large gives as many rows as fit; what is too sparse is halved.
    count = _fitting(groups, most) if _size(box) > most else len(groups) // 2
    for part in (groups[:count], groups[count:]):
        yield from _packed([piece for group in part for piece in group], most)


def _groups(pieces: Sequence[Window]) -> list[list[Window]]:
    """Two groups or more: the pieces of each row, else of each column, else each on its own."""
    for axis in ("row", "col"):
        by_axis = attrgetter(axis)
        groups = [list(group) for _, group in groupby(sorted(pieces, key=by_axis), key=by_axis)]
        if len(groups) > 1:
            return groups
    return [[piece] for piece in pieces]


def _fitting(groups: Sequence[Sequence[Window]], most: int) -> int:
    """How many of the first groups fit into one block: one at least, and not all."""
    box = _box(groups[0])
    for count, group in enumerate(groups[1:], start=1):
        box = _box([box, *group])
        if _size(box) > most:
            return count
    return len(groups) - 1


def _box(pieces: Sequence[Window]) -> Window:
    col, row = min(piece.col for piece in pieces), min(piece.row for piece in pieces)
    right = max(piece.col + piece.width for piece in pieces)
    bottom = max(piece.row + piece.height for piece in pieces)
    return Window(col, row, right - col, bottom - row)


def _size(window: Window) -> int:
    return window.width * window.height
