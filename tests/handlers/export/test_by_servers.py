"""An export over real SMTP and IMAP servers, and what follows when nobody knows whether a mail went out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.export.plan import Stage
from domain.request import State, StepState
from domain.words import en as words
from tests.gateways.mail.conftest import dovecot, office, postman
from tests.gateways.mail.office import Office
from tests.gateways.mail.team import Team
from tests.handlers.conftest import Open
from tests.handlers.export.exporting import acts, approved, asked_of, comes_to, delivered, resolves, sent, state, turn
from tests.stage import Scene, rules, said

__all__ = ["dovecot", "office", "postman"]

CONFIG = rules(mail={"mailbox": "tess@contoso.com", "server": "mx.contoso.com", "look_every": "0.1s"})


@pytest.fixture
async def on(opened: Open, office: Office) -> AsyncIterator[Scene]:
    office.postman.took = Team(office).take
    async with opened(config=CONFIG, environ=office.environ) as scene:
        yield scene


async def test_from_the_request_to_the_answer(on: Scene, office: Office) -> None:
    ref = await approved(on)
    await delivered(on, ref)
    await acts(on, ref, Stage.ANSWER, day=on.today)
    await state(on, ref, State.COMPLETED)
    assert [str(mail["To"]) for mail in office.postman.mails] == ["D365CI@microsoft.com"] * 2
    assert len(office.mails("Sent")) == 2
    assert office.mails("Drafts") == []


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_mail_in_doubt_waits_for_a_person_who_looks(on: Scene, office: Office, moment: str) -> None:
    took, office.postman.took = office.postman.took, Team(office, "silence").take
    office.postman.hangs_up = moment
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.REQUEST, StepState.FAILED, "doubtful")
    await on.until("@tess", ref, words.steps.NOTES["doubtful"])
    office.postman.hangs_up, office.postman.took = "", took
    if moment == "after":  # it arrived: she sees it with Microsoft's team
        assert await resolves(on, ref, Stage.REQUEST, "out") == words.erasure.DONE_NOW
        await comes_to(on, ref, Stage.QUESTION)
    else:
        assert await resolves(on, ref, Stage.REQUEST, "not_out") == words.export.SENDING_NOW
        await turn(on, ref, Stage.CONFIRMATION)
    assert len(office.postman.mails) == 1


@pytest.mark.parametrize("choice", ["out", "not_out"])
async def test_what_somebody_saw_of_one_attempt_says_nothing_of_the_next(
    on: Scene, office: Office, choice: str
) -> None:
    """Two look into the folder, one says that it is to be sent again, and it goes out then: the other saw it before."""

    async def went_out() -> bool:
        return bool(office.postman.mails)

    office.postman.hangs_up, office.postman.took = "before", Team(office, "silence").take
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.REQUEST, StepState.FAILED, "doubtful")
    before = await asked_of(on, ref, Stage.REQUEST)
    office.postman.hangs_up = "after"
    assert await resolves(on, ref, Stage.REQUEST, "not_out") == words.export.SENDING_NOW
    await on.wait_for(went_out)
    await comes_to(on, ref, Stage.REQUEST, StepState.FAILED, "doubtful")
    assert said(await on.act("tess", "ticket", before, {"choice": choice})) == words.export.OTHER_DOUBT
    await comes_to(on, ref, Stage.REQUEST, StepState.FAILED, "doubtful")
    assert await resolves(on, ref, Stage.REQUEST, "out") == words.erasure.DONE_NOW
    assert len(office.postman.mails) == 1


async def test_a_genuine_answer_ends_the_doubt(on: Scene, office: Office) -> None:
    office.postman.hangs_up = "after"
    ref = await approved(on)
    await sent(on, ref)
    await turn(on, ref, Stage.CONFIRMATION)
    assert len(office.postman.mails) == 1
