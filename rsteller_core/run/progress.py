"""Who is told how a run goes on."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Who is told how a run goes on."""

    def preparing(self, doing: str, share: float | None) -> None:
        """This is being done before planning can begin; None: nobody knows how far it is."""

    def planning(self, scenes: int, patches: int) -> None:
        """So many scenes are planned, with so many patches worth a caption."""

    def planned(self, patches: int, done: int) -> None:
        """The plan is there; so many of its patches were done before."""

    def costs(self, words: str) -> None:
        """What reading the imagery will take, as its source reckons."""

    def advanced(self, patches: int) -> None:
        """So many more patches are done."""
