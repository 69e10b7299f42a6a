"""The card of every state, for every viewer, is a message that Slack takes, however long or hostile its names are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from bot.slack.blocks import message
from domain.drawing.request import draw
from domain.request import Kind, Request, State, StepState, Verdict
from domain.view import Ballot, RequestView, StepView
from domain.words import en as words
from tests.bot.slack.judges import elements, judge_message, texts
from tests.domain.things import PRESSES, VIEWS, VOTER

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
NAMES = {
    "ordinary": "CRM Contacts",
    "three thousand signs": "x" * 3_000,
    "right to left": "مصدر البيانات",
    "mrkdwn": "*<!channel>* `x` <https://evil.example|Approve>",
    "emoji": "😀" * 1_500,
    "nothing": " ",
}


def a_request(kind: Kind, state: State) -> Request:
    return Request(
        id="DSR-7K3QFA",
        kind=kind,
        environment="contoso",
        state=state,
        requester_id="p1",
        subject_id="s1",
        sealed=b"",
        quorum=2,
        created_at=NOW,
        received_on=NOW.date(),
        expires_at=NOW + timedelta(hours=72),
        due_at=None,
        surface="slack",
        place="C0GENERAL",
        replaces="DSR-000001",
    )


def a_story(kind: Kind, state: State, name: str, count: int) -> RequestView:
    steps, notes = list(StepState), list(words.steps.NOTES)
    lines = tuple(
        StepView(
            key=f"k{n}",
            name=name,
            personal=kind is Kind.REMOVE_USER,
            state=steps[n % len(steps)],
            note=notes[n % len(notes)],
            fault=name,
            code=name,
            owner=name,
            groups=(name, name),
            job_id=f"job-{n}",
        )
        for n in range(count)
    )
    return RequestView(
        request=a_request(kind, state),
        requester=name,
        subjects=(name,) * min(count, 20),
        reference=name,
        lines=lines,
        ballots=(Ballot(name, Verdict.APPROVE), Ballot(name, Verdict.DENY, name)),
        due=date(2026, 12, 2),
        environment=name,
        own_domains=("contoso.com",),
        presses=PRESSES,
        sandbox=True,
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_card_of_a_request_validates(name: str) -> None:
    for kind, state, viewer in product(Kind, State, VIEWS):
        judge_message(message(draw(a_story(kind, state, NAMES[name], 3), viewer)))


@pytest.mark.parametrize("name", NAMES)
def test_so_does_a_card_with_two_hundred_items_and_its_buttons_stay(name: str) -> None:
    for kind, state in product(Kind, State):
        card = draw(a_story(kind, state, NAMES[name], 200), VOTER)
        made = message(card)
        judge_message(made)
        shown = [button["value"] for block in made["blocks"] for button in elements(block)]
        unfold = [card.fold.show.ref] if card.fold and card.fold.show else []
        assert shown == [*(button.ref for button in card.buttons), *unfold]


def test_two_hundred_sources_with_ordinary_names_leave_none_uncounted() -> None:
    card = draw(a_story(Kind.REFRESH, State.PENDING_APPROVAL, "CRM Contacts", 200), VOTER)
    shown = list(texts(message(card)["blocks"]))
    named = sum(text == "CRM Contacts" for text in shown[shown.index("*Received*") :])
    assert named == 200 or f"… and {200 - named} more" in shown[-1] + "".join(shown)
