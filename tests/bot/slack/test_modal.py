"""A form becomes a modal that Slack takes, filled in as it should be, with what is wrong at its fields."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack import modal
from domain.card import Field, Form, Input, Option
from domain.words.en import EN
from tests.bot.slack.judges import judge_view
from tests.bot.slack.test_blocks import letters

options = st.lists(st.builds(Option, st.text(alphabet="abc-0189", max_size=160), letters), max_size=6) | st.integers(
    90, 240
).map(lambda count: [Option(f"s{n}", f"Source {n}") for n in range(count)])
field = st.builds(
    Field,
    name=st.just(""),
    label=letters,
    input=st.sampled_from(Input),
    options=options.map(tuple),
    required=st.booleans(),
    hint=letters,
    value=letters | st.just("2026-11-02"),
    error=letters,
)
named = st.lists(field, max_size=8).map(
    lambda fields: tuple(replace(each, name=f"field-{n}") for n, each in enumerate(fields))
)
forms = st.builds(Form, verb=st.just("refresh"), ref=st.just("DSR-1"), title=letters, submit=letters, fields=named,
                  text=letters)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(forms.filter(lambda form: form.fields))
def test_every_form_is_a_modal_that_slack_takes(form: Form) -> None:
    judge_view(modal.view(form, "C0GENERAL"))


def test_the_window_that_asks_for_patience_is_one_too() -> None:
    judge_view(modal.waiting(EN.slack))


def sources(count: int, chosen: str = "") -> Field:
    some = tuple(Option(f"s{n}", f"Source {n}") for n in range(count))
    return Field("sources", "Which sources?", Input.SOME_OF, some, value=chosen)


def a_form(*fields: Field) -> Form:
    return Form("refresh", "DSR-1", "Refresh data sources", "Ask for approval", fields)


def element(form: Form) -> dict[str, object]:
    [block] = modal.view(form, "")["blocks"]
    return dict(block["element"])


def test_it_carries_verb_ref_and_channel_and_nothing_else() -> None:
    view = modal.view(a_form(sources(1)), "C0GENERAL")
    assert json.loads(view["private_metadata"]) == {"verb": "refresh", "ref": "DSR-1", "channel": "C0GENERAL"}


def test_more_than_a_hundred_options_come_in_groups_named_by_their_ends() -> None:
    made = element(a_form(sources(201)))
    groups = made["option_groups"]
    assert isinstance(groups, list)
    assert [len(group["options"]) for group in groups] == [100, 100, 1]
    assert groups[1]["label"]["text"] == "Source 100 – Source 199"


def test_all_that_was_chosen_before_is_chosen_again() -> None:
    made = element(a_form(sources(200, "\n".join(f"s{n}" for n in range(150)))))
    assert isinstance(made["initial_options"], list)
    assert len(made["initial_options"]) == 150


def test_a_day_is_filled_in_and_nonsense_is_not() -> None:
    assert element(a_form(Field("d", "When?", Input.DATE, value="2026-11-02")))["initial_date"] == "2026-11-02"
    assert "initial_date" not in element(a_form(Field("d", "When?", Input.DATE, value="soon")))


def test_text_is_filled_in_and_has_a_largest_length() -> None:
    made = element(a_form(Field("ref", "Reference", value="CASE-77")))
    assert (made["initial_value"], made["max_length"], made["multiline"]) == ("CASE-77", 3_000, False)


def test_what_was_taken_out_of_a_form_does_not_come_back() -> None:
    """When it is drawn again after it took long, it holds what stood in it, and no more."""
    some = (Option("a", "A"), Option("b", "B"))
    given = {
        Input.LINE: "CASE-77",
        Input.PARAGRAPH: "Why",
        Input.DATE: "2026-11-02",
        Input.ONE_OF: "a",
        Input.SOME_OF: "a",
    }
    fields = [Field(kind, "?", kind, some, required=False, value=value) for kind, value in given.items()]
    shown = modal.view(a_form(*fields), "C0GENERAL")
    before = {block["block_id"]: block["element"] for block in shown["blocks"]}
    taken_out: dict[str, dict[str, object]] = {
        Input.LINE: {"value": None},
        Input.PARAGRAPH: {"value": ""},
        Input.DATE: {"selected_date": None},
        Input.ONE_OF: {"selected_option": None},
        Input.SOME_OF: {"selected_options": []},
    }
    for name, state in taken_out.items():
        assert any(part.startswith("initial_") for part in before[name])
        state = {"values": {name: {modal.ANSWER: state}}}
        drawn = modal.again({**shown, "state": state}, "One moment")
        after = {block["block_id"]: block["element"] for block in drawn["blocks"] if block["type"] == "input"}
        assert not any(part.startswith("initial_") for part in after[name]), name
        assert {other: after[other] for other in after if other != name} == {
            other: before[other] for other in before if other != name
        }
        judge_view(drawn)


def test_a_choice_without_options_says_so() -> None:
    [block] = modal.view(a_form(sources(0)), "")["blocks"]
    assert block["type"] == "section"
    assert "nothing to choose" in block["text"]["text"]


def test_errors_are_shown_only_at_fields_that_are_on_screen() -> None:
    wrong = a_form(replace(sources(1), error="Choose one."))
    assert modal.errors(wrong, modal.view(a_form(sources(1)), "")) == {"sources": "Choose one."}
    assert modal.errors(wrong, {"blocks": []}) == {}
    assert modal.errors(a_form(sources(1)), modal.view(a_form(sources(1)), "")) == {}
