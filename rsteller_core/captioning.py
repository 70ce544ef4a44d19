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

from rsteller_core.annotators import Annotators
from rsteller_core.captions import STRUCTURE, InvalidAnswer, answer_schema, parse
from rsteller_core.checks import count_statements
from rsteller_core.errors import BackendError
from rsteller_core.interfaces import PromptTask
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

_WAITING = 1000
"""Questions that may wait for one annotator, and patches for the caller, before new rows do."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """A patch whose captions are all decided, in the order of its sheets and follow-ups."""

    row: PlanRow
    annotations: tuple[Annotation, ...]
    rejections: tuple[Rejection, ...]
    failures: tuple[str, ...]
    tokens_in: int = 0
    tokens_out: int = 0
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Captioner:
    """Who asks: the tasks by name, the prompts, the annotators, and how often one is asked."""

    tasks: Mapping[str, PromptTask[Any]]
    prompts: Prompts
    annotators: Annotators
    attempts: int
    seed: int
    _constants: dict[tuple[int, str], str] = field(default_factory=dict, init=False, repr=False)

    def caption(
        self, rows: Iterable[PlanRow], journal_of: Callable[[int], Journal]
    ) -> Iterator[Captioned]:
        """Each row once its captions are decided, in the order in which that happens.

        ``journal_of`` gives the journal of a shard. Raises BackendError where a backend left
        requests unanswered.
        """
        stream = _Stream(self, iter(rows), journal_of)
        while not stream.exhausted:
            for who, answer in self.annotators.answers(stream.ask):
                stream.take(who, answer)
                yield from stream.finished()
            yield from stream.finished()
            stream.require_answers()

    def lane(self, question: _Question) -> int:
        """The lane in which this question waits."""
        place = (self.seed, question.sheet.patch_id, question.task, *question.place)
        return self.annotators.lane(question.previous is not None, *place)

    def request(self, question: _Question, who: int) -> Request:
        """The request that asks this annotator this question, with its prompt."""
        task = self.tasks[question.task]
        head, tail = self.prompts.render(
            task.template, task, question.sheet, question.previous, question.objections
        )
        schema = answer_schema(task.answer)
        seed = derive(
            self.seed, question.sheet.patch_id, question.task, *question.place, question.attempt
        )
        key = content_key((self._constant(who, question.task, head, schema), tail, seed))
        return Request(
            key, question.task, head, tail, schema, seed, question.sheet, question.previous
        )

    def _constant(self, who: int, task: str, head: str, schema: Mapping[str, Any]) -> str:
        """The key of what is the same for every request of a task to one; heads are long."""
        if (who, task) not in self._constants:
            backend = self.annotators.members[who].backend
            content = (backend.annotator, backend.parameters, head, schema)
            self._constants[who, task] = content_key(content)
        return self._constants[who, task]

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
        self, question: _Question, who: int, request: Request, answer: Answer, text: str
    ) -> Annotation:
        """An accepted caption with its provenance."""
        task = self.tasks[question.task]
        backend = self.annotators.members[who].backend
        return Annotation(
            task=task.number,
            text=text,
            annotator=backend.annotator,
            licence=backend.licence,
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
        self, question: _Question, who: int, text: str, objections: tuple[Objection, ...]
    ) -> Rejection:
        """A caption that failed for the last time."""
        return Rejection(
            question.sheet.patch_id,
            question.task,
            text,
            self.annotators.members[who].backend.annotator,
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
    tokens_in: int = 0
    tokens_out: int = 0

    def paid(self, answer: Answer) -> None:
        """Count what an answer took, whether it is accepted or not."""
        self.tokens_in += answer.tokens_in
        self.tokens_out += answer.tokens_out

    def done(self) -> Captioned:
        accepted = tuple(self.annotations[place] for place in sorted(self.annotations))
        rejected = tuple(self.rejections[place] for place in sorted(self.rejections))
        return Captioned(
            self.row,
            accepted,
            rejected,
            tuple(self.failures),
            self.tokens_in,
            self.tokens_out,
            tuple(self.attempts),
        )


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
        self._ready: list[deque[_Question]] = [deque() for _ in asker.annotators.lanes]
        self._under_way: dict[str, tuple[Request, list[_Question]]] = {}
        self._finished: deque[Captioned] = deque()
        self._rows_left = True

    @property
    def exhausted(self) -> bool:
        return not (self._rows_left or any(self._ready))

    def ask(self, who: int) -> Request | None:
        """The next request for this annotator; None where there is none to give now."""
        while (question := self._next(who)) is not None:
            request = self._open(question, who)
            if request is not None:
                return request
        return None

    def take(self, who: int, answer: Answer) -> None:
        """Decide what an answer means to everyone who asked for it."""
        request, questions = self._under_way.pop(answer.key)
        for question in questions:
            if answer.failure is None:
                self._journal_of(question.patch.row.shard).add(answer)
            self._decide(question, who, request, answer)

    def finished(self) -> Iterator[Captioned]:
        while self._finished:
            yield self._finished.popleft()

    def require_answers(self) -> None:
        if self._under_way:
            names = " or ".join(repr(m.backend.name) for m in self._asker.annotators.members)
            raise BackendError(f"llm {names} left {len(self._under_way)} requests unanswered")

    def _next(self, who: int) -> _Question | None:
        """The next question that waits for this annotator; rows are begun until there is one."""
        lanes = [self._ready[number] for number in self._asker.annotators.lanes_of(who)]
        while len(self._finished) < _WAITING:
            for lane in lanes:
                if lane:
                    return lane.popleft()
            if not (self._may_begin(who) and self._begin_a_row()):
                return None
        return None

    def _may_begin(self, who: int) -> bool:
        """Whether rows are begun for this annotator: for one that writes first captions, and not
        while another lags.
        """
        writes = self._asker.annotators.members[who].share > 0
        return writes and max(map(len, self._ready)) < _WAITING

    def _begin_a_row(self) -> bool:
        row = next(self._rows, None) if self._rows_left else None
        if row is None:
            self._rows_left = False
            return False
        patch = _PatchInProgress(row, open=len(row.sheets))
        for number, sheet in enumerate(row.sheets):
            question = _Question(patch, (number, 0), sheet.task, sheet)
            self._ready[self._asker.lane(question)].append(question)
        return True

    def _open(self, question: _Question, who: int) -> Request | None:
        """The request of a question, unless it was answered before or is under way."""
        lane = self._asker.annotators.lanes[self._asker.lane(question)]
        requests = {one: self._asker.request(question, one) for one in lane}
        journal = self._journal_of(question.patch.row.shard)
        for one, request in requests.items():
            known = journal.get(request.key)
            if known is not None:
                self._decide(question, one, request, known)
                return None
        request = requests[who]
        if request.key in self._under_way:
            self._under_way[request.key][1].append(question)
            return None
        self._under_way[request.key] = (request, [question])
        return request

    def _decide(self, question: _Question, who: int, request: Request, answer: Answer) -> None:
        patch, asker = question.patch, self._asker
        patch.paid(answer)
        text, objections = asker.judge(question, answer)
        patch.attempts.append(asker.attempt(question, answer, text, objections))
        if objections and question.attempt < asker.attempts:
            # A model is told what was wrong with its words, not with the way to it.
            told = objections if answer.failure is None else question.objections
            self._ask_first(replace(question, attempt=question.attempt + 1, objections=told))
            return
        if not objections:
            patch.annotations[question.place] = asker.annotation(
                question, who, request, answer, text
            )
            self._follow_up(question, text)
        elif answer.failure is not None:
            patch.failures.append(answer.failure)
        else:
            patch.rejections[question.place] = asker.rejection(question, who, text, objections)
        patch.open -= 1
        if patch.open == 0:
            self._finished.append(patch.done())

    def _ask_first(self, question: _Question) -> None:
        self._ready[self._asker.lane(question)].appendleft(question)

    def _follow_up(self, question: _Question, text: str) -> None:
        """Ask for the revisions of a first caption."""
        if question.previous is not None:
            return
        names = question.patch.row.follow_ups
        question.patch.open += len(names)
        for number, name in enumerate(names, start=1):
            self._ask_first(
                _Question(question.patch, (question.place[0], number), name, question.sheet, text)
            )
