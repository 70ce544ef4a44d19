"""The five things a plugin can bring: subclass one, return the class from its hook.

Every component has a ``name``, a one-line ``summary`` and an options model::

    class TownOptions(Options):
        path: Path = Field(description="the raster to read")

    class Town(ImageSource[TownOptions]):
        name = "town"
        summary = "the orthophotos of our town"

        def scenes(self, query): ...
        def read(self, scene, windows): ...

Making a component does no I/O: it opens what it needs when it is first asked, and ``close``
releases it. Workers make their own from the same options.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rsteller_core.models import UNSTATED, model_of
from rsteller_core.values import (
    Answer,
    Bounds,
    Element,
    FactSheet,
    Objection,
    PatchView,
    Picked,
    Pixels,
    PlacedElement,
    Request,
    Sample,
    Scene,
    SceneQuery,
    Skipped,
    Window,
)


class Options(BaseModel):
    """The options of a component: each field with a type, limits and a description."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


O = TypeVar("O", bound=Options)  # noqa: E741 - the usual letter for it


class Component(ABC, Generic[O]):
    """What all five have in common.

    ``requires`` are the modules that must be importable, ``extra`` the extra of the distribution
    that brings them: a component that lacks one is listed with the command that completes it.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    requires: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = ""
    options_model: ClassVar[type[Options]] = Options

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - passed on as it came
        """Take the options model from the brackets of ``ImageSource[TownOptions]``."""
        super().__init_subclass__(**kwargs)
        for base in getattr(cls, "__orig_bases__", ()):
            for argument in get_args(base):
                if isinstance(argument, type) and issubclass(argument, Options):
                    cls.options_model = argument

    def __init__(self, options: O) -> None:
        self.options = options

    def inputs(self) -> Mapping[str, str]:
        """What the results depend on besides the options: a name and a fingerprint of each.

        For files see ``fingerprint``. The source's and the extractor's become part of the run's
        identity. May read files; raises InputError where one is missing.
        """
        return {}

    def close(self) -> None:
        """Release what was opened, if anything was; a second time there is nothing to do."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class ImageSource(Component[O]):
    """Where imagery comes from.

    ``extractor`` names the element extractor that is used unless the user names another: a source
    that brings its own map says so here.
    """

    extractor: ClassVar[str] = "pbf"

    @abstractmethod
    def scenes(self, query: SceneQuery) -> Iterator[Scene | Skipped]:
        """The scenes of a place and time: the same in the same order every time.

        Scene ids are unique, of letters, digits, ``_`` and ``-``. What cannot be used comes as
        Skipped, and so does a scene without a time when a time is asked for. Raises InputError
        when the source as a whole cannot be read.
        """

    @abstractmethod
    def read(self, scene: Scene, windows: Sequence[Window]) -> Iterator[Pixels | Skipped]:
        """The pixels of many windows of one scene, one result for each, in the order given.

        All at once, so that a source can share blocks between windows, merge requests and read
        ahead. The windows lie inside the scene, row by row. The scene may have been through the
        plan's file (its properties as JSON gives them back) and this may be another process or
        thread than the one that listed it. An array that was given belongs to the caller. A
        window that cannot be read comes as Skipped, in its place.
        """

    def cost(self, reads: Iterable[tuple[Scene, Sequence[Window]]]) -> str:
        """What these reads will take, in words, where it is more than time; empty if it is not.

        Told when a plan is made, before anything is spent. Asks nobody; an estimate says what it
        rests on.
        """
        return ""


class ElementExtractor(Component[O]):
    """Where elements come from: OpenStreetMap, or another map whose data have tags."""

    licence: str = "ODbL-1.0"
    attribution: str = "© OpenStreetMap contributors"

    @property
    def dating(self) -> str:
        """How elements are brought to the date asked for: words for every sample's metadata."""
        return "as the data stand, whatever the date"

    def prepare(self, tell: Callable[[str, float | None], None]) -> None:
        """Make ready what takes long, such as an index; called once, before the first ``extract``.

        ``tell`` takes what is being done and the share of it that is done, None where that is not
        known. ``extract`` works without it, too. Raises as ``extract`` does.
        """

    @abstractmethod
    def extract(self, bounds: Bounds, at: datetime | None) -> Iterator[Element | Skipped]:
        """All elements with tags whose geometry or box touches the lon/lat bounds, as they stood
        at ``at`` if the data can tell.

        Ordered by id kind and number. Which elements are worth describing is not its business.
        Broken ones come as Skipped, once in all, with the first call. Raises InputError when the
        data cannot be read.
        """

    def boundaries(self, bounds: Bounds, at: datetime | None) -> Iterator[Element]:
        """The named boundaries (counties, countries, parks) whose areas touch the bounds, as
        polygons, in the same order; none where the data have none. They are told of as where a
        patch lies, never as something seen.
        """
        return iter(())


