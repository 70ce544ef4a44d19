"""How many requests a server is given at once: the level that is found by trying.

The level doubles as long as that brings more answers a second. Then it stays where it last helped,
with a little more in hand so that the server never waits for us, and is tried again now and then.
A server that says that it is too much (429) has named its level; one that lets requests time out is
given half of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

START = 8
HELPS = 1.1
"""A higher level is worth it where answers a second grow by this factor."""

USED = 0.7
"""A window counts where so much of the level was under way, on the average."""

FADES = 0.9
"""How much of the best rate still counts when a higher level is tried again."""

IN_HAND = 1.1
"""More than the level at which answers came quickest, so that the next request is there already."""

REST = 8
"""Windows to stay before a higher level is tried again; doubled each time it does not help."""

LONGEST_REST = 256
REFUSED_REST = 30.0
"""Seconds to stay after a 429, or so many times what its Retry-After says; doubled each time."""

LONGEST_REFUSED_REST = 600.0


@dataclass
class _Window:
    """As many answers as there are requests at once."""

    start: float
    wanted: int
    answers: int = 0
    taken: float = 0.0

    def add(self, seconds: float) -> bool:
        """Count one that took so long; whether the window is complete."""
        self.answers += 1
        self.taken += seconds
        return self.answers >= self.wanted

    def rate(self, now: float) -> float:
        """Answers a second; 0 where the level was not used, which tells nothing of it."""
        passed = max(now - self.start, 1e-9)
        used = self.taken / passed >= USED * self.wanted  # by Little's law, so many were under way
        return self.answers / passed if used else 0.0


@dataclass
class Level:
    """The level of one server. Times are in seconds of any clock that does not go back."""

    most: int
    limit: int = field(init=False)
    _useful: int = field(init=False)
    _proven: int = field(init=False, default=1)
    _window: _Window | None = field(init=False, default=None)
    _best: float = field(init=False, default=0.0)
    _misses: int = field(init=False, default=0)
    _climbing: bool = field(init=False, default=True)
    _rest: int = field(init=False, default=REST)
    _rested: int = field(init=False, default=0)
    _ceiling: int | None = field(init=False, default=None)
    _step: int = field(init=False, default=1)
    _refused_rest: float = field(init=False, default=REFUSED_REST)
    _refused_until: float = field(init=False, default=float("-inf"))
    _again_at: float = field(init=False, default=0.0)
    _cut_at: float = field(init=False, default=float("-inf"))

    def __post_init__(self) -> None:
        self.limit = self._useful = min(START, self.most)

    def answered(self, now: float, seconds: float) -> None:
        """An answer came, after so many seconds."""
        if self._window is None:
            self._window = _Window(now, self.limit)
        elif self._window.add(seconds):
            rate = self._window.rate(now)
            self._window = _Window(now, self.limit)
            if rate:
                self._proven = self.limit
                self._judge(rate, now)

    def refused(self, now: float, accepted: int, retry_after: float = 0.0) -> None:
        """The server said that it is too much, with so many others under way.

        What it took before it is not given less of for one refusal: that was then a matter of
        requests a minute, and waiting mends it.
        """
        if now > self._refused_until:
            self._refused_until = now + max(retry_after, 1.0)
            self._be_refused_anew(now, retry_after)
        self._ceiling = max(self._proven, min(self.limit, accepted))
        self._stay_at(self._ceiling)

    def timed_out(self, now: float, after: float) -> None:
        """A request got no answer in time; those that were sent with it count once."""
        if now - self._cut_at > after:
            self._cut_at = now
            self._proven = self._useful = max(1, self.limit // 2)
            self._stay_at(self._useful)

    def _be_refused_anew(self, now: float, retry_after: float) -> None:
        if self._ceiling is not None and self.limit > self._ceiling:
            self._refused_rest = min(2 * self._refused_rest, LONGEST_REFUSED_REST)
        elif self._ceiling is not None and self._rested == 0:
            self._proven = max(1, self._proven * 3 // 4)
        self._step = 1
        self._again_at = now + max(self._refused_rest, REFUSED_REST * retry_after)

    def _judge(self, rate: float, now: float) -> None:
        if not self._climbing:
            self._rested += 1
            if self._may_climb(now):
                # What was reached before counts for a while: one window alone is a rough measure.
                self._best = max(rate, FADES * self._best)
                self._climbing, self._misses = True, 0
                self._grow()
        elif rate > self._best * (HELPS if self._ceiling is None else 1.0):
            self._best, self._misses, self._useful = rate, 0, self.limit
            self._grow()
        else:
            # One window can be a hiccup: it takes two to know.
            self._misses += 1
            if self._misses == 2:
                self._rest = min(2 * self._rest, LONGEST_REST)
                self._stay_at(min(self.limit, round(self._useful * IN_HAND)))

    def _may_climb(self, now: float) -> bool:
        if self.limit >= self.most:
            return False
        if self._ceiling is not None and self.limit >= self._ceiling:
            return now >= self._again_at
        return self._rested >= self._rest

    def _grow(self) -> None:
        if self._ceiling is None:
            self.limit = min(self.most, 2 * self.limit)
        else:
            self.limit = min(self.most, self.limit + self._step)
            self._step *= 2
        self._window = None

    def _stay_at(self, limit: int) -> None:
        self.limit = limit
        self._climbing, self._rested, self._misses = False, 0, 0
        self._window = None
