"""The card of an export: whose turn it is stands on it, and the buttons that go on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.addresses import masked
from domain.card import Card
from domain.drawing.request import draw
from domain.export import plan as ticket
from domain.export.plan import PLAN, Deed, Stage
from domain.request import Kind, State
from domain.view import RequestView, StepView
from domain.words import en as words
from tests.domain.export.test_plan import up_to
from tests.domain.things import AUDITOR, CHANNEL, REQUESTER, TENANT_ADMIN, VOTER, a_request, a_story

HIDDEN = masked("anna@contoso.com", ("contoso.com",))


def export(stage: Stage, state: State = State.NEEDS_ATTENTION, *, guided: bool = False, note: str = "") -> RequestView:
    steps = up_to(stage, note=note)
    lines = [
        StepView(
            key=step.key,
            name=words.export.STAGES[PLAN[n]],
            personal=False,
            state=step.state,
            note=step.note,
            human=ticket.open_to(step, steps, guided=guided),
            ref=f"DSR-7K3QFA.{n}",
        )
        for n, step in enumerate(steps)
    ]
    story = a_story(a_request(state, Kind.EXPORT), *lines)
    return replace(story, holder="customer", purpose="access", guided=guided, letter="To: the team")


def labels(drawn: Card) -> list[str]:
    return [button.label for button in drawn.buttons]


@pytest.mark.parametrize(
    ("stage", "state", "foot"),
    [
        (Stage.REQUEST, State.NEEDS_ATTENTION, ["Send the request"]),
        (Stage.QUESTION, State.IN_PROGRESS, ["Send a reminder"]),
        (Stage.CONFIRMATION, State.NEEDS_ATTENTION, ["Confirm", words.mail.NOT_IT]),
        (Stage.DELIVERY, State.IN_PROGRESS, ["Send a reminder"]),
        (Stage.ANSWER, State.NEEDS_ATTENTION, ["The person was answered…", words.mail.NOT_IT]),
    ],
)
def test_the_next_thing_to_do_stands_at_the_foot(stage: Stage, state: State, foot: list[str]) -> None:
    assert labels(draw(export(stage, state), TENANT_ADMIN)) == foot
    for viewer in (VOTER, AUDITOR):
        assert labels(draw(export(stage, state), viewer)) == []
    assert labels(draw(export(stage, state), REQUESTER)) == [words.buttons.CANCEL]
    assert labels(draw(export(stage, state), replace(TENANT_ADMIN, person_id="ada"))) == [*foot, words.buttons.CANCEL]
    assert labels(draw(export(stage, state), CHANNEL)) == [words.buttons.DETAILS]


def test_without_a_mailbox_people_say_what_they_did() -> None:
    drawn = draw(export(Stage.REQUEST, guided=True), TENANT_ADMIN)
    assert labels(drawn) == ["I have sent it…"]
    assert words.export.GUIDED in drawn.text
    assert drawn.copy == "To: the team"


@pytest.mark.parametrize("note", [ticket.SILENT, ticket.UNREAD, ticket.BOUNCED, ticket.NOT_PORTABLE])
def test_what_went_wrong_stands_at_the_mail_that_is_waited_for(note: str) -> None:
    drawn = draw(export(Stage.DELIVERY, note=note), TENANT_ADMIN)
    assert words.steps.NOTES[note] in {item.note for item in drawn.items}
    back = (
        [words.mail.NOT_IT] if note in {ticket.BOUNCED, ticket.NOT_PORTABLE} else []
    )  # nothing came that could be taken back
    assert labels(drawn) == ["Send a reminder", *back]


def test_before_the_confirmation_the_question_is_shown_with_who_asked_and_when_to_who_may_read_it() -> None:
    story = export(Stage.CONFIRMATION)
    told = "on 2 Nov 2026, from d365ci@microsoft.com, under “RE: Export”"
    lines = tuple(replace(line, detail=told) if line.key == "mail:question" else line for line in story.lines)
    asked = replace(story, lines=lines, question="Please confirm the request of anna@contoso.com.")
    text = draw(asked, TENANT_ADMIN).text
    assert words.mail.rests_on(told) in text
    assert "They wrote: “Please confirm the request of anna@contoso.com.”" in text
    shown = str(draw(asked, CHANNEL))
    assert not any(word in shown for word in ("anna@", "d365ci", "RE: Export", "Please confirm the request of"))


def test_once_it_was_confirmed_the_question_is_past() -> None:
    past = draw(replace(export(Stage.DELIVERY), question="Please confirm."), TENANT_ADMIN)
    assert not [text for text in past.text if text.startswith(("They wrote", "Their mail came"))]


@pytest.mark.parametrize("stage", PLAN)
def test_whose_turn_it_is_is_said_in_a_sentence(stage: Stage) -> None:
    drawn = draw(export(stage), TENANT_ADMIN)
    assert len([text for text in drawn.text if text.startswith("Next: ")]) == 1


def test_a_channel_sees_neither_the_mail_nor_the_person() -> None:
    drawn = draw(export(Stage.REQUEST), CHANNEL)
    assert drawn.copy == ""
    assert "anna@" not in str(drawn)


@pytest.mark.parametrize("state", [State.CANCELLED, State.REFUSED])
def test_after_a_stop_it_says_what_may_still_come(state: State) -> None:
    assert words.export.MAILED_ALREADY in draw(export(Stage.QUESTION, state), TENANT_ADMIN).text
    assert words.export.MAILED_ALREADY not in draw(export(Stage.REQUEST, state), TENANT_ADMIN).text


def test_the_title_says_whose_data_and_what_for() -> None:
    assert draw(export(Stage.REQUEST), AUDITOR).title == "Export a customer’s data (access): anna@contoso.com"
    assert draw(export(Stage.REQUEST), CHANNEL).title == f"Export a customer’s data (access): {HIDDEN}"


@pytest.mark.parametrize("stage", [Stage.REQUEST, Stage.QUESTION, Stage.CONFIRMATION])
def test_before_a_mail_goes_out_a_dialog_says_for_whom(stage: Stage) -> None:
    state = State.IN_PROGRESS if stage is Stage.QUESTION else State.NEEDS_ATTENTION
    button = draw(export(stage, state), TENANT_ADMIN).buttons[0]
    assert button.confirm
    assert button.confirm.title.endswith("? Export a customer’s data (access): anna@contoso.com")
    assert button.confirm.final


def test_every_deed_and_stage_has_its_words() -> None:
    assert set(words.export.DEEDS) == set(Deed)
    assert set(words.export.STAGES) == set(Stage)
    assert set(words.export.TURNS) == set(PLAN)
