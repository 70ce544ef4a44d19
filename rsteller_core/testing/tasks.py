"""What a prompt task promises."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from rsteller_core.captions import answer_schema
from rsteller_core.facts import sheet_from_json, sheet_to_json
from rsteller_core.interfaces import CaptionTask, PromptTask, RevisionTask
from rsteller_core.prompting import Prompts
from rsteller_core.testing.component import ComponentContract, anew
from rsteller_core.testing.fakes import make_sheet, make_view
from rsteller_core.values import FactSheet, Objection, PatchView

SEEDS = range(20)


class PromptTaskContract(ComponentContract):
    """What first captions and revisions have in common; subclass one of the two below."""

    @pytest.fixture
    def sheet(self) -> FactSheet:
        """The facts of a patch."""
        return make_sheet()

    @pytest.fixture
    def previous(self) -> str | None:
        """The caption that is revised, if one is."""
        return None

    @pytest.fixture
    def caption(self) -> str:
        """One that the task accepts for the sheet."""
        raise NotImplementedError("define a fixture `caption` that the task accepts for `sheet`")

    def test_its_number_is_of_its_kind(self, component: PromptTask[Any]) -> None:
        """It is published with every caption."""
        assert component.number >= 1

    def test_an_answer_holds_a_caption(self, component: PromptTask[Any]) -> None:
        """In the field ``caption``; its schema is JSON, for the engine."""
        assert "caption" in component.answer.model_fields
        assert "caption" in json.loads(json.dumps(answer_schema(component.answer)))["properties"]

    def test_a_prompt_has_a_constant_head(
        self, component: PromptTask[Any], sheet: FactSheet, previous: str | None
    ) -> None:
        """So that an engine can keep it; the facts are in the tail."""
        other = replace(sheet, patch_id="other", facts=sheet.facts[:1])
        prompts = Prompts()
        head, tail = prompts.render(component.template, component, sheet, previous)
        short_head, short_tail = prompts.render(component.template, component, other, previous)
        assert head.strip()
        assert head == short_head
        assert len(short_tail) < len(tail)

    def test_a_prompt_says_what_was_wrong(
        self, component: PromptTask[Any], sheet: FactSheet, previous: str | None
    ) -> None:
        """When a caption is asked for again."""
        objection = Objection("length", "", "400 words are too many")
        prompts = Prompts()
        tail = prompts.render(component.template, component, sheet, previous, [objection])[1]
        assert objection.reason in tail

    def test_a_good_caption_is_accepted(
        self, component: PromptTask[Any], sheet: FactSheet, previous: str | None, caption: str
    ) -> None:
        """By the checks that the task names."""
        assert list(component.check(caption, sheet, previous)) == []
        assert component.checks
        assert len(set(component.checks)) == len(component.checks)

    @pytest.mark.parametrize("text", ["", "Water.", "water " * 1000], ids=["none", "one", "many"])
    def test_a_caption_of_a_wrong_length_is_not(
        self, component: PromptTask[Any], sheet: FactSheet, previous: str | None, text: str
    ) -> None:
        """Each objection is of a check that the task names, and says why."""
        found = component.check(text, sheet, previous)
        assert found
        assert {objection.check for objection in found} <= set(component.checks)
        assert all(objection.reason.strip() for objection in found)

    def test_checks_are_the_same_every_time(
        self, component: PromptTask[Any], sheet: FactSheet, previous: str | None
    ) -> None:
        """A journal is judged again when a run goes on."""
        text = "**Caption:** a lake"
        found = list(component.check(text, sheet, previous))
        assert list(anew(component).check(text, sheet, previous)) == found


class CaptionTaskContract(PromptTaskContract):
    """Define ``component`` and ``caption``; and ``view``, where the task finds nothing in a lake,
    a residential road and a house.
    """

    @pytest.fixture
    def view(self) -> PatchView:
        """A patch in which the task finds something."""
        return make_view()

    @pytest.fixture
    def sheet(self, component: CaptionTask[Any], view: PatchView) -> FactSheet:
        """What it finds there."""
        sheet = component.sheet(view, random.Random(0))
        assert sheet is not None, "the task finds nothing in the view"
        return sheet

    @pytest.fixture
    def sheets(self, component: CaptionTask[Any], view: PatchView) -> Sequence[FactSheet | None]:
        """What it finds by many seeds."""
        return [component.sheet(view, random.Random(seed)) for seed in SEEDS]

    def test_chance_comes_from_the_seed(
        self, component: CaptionTask[Any], view: PatchView, sheets: Sequence[FactSheet | None]
    ) -> None:
        """A plan is the same every time."""
        other = anew(component)
        assert [other.sheet(view, random.Random(seed)) for seed in SEEDS] == sheets

    def test_a_sheet_is_of_its_task_and_patch(
        self, component: CaptionTask[Any], view: PatchView, sheet: FactSheet
    ) -> None:
        """And of elements that the patch holds."""
        assert (sheet.task, sheet.patch_id) == (component.name, view.patch.patch_id)
        there = {placed.element.id for placed in view.elements}
        assert {element.id for element in sheet.elements} <= there
        assert {fact.element for fact in sheet.facts if fact.element} <= there

    def test_a_sheet_states_facts(self, sheet: FactSheet) -> None:
        """Each in words, on one line."""
        assert sheet.facts
        assert [fact.kind for fact in sheet.facts if len(fact.text.splitlines()) != 1] == []

    def test_a_sheet_can_be_written_down(self, sheet: FactSheet) -> None:
        """It lies in the plan and beside the caption."""
        assert sheet_from_json(json.loads(json.dumps(sheet_to_json(sheet)))) == sheet

    def test_nothing_is_said_of_nothing(self, component: CaptionTask[Any]) -> None:
        """A patch without elements has no sheet."""
        assert component.sheet(make_view([]), random.Random(0)) is None


class RevisionTaskContract(PromptTaskContract):
    """Define ``component`` and ``caption``."""

    @pytest.fixture
    def previous(self) -> str | None:
        """The caption that is revised."""
        return "A lake with an uneven shore lies in the upper left of the image, north of a road."

    def test_the_count_comes_from_the_seed(self, component: RevisionTask[Any]) -> None:
        """A plan is the same every time."""
        counts = [component.count(random.Random(seed)) for seed in SEEDS]
        assert min(counts) >= 0
        assert [anew(component).count(random.Random(seed)) for seed in SEEDS] == counts

    def test_the_previous_caption_is_in_the_prompt(
        self, component: RevisionTask[Any], sheet: FactSheet, previous: str
    ) -> None:
        """In its tail."""
        tail = Prompts().render(component.template, component, sheet, previous)[1]
        assert previous in tail