class TaskOptions(Options):
    """What every task can be told."""

    min_words: int = Field(10, ge=1, description="the shortest caption accepted, in words")
    max_words: int = Field(120, ge=1, description="the longest caption accepted, in words")
    aim_words: int = Field(50, ge=1, description="the length the prompt asks for, in words")
    lane: Literal["strict", "rich"] = Field(
        "strict", description="strict: only things of the facts; rich: others, too, where hedged"
    )

    @model_validator(mode="after")
    def _aims_between(self) -> Self:
        if not self.min_words <= self.aim_words <= self.max_words:
            raise ValueError(
                f"aim_words ({self.aim_words}) must lie between min_words ({self.min_words}) "
                f"and max_words ({self.max_words})"
            )
        return self


T = TypeVar("T", bound=TaskOptions)


class PromptTask(Component[T]):
    """What is asked of the model. Subclass CaptionTask or RevisionTask.

    ``number`` is the task's number in the published record (RSTeller's: 1 area, 2 non-area,
    3 revision), ``template`` the file in the prompts folder, ``answer`` the pydantic model of the
    answer, which has a ``caption`` field.
    """

    number: ClassVar[int]
    template: ClassVar[str]

    @property
    @abstractmethod
    def answer(self) -> type[BaseModel]:
        """The structure an answer must have; its field ``caption`` is the text."""

    @abstractmethod
    def check(self, caption: str, sheet: FactSheet, previous: str | None) -> Sequence[Objection]:
        """What is wrong with this caption; nothing means accepted."""

    @property
    @abstractmethod
    def checks(self) -> tuple[str, ...]:
        """The names of the checks that an accepted caption has passed."""


class CaptionTaskOptions(TaskOptions):
    """What a task that captions a patch can be told."""

    weight: float = Field(
        1.0, ge=0, description="how often this task is chosen where several could be"
    )


C = TypeVar("C", bound=CaptionTaskOptions)


class CaptionTask(PromptTask[C]):
    """A task that writes a first caption from a patch's elements."""

    @abstractmethod
    def choose(self, view: PatchView, rng: random.Random) -> Sequence[PlacedElement]:
        """The elements that a caption is to be about, the chief one first; none where nothing is
        worth a caption.

        All chance comes from ``rng``, so that a plan is the same every time.
        """

    @abstractmethod
    def sheets(self, picked: Sequence[Picked]) -> Sequence[FactSheet]:
        """The facts of what was chosen, a sheet for each patch: ``sheets_of(self.name, picked)``,
        or what the task makes of it. Many patches come at once, as that costs less.
        """

    def sheet(self, view: PatchView, rng: random.Random) -> FactSheet | None:
        """Choose in one patch and state the facts; None where nothing is worth a caption."""
        chosen = self.choose(view, rng)
        return self.sheets([(view, chosen)])[0] if chosen else None


class RevisionTask(PromptTask[T]):
    """A task that says an accepted caption again."""

    @abstractmethod
    def count(self, rng: random.Random) -> int:
        """How many revisions a caption gets."""


class LLMBackend(Component[O]):
    """What answers prompts.

    ``shared`` backends keep many requests going at once (a device, a server): they get one
    stream of requests for the whole run, in the run's own process. The others are made once in
    each worker process.
    """

    shared: ClassVar[bool] = True

    @property
    @abstractmethod
    def annotator(self) -> str:
        """The full id of the model (``mistralai/Mistral-Nemo-Instruct-2407``)."""

    @property
    def licence(self) -> str:
        """The licence of the model, as far as it is known; it is published with its captions."""
        model = model_of(self.annotator)
        return model.licence if model else UNSTATED

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What besides the prompt, the schema and the seed decides the answer.

        Part of a request's key: an answer is asked for again where these change. Leave out what
        only decides how it is got, such as a timeout.
        """
        return self.options.model_dump(mode="json")

    def count_tokens(self, text: str) -> int | None:
        """How many tokens a text is to this model; None where nobody can tell before it is asked.

        For the forecast of a plan: loads no weights and asks no server. 0 of what has no tokens.
        """
        return None

    @abstractmethod
    def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Answers, each as soon as it is there, in any order, one for every request taken.

        Take requests lazily, no more than are kept busy: the caller adds retries and revisions
        to the stream as answers arrive, and the stream may be as long as the run. It is read in
        the thread that iterates over the answers. When it ends, finish what is under way; the
        caller comes back with a new stream if there is more.
        """


class Sink(Component[O]):
    """What writes shards."""

    @abstractmethod
    def path(self, folder: Path, shard: int) -> Path:
        """Where this shard lies when it is whole."""

    @abstractmethod
    def write(self, folder: Path, shard: int, samples: Iterable[Sample]) -> None:
        """Write a shard, whole or not at all: aside, fsynced, renamed.

        The same samples give the same bytes, and no samples an empty shard. What ``samples``
        raises passes through. Raises OutputError where the folder cannot be written.
        """
