"""A form is a card with inputs that Teams checks before it sends them, and that can be read without the form."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams.acts import used
from bot.teams.form import form_card
from domain.card import Field, Form, Input, Option
from domain.chat import Submitted
from tests.bot.teams.cards import NASTY, STATES, WIDE
from tests.bot.teams.judge import faults, parts
from tests.bot.teams.test_acts import origin
from tests.fakes.teams.sender import filled

Json = dict[str, Any]


def form(*fields: Field, text: str = "") -> Json:
    return form_card(Form("refresh", "R1", "Refresh", "Ask for approval", fields, text), "mark")


def inputs(card: Json) -> list[Json]:
    return [part for part in parts(card) if part["type"].startswith("Input.")]


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(f"bbbbbbbb-0000-4000-8000-{number:012}", f"Source {number}") for number in range(count))


EXTREMES = {
    "no fields": form(),
    "no options": form(Field("x", "Which?", Input.ONE_OF)),
    "many options": form(*(Field(f"f{n}", "Which?", Input.SOME_OF, options(1_000)) for n in range(3))),
    "wide": form(Field("x", WIDE, hint=WIDE, error=WIDE, value=WIDE), text=WIDE),
    "wide options": form(Field("x", "Which?", Input.SOME_OF, (Option(WIDE, WIDE), Option("a", NASTY)) * 5)),
    "no day": form(Field("x", "When?", Input.DATE, value="tomorrow")),
    "many fields": form(*(Field(f"f{n}", WIDE, Input.PARAGRAPH) for n in range(100))),
}


@pytest.mark.parametrize("card", EXTREMES.values(), ids=EXTREMES)
def test_an_extreme_form_is_still_a_card(card: Json) -> None:
    assert faults(card) == []


def test_what_must_be_filled_in_is_checked_before_it_is_sent() -> None:
    must, may = inputs(form(Field("a", "A"), Field("b", "B", required=False)))
    assert (must["isRequired"], must["errorMessage"]) == (True, "Please fill this in.")
    assert "isRequired" not in may


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("x", "X", Input.LINE, value="crm"), {"type": "Input.Text", "value": "crm"}),
        (Field("x", "X", Input.PARAGRAPH), {"type": "Input.Text", "isMultiline": True}),
        (Field("x", "X", Input.DATE, value="2026-11-02"), {"type": "Input.Date", "value": "2026-11-02"}),
        (Field("x", "X", Input.ONE_OF, options(3)), {"isMultiSelect": False, "style": "expanded"}),
        (Field("x", "X", Input.SOME_OF, options(30)), {"isMultiSelect": True, "style": "filtered"}),
        (
            Field("x", "X", Input.SOME_OF, (Option("a,b", "A"), Option("c", "C")), value="a,b\nc\nd"),
            {"value": "a%2Cb,c"},
        ),
        (Field("x", "X", Input.ONE_OF, (Option("a", "A"),), value="gone"), {"id": "one_of.x"}),
    ],
)
def test_a_field_is_an_input_of_its_kind(field: Field, expected: Json) -> None:
    (drawn,) = inputs(form(field))
    assert {name: drawn.get(name) for name in expected} == expected


def test_what_a_person_chose_and_wrote_comes_back_as_it_was_meant() -> None:
    fields = (
        Field("some", "Which?", Input.SOME_OF, (Option("a,b", "A"), Option("100%", "B"), Option("ü &", "C"))),
        Field("one", "Which?", Input.ONE_OF, (Option("x,y", "X"),)),
        Field("none", "Which?", Input.SOME_OF, (Option("z", "Z"),), required=False),
        Field("line", "What?"),
        Field("empty", "What else?", required=False),
    )
    card = form(*fields)
    chosen = {choice["title"]: choice["value"] for part in inputs(card) for choice in part.get("choices", ())}
    answers = {"some": f"{chosen['A']},{chosen['B']},{chosen['C']}", "one": chosen["X"], "line": " a, b%2C "}
    (submit,) = (part for part in parts(card) if part["type"] == "Action.Execute")
    act = used(origin(), {**submit["data"], **filled(card, answers)})
    assert isinstance(act, Submitted)
    assert act.values == {
        "some": ("a,b", "100%", "ü &"),
        "one": ("x,y",),
        "none": (),
        "line": ("a, b%2C",),
        "empty": (),
    }


def test_choices_for_which_there_is_no_room_are_counted() -> None:
    card = form(Field("x", "Which?", Input.SOME_OF, options(1_000)))
    (drawn,) = inputs(card)
    assert f"… and {1_000 - len(drawn['choices'])} more" in str(card["body"])


def test_choices_hold_nothing_that_markdown_would_act_on() -> None:
    (drawn,) = inputs(form(Field("x", "Which?", Input.SOME_OF, (Option("a", NASTY), Option("b", "crm_contacts")))))
    evil, plain = (choice["title"] for choice in drawn["choices"])
    assert not set("*[]<>`#") & set(evil)
    assert "://" not in evil
    assert plain == "crm_contacts"


def test_what_is_wrong_stands_at_its_field() -> None:
    card = form(Field("a", "A"), Field("b", "B", error="Not a day."))
    kinds = [part["id"] if "id" in part else str(part.get("inlines")) for part in card["body"]]
    assert "Not a day." in kinds[kinds.index("line.b") - 1]


def test_the_forms_that_people_meet_are_cards() -> None:
    assert [name for name, answer in STATES.items() if isinstance(answer, Form)] == ["refresh-form", "deny-form"]
