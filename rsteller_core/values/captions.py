"""From the question to a model to what is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rsteller_core.values.facts import FactSheet
from rsteller_core.values.imagery import Json


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model.

    The prompt is ``head + tail``: the head is the same for every request of a task, so that an
    engine can keep it. ``schema`` is the JSON schema of the answer. ``sheet`` and ``previous``
    (the caption to revise) are what the prompt was rendered from. ``key`` identifies the request
    by its content and is unique in a run.
    """

    key: str
    task: str
    head: str
    tail: str
    schema: Mapping[str, Any]
    seed: int
    sheet: FactSheet
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said to the request of this key.

    ``text`` is the structured answer as JSON text, unvalidated. ``failure`` is a short reason
    where there is no answer (``timeout``, ``refused``). ``seconds`` is the time it took.
    """

    key: str
    text: str
    finish: str = "stop"
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """What a check found wrong: the check, the words it objects to, and why.

    ``fact`` is the text of the fact that the words contradict; None where they have no fact.
    """

    check: str
    words: str
    reason: str
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer, as it was judged.

    ``number`` counts the attempts at its caption from 1; ``decided``: no other follows; ``failed``:
    there was no answer. ``stated`` and ``false`` count its statements by kind.
    """

    task: str
    number: int
    decided: bool
    failed: bool
    objections: tuple[Objection, ...]
    stated: Mapping[str, int] = field(default_factory=dict)
    false: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Annotation:
    """An accepted caption with its provenance; ``licence`` is that of the annotator's model."""

    task: int
    text: str
    annotator: str
    licence: str
    sheet: FactSheet
    template: str
    seed: int
    attempts: int
    checks: tuple[str, ...]
    finish: str
    tokens_in: int
    tokens_out: int
    lane: str = "strict"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A caption that was not accepted after the last attempt, and why."""

    patch_id: str
    task: str
    text: str
    annotator: str
    attempts: int
    objections: tuple[Objection, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sink writes: ``<key>.jpg`` and ``<key>.json``."""

    key: str
    jpeg: bytes
    record: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What became of one shard: counts of patches, of captions by task, of what was left out by
    reason; tokens, and seconds of work; ``quality``: what was accepted when, and what was false.
    """

    shard: int
    planned: int
    samples: int
    captions: Mapping[str, int]
    skipped: Mapping[str, int]
    rejected: Mapping[str, int]
    tokens_in: int
    tokens_out: int
    seconds: float
    quality: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
