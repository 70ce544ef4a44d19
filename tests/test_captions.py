import json

import pytest
from pydantic import BaseModel, ConfigDict

from rsteller_core.captions import Caption, InvalidAnswer, answer_schema, parse


class TwoFields(BaseModel):
    model_config = ConfigDict(extra="forbid")

    caption: str
    certainty: float


def test_the_caption_comes_out_stripped_and_otherwise_untouched():
    text = "A lake named “Kahnawà:ke Ó” lies in the center."
    assert parse(json.dumps({"caption": f"  {text}\n"}), Caption) == text
    assert parse(json.dumps({"caption": text}, ensure_ascii=False), Caption) == text


def test_a_task_may_ask_for_more_than_a_caption():
    assert parse('{"caption": "A lake.", "certainty": 0.5}', TwoFields) == "A lake."


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ('{"caption": "A lake lies in the', "cut off"),
        ('{"caption": "A lake."', "cut off"),
        ("A lake.", "not JSON"),
        ('Here it is: {"caption": "A lake."}', "not JSON"),
        ('{"caption": "A lake."} {"caption": "A pond."}', "not JSON"),
        ('```json\n{"caption": "A lake."}\n```', "not JSON"),
        ('{"caption": "A lake.", "note": "x"}', "note"),
        ('{"text": "A lake."}', "caption"),
        ('{"caption": "   "}', "caption"),
        ('{"caption": null}', "caption"),
        ('{"caption": 7}', "caption"),
        ('["A lake."]', "object"),
        ('{"caption": "\\ud800"}', "not JSON"),
    ],
)
def test_what_is_not_exactly_the_structure_is_refused_with_the_reason(answer, reason):
    with pytest.raises(InvalidAnswer, match=reason) as caught:
        parse(answer, Caption)
    assert caught.value.objection.check == "structure"
    assert caught.value.objection.reason == str(caught.value)


def test_the_schema_forbids_what_the_model_forbids():
    schema = answer_schema(Caption)
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["caption"]
    assert schema["properties"]["caption"]["type"] == "string"
