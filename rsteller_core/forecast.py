"""What a run will take, told from its plan before anything is spent.

Every count holds if each caption is accepted at the first attempt. Tokens are counted by the
model's own tokenizer where it is at hand, else as four characters each; of prompts on a sample of
the plan's rows. A caption is taken to be as long as its task aims at.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from rsteller_core.annotators import Annotator
from rsteller_core.config import RunConfig
from rsteller_core.errors import ConfigError
from rsteller_core.folder import Folder
from rsteller_core.interfaces import LLMBackend, PromptTask
from rsteller_core.plan import PlanFile
from rsteller_core.prompting import Prompts
from rsteller_core.shard import annotators_of
from rsteller_core.values import FactSheet, PlanRow

_SHARDS, _ROWS = 20, 10
"""Of so many shards, evenly spread, so many rows are looked at."""
_CHARACTERS = 4
_TOKENS_A_WORD = 4 / 3
_AROUND = 8
"""Tokens of an answer's JSON besides the caption."""
_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Part:
    """What one annotator will take. ``shared`` tokens are those of ``tokens_in`` that stand at the
    head of every prompt of a task; ``counted``: by its own tokenizer. ``money`` is None where no
    price is known.
    """

    annotator: str
    requests: int
    tokens_in: int
    shared: int
    tokens_out: int
    counted: bool
    money: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run will take; ``pixels`` are the bytes of all patches as 8-bit RGB."""

    patches: int
    captions: int
    revisions: int
    pixels: int
    parts: tuple[Part, ...]

    @property
    def money(self) -> float | None:
        """The sum of the parts; None where a price is missing."""
        known = [part.money for part in self.parts if part.money is not None]
        return sum(known) if len(known) == len(self.parts) else None


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a million tokens that go in and that come out."""

    tokens_in: float
    tokens_out: float


def read_prices(path: Path) -> dict[str, Price]:
    """A TOML table of prices by annotator: ``["org/model"]``, ``in = 0.15``, ``out = 0.6``.

    Raises ConfigError.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: Price(float(line["in"]), float(line["out"])) for name, line in table.items()}
    except OSError as error:
        raise ConfigError([f"--prices: {path} cannot be read: {error.strerror}"]) from None
    except (ValueError, KeyError, TypeError):
        raise ConfigError(
            [
                f"--prices: {path}: wanted is a table for each model: "
                '["org/model"] in = 0.15 out = 0.6'
            ]
        ) from None


def forecast(config: RunConfig, folder: Folder, prices: Mapping[str, Price]) -> Forecast:
    """What the plan in a folder will take."""
    plan = PlanFile(folder.scenes, folder.plan)
    rows = list(_some(plan))
    sides = [row.patch.window.width * row.patch.window.height for row in rows]
    per_row = _Prompts(config, rows)
    captions = round(plan.patches * per_row.captions)
    revisions = round(plan.patches * per_row.revisions)
    with annotators_of(config) as annotators:
        parts = tuple(
            _part(one, annotators.members, per_row, (captions, revisions), prices)
            for one in annotators.members
        )
    pixels = round(plan.patches * fmean(sides) * 3) if sides else 0
    return Forecast(plan.patches, captions, revisions, pixels, parts)


def _some(plan: PlanFile) -> Iterator[PlanRow]:
    step = max(plan.shards // _SHARDS, 1)
    for shard in range(0, plan.shards, step):
        for number, row in enumerate(plan.rows(shard)):
            if number == _ROWS:
                break
            yield row


@dataclass(frozen=True, slots=True)
class _Texts:
    """The prompts of the first captions, or of the revisions: heads, tails, words aimed at."""

    heads: tuple[str, ...]
    tails: tuple[str, ...]
    words: float


class _Prompts:
    """What is asked about the rows looked at."""

    def __init__(self, config: RunConfig, rows: Sequence[PlanRow]) -> None:
        tasks = config.make_tasks()
        prompts = Prompts(config.prompts)
        asked: dict[bool, list[tuple[str, str, int]]] = {False: [], True: []}
        for row in rows:
            for sheet in row.sheets:
                first = tasks[sheet.task]
                asked[False].append(_asked(prompts, first, sheet, None))
                previous = " ".join(["caption"] * first.options.aim_words)
                for name in row.follow_ups:
                    asked[True].append(_asked(prompts, tasks[name], sheet, previous))
        self.captions = len(asked[False]) / max(len(rows), 1)
        self.revisions = len(asked[True]) / max(len(rows), 1)
        self.texts = {revision: _texts(several) for revision, several in asked.items()}


def _asked(
    prompts: Prompts,
    task: PromptTask[Any],
    sheet: FactSheet,
    previous: str | None,
) -> tuple[str, str, int]:
    head, tail = prompts.render(task.template, task, sheet, previous)
    return head, tail, task.options.aim_words


def _texts(asked: Sequence[tuple[str, str, int]]) -> _Texts:
    heads, tails, words = zip(*asked, strict=True) if asked else ((), (), (0,))
    return _Texts(heads, tails, fmean(words))


def _part(
    one: Annotator,
    members: Sequence[Annotator],
    prompts: _Prompts,
    counts: tuple[int, int],
    prices: Mapping[str, Price],
) -> Part:
    requests, tokens_in, shared, tokens_out = 0, 0.0, 0.0, 0.0
    counted = one.backend.count_tokens("a") is not None
    for revision, count in zip((False, True), counts, strict=True):
        share = one.shares(revision) / sum(member.shares(revision) for member in members)
        texts = prompts.texts[revision]
        heads, tails = (_tokens(one.backend, some) for some in (texts.heads, texts.tails))
        asked = count * share
        requests += round(asked)
        tokens_in += asked * (heads + tails)
        shared += asked * heads
        tokens_out += asked * _answer(one.backend, texts.words)
    name = one.backend.annotator
    money = _money(prices.get(name), tokens_in, tokens_out)
    return Part(name, requests, round(tokens_in), round(shared), round(tokens_out), counted, money)


def _tokens(backend: LLMBackend[Any], texts: Sequence[str]) -> float:
    """The mean of some texts; equal ones are counted once."""
    known = {text: _count(backend, text) for text in set(texts)}
    return fmean(known[text] for text in texts) if texts else 0.0


def _count(backend: LLMBackend[Any], text: str) -> float:
    counted = backend.count_tokens(text)
    return len(text) / _CHARACTERS if counted is None else counted


def _answer(backend: LLMBackend[Any], words: float) -> float:
    """The tokens of a caption of so many words; none of a backend that has no tokens."""
    return 0.0 if backend.count_tokens("a") == 0 else words * _TOKENS_A_WORD + _AROUND


def _money(price: Price | None, tokens_in: float, tokens_out: float) -> float | None:
    if not (tokens_in or tokens_out):
        return 0.0
    if price is None:
        return None
    return (tokens_in * price.tokens_in + tokens_out * price.tokens_out) / _MILLION
