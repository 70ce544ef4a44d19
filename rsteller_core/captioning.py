"""From plan rows to accepted captions, over one stream of requests.

The stream takes rows as the backend has room for them, and what an answer leads to (a retry with
the objections, the revisions of an accepted caption) goes to its front: so an engine never runs
dry at a shard's border, and patches finish soon after they began.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rsteller_core.captions import STRUCTURE, InvalidAnswer, answer_schema, parse
from rsteller_core.checks import count_statements
from rsteller_core.errors import BackendError
from rsteller_core.interfaces import LLMBackend, PromptTask
from rsteller_core.journal import Journal
from rsteller_core.prompting import Prompts
from rsteller_core.seeds import content_key, derive
from rsteller_core.values import (
    Annotation,
    Answer,
    Attempt,
    FactSheet,
    Objection,
    PlanRow,
    Rejection,
    Request,
)

Place = tuple[int, int]
"""The number of a sheet in its patch, and of the revision (0: the first caption)."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """A patch whose captions are all decided, in the order of its sheets and follow-ups."""

    row: PlanRow
    annotations: tuple[Annotation, ...]
    rejections: tuple[Rejection, ...]
    failures: tuple[str, ...]
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Captioner:
    """Who asks: the tasks by name, the prompts, the backend, and how often one is asked."""

    tasks: Mapping[str, PromptTask[Any]]
    prompts: Prompts
    backend: LLMBackend[Any]
    attempts: int
    seed: int
    _constants: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def caption(
        self, rows: Iterable[PlanRow], journal_of: Callable[[int], Journal]
    ) -> Iterator[Captioned]:
        """Each row once its captions are decided, in the order in which that happens.

        ``journal_of`` gives the journal of a shard. Raises BackendError where the backend left
        requests unanswered.
        """
        stream = _Stream(self, iter(rows), journal_of)
        while not stream.exhausted:
            for answer in self.backend.generate(stream.requests()):
                stream.take(answer)
                yield from stream.finished()
            yield from stream.finished()
            stream.require_answers()

    def request(self, question: _Question) -> Request:
        """The request that asks this question, with its prompt."""
        task = self.tasks[question.task]
        head, tail = self.prompts.render(
            task.template, task, question.sheet, question.previous, question.objections
        )
        schema = answer_schema(task.answer)
        seed = derive(
            self.seed, question.sheet.patch_id, question.task, *question.place, question.attempt
        )
        key = content_key((self._constant(question.task, head, schema), tail, seed))
        return Request(
            key, question.task, head, tail, schema, seed, question.sheet, question.previous
        )

    def _constant(self, task: str, head: str, schema: Mapping[str, Any]) -> str:
        """The key of what is the same for every request of a task; heads are long."""
        if task not in self._constants:
            backend = self.backend
            content = (backend.annotator, backend.parameters, head, schema)
            self._constants[task] = content_key(content)
        return self._constants[task]

    def judge(self, question: _Question, answer: Answer) -> tuple[str, tuple[Objection, ...]]:
        """The text of an answer and what is wrong with it."""
        if answer.failure is not None:
            return "", (Objection("answer", "", answer.failure),)
        task = self.tasks[question.task]
        try:
            text = parse(answer.text, task.answer)
        except InvalidAnswer as error:
            return answer.text, (Objection("structure", "", str(error)),)
        return text, tuple(task.check(text, question.sheet, question.previous))

    def annotation(
        self, question: _Question, request: Request, answer: Answer, text: str
    ) -> Annotation:
        """An accepted caption with its provenance."""
        task = self.tasks[question.task]
        return Annotation(
            task=task.number,
            text=text,
            annotator=self.backend.annotator,
            sheet=question.sheet,
            template=self.prompts.hashes()[task.template],
            seed=request.seed,
            attempts=question.attempt,
            checks=task.checks,
            finish=answer.finish,
            tokens_in=answer.tokens_in,
            tokens_out=answer.tokens_out,
            lane=task.options.lane,
        )

    def attempt(
        self, question: _Question, answer: Answer, text: str, objections: tuple[Objection, ...]
    ) -> Attempt:
        """What is counted of an answer, accepted or not."""
        failed = answer.failure is not None
        structured = not failed and not any(o.check == STRUCTURE for o in objections)
        lane = self.tasks[question.task].options.lane
        told = count_statements(text, question.sheet, lane) if structured else ({}, {})
        decided = not objections or question.attempt >= self.attempts
        return Attempt(question.task, question.attempt, decided, failed, objections, *told)

    def rejection(
        self, question: _Question, text: str, objections: tuple[Objection, ...]
    ) -> Rejection:
        """A caption that failed for the last time."""
        return Rejection(
            question.sheet.patch_id,
            question.task,
            text,
            self.backend.annotator,
            question.attempt,
            objections,
        )


@dataclass(slots=True)
class _PatchInProgress:
    row: PlanRow
    open: int = 0
    annotations: dict[Place, Annotation] = field(default_factory=dict)
    rejections: dict[Place, Rejection] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)

    def done(self) -> Captioned:
        accepted = tuple(self.annotations[place] for place in sorted(self.annotations))
        rejected = tuple(self.rejections[place] for place in sorted(self.rejections))
        return Captioned(self.row, accepted, rejected, tuple(self.failures), tuple(self.attempts))


@dataclass(frozen=True, slots=True)
class _Question:
    """A caption to ask for; ``place`` orders it among those of its patch."""

    patch: _PatchInProgress
    place: Place
    task: str
    sheet: FactSheet
    previous: str | None = None
    attempt: int = 1
    objections: tuple[Objection, ...] = ()


class _Stream:
    """What is to ask, what is under way and what is decided."""

    def __init__(
        self, asker: Captioner, rows: Iterator[PlanRow], journal_of: Callable[[int], Journal]
    ) -> None:
        self._asker = asker
        self._rows = rows
        self._journal_of = journal_of
        self._ready: deque[_Question] = deque()
        self._under_way: dict[str, tuple[Request, list[_Question]]] = {}
        self._finished: deque[Captioned] = deque()
        self._rows_left = True

    @property
    def exhausted(self) -> bool:
        return not (self._rows_left or self._ready)

    def requests(self) -> Iterator[Request]:
        """Requests as long as there are any to give now."""
        while (question := self._next()) is not None:
            request = self._asker.request(question)
            known = self._journal_of(question.patch.row.shard).get(request.key)
            if known is not None:
                self._decide(question, request, known)
            elif request.key in self._under_way:
                self._under_way[request.key][1].append(question)
            else:
                self._under_way[request.key] = (request, [question])
                yield request

    def take(self, answer: Answer) -> None:
        """Decide what an answer means to everyone who asked for it."""
        request, questions = self._under_way.pop(answer.key)
        for question in questions:
            if answer.failure is None:
                self._journal_of(question.patch.row.shard).add(answer)
            self._decide(question, request, answer)

    def finished(self) -> Iterator[Captioned]:
        while self._finished:
            yield self._finished.popleft()

    def require_answers(self) -> None:
        if self._under_way:
            name = self._asker.backend.name
            raise BackendError(f"llm {name!r} left {len(self._under_way)} requests unanswered")

    def _next(self) -> _Question | None:
        while not self._ready:
            row = next(self._rows, None)
            if row is None:
                self._rows_left = False
                return None
            self._begin(row)
        return self._ready.popleft()

    def _begin(self, row: PlanRow) -> None:
        patch = _PatchInProgress(row, open=len(row.sheets))
        self._ready.extend(
            _Question(patch, (number, 0), sheet.task, sheet)
            for number, sheet in enumerate(row.sheets)
        )

    def _decide(self, question: _Question, request: Request, answer: Answer) -> None:
        patch, asker = question.patch, self._asker
        text, objections = asker.judge(question, answer)
        patch.attempts.append(asker.attempt(question, answer, text, objections))
        if objections and question.attempt < asker.attempts:
            again = replace(question, attempt=question.attempt + 1, objections=objections)
            self._ready.appendleft(again)
            return
        if not objections:
            patch.annotations[question.place] = asker.annotation(question, request, answer, text)
            self._follow_up(question, text)
        elif answer.failure is not None:
            patch.failures.append(answer.failure)
        else:
            patch.rejections[question.place] = asker.rejection(question, text, objections)
        patch.open -= 1
        if patch.open == 0:
            self._finished.append(patch.done())

    def _follow_up(self, question: _Question, text: str) -> None:
        """Ask for the revisions of a first caption."""
        if question.previous is not None:
            return
        names = question.patch.row.follow_ups
        question.patch.open += len(names)
        self._ready.extendleft(
            _Question(question.patch, (question.place[0], number), name, question.sheet, text)
            for number, name in enumerate(names, start=1)
        )
