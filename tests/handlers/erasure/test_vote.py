"""A vote within the plan of an erasure takes what approving it took, of somebody who has not asked for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from domain.card import Answer, Form
from domain.erasure.facts import Ballot, ErasureFacts
from domain.request import Factor, State
from domain.words import en as words
from handlers.erasure.segment_vote import is_decided
from handlers.requests.case import Case
from storage.unit import Unit
from tests.days import today
from tests.handlers.conftest import Open
from tests.handlers.enrolling import Phones
from tests.handlers.erasure.erasing import ZOE, deleted, filed_for, index, people_do_their_part, place_of, settle, state
from tests.stage import Scene, filed, rules, said

DORMANT = "segment:Seg_OldCampaign"
CODE, NUMBER = (rules(approval={"confirm": {"erasure": one}}) for one in (Factor.CODE, Factor.NUMBER))
WAITS = State.NEEDS_ATTENTION


async def asked(on: Scene) -> str:
    await deleted(on, ZOE, "Webshop Orders")
    sources = (await on.source_id("Webshop Orders"),)
    return filed(await on.act("ada", "refresh", "", {"sources": sources, "for": ZOE, "deleted": "2026-11-01"}))


async def approved(on: Scene, ref: str = "", **given: str) -> str:
    """An erasure whose plan waits for people."""
    ref = ref or await asked(on)
    answer = await on.act("ben", "approve", ref, form=given)
    assert said(answer) == words.requests.approved(ref, 1, 1)
    await state(on, ref, WAITS)
    return ref


async def voted(on: Scene, who: str, ref: str, key: str = DORMANT, **values: str) -> Answer:
    return await on.act(who, "settle", await place_of(on, ref, key), values)


def errors(answer: Answer) -> dict[str, str]:
    assert isinstance(answer, Form), answer
    return {field.name: field.error for field in answer.fields if field.error}


def events(on: Scene, kind: str) -> list[dict[str, str]]:
    return [json.loads(row.data) for row in on.rows(f"SELECT data FROM events WHERE kind = '{kind}' ORDER BY id")]


async def test_deleting_a_segment_takes_a_code_where_approving_did(opened_anywhere: Open) -> None:
    async with opened_anywhere(config=CODE) as on:
        phones = Phones(on)
        await phones.enrolled("ben")
        ref = await approved(on, code=phones.next("ben"))
        assert await settle(on, "amir", ref, DORMANT, choice="delete") == words.erasure.ASKED_NOW
        form = await on.act("ben", "settle", await place_of(on, ref, DORMANT))
        assert isinstance(form, Form)
        assert [field.name for field in form.fields] == ["choice", "code"]
        assert ref in form.text
        assert errors(await voted(on, "ben", ref, choice="yes", code="")) == {"code": words.codes.NEEDS_CODE}
        wrong = await voted(on, "ben", ref, choice="yes", code=phones.wrong("ben"))
        assert errors(wrong) == {"code": words.codes.wrong(4)}
        assert isinstance(wrong, Form)
        assert [field.value for field in wrong.fields] == ["yes", ""], "what was chosen stays, the code does not"
        assert errors(await voted(on, "cleo", ref, choice="yes", code="123456")) == {"code": words.codes.NO_CODE}
        assert not await on.calls("DELETE", "/segments/")
        assert said(await voted(on, "ben", ref, choice="yes", code=phones.next("ben"))) == words.erasure.DONE_NOW
        await on.noted(ref, "segment_gone")
        assert len(await on.calls("DELETE", "/segments/Seg_OldCampaign")) == 1
        assert events(on, "erasure.vote")[-1]["factor"] == "code"


async def test_keeping_a_segment_takes_no_code(opened: Open) -> None:
    async with opened(config=CODE) as on:
        phones = Phones(on)
        await phones.enrolled("ben")
        ref = await approved(on, code=phones.next("ben"))
        await settle(on, "amir", ref, DORMANT, choice="delete")
        assert said(await voted(on, "cleo", ref, choice="no", code="")) == words.erasure.KEPT_NOW
        assert "factor" not in events(on, "erasure.vote")[-1]


async def test_deleting_a_segment_takes_the_number_where_approving_did(opened: Open) -> None:
    async with opened(config=NUMBER) as on:
        ref = await asked(on)
        await approved(on, ref, number=ref)
        await settle(on, "amir", ref, DORMANT, choice="delete")
        for typed in ("", "DSR-222222"):
            answer = await voted(on, "ben", ref, choice="yes", number=typed)
            assert errors(answer) == {"number": words.codes.NUMBER_WRONG}
        assert said(await voted(on, "ben", ref, choice="yes", number=ref.lower())) == words.erasure.DONE_NOW
        await on.noted(ref, "segment_gone")


async def test_calling_somebody_gone_without_a_look_takes_a_code_where_approving_did(opened: Open) -> None:
    async with opened(config=CODE) as on:
        phones = Phones(on)
        await phones.enrolled("ben")
        await index(on, searchable=False, filterable=False)
        await on.steer("PUT", "/oddities", {"null": ["rowCount"]})  # or reading every row would tell
        ref = await approved(on, code=phones.next("ben"))
        await people_do_their_part(on, ref)
        await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE key = 'check:1' AND state = 'failed'"))
        await state(on, ref, WAITS)
        place = await place_of(on, ref, "check:1")
        assert said(await on.act("cleo", "settle", place)) == words.codes.NO_CODE
        form = await on.act("ben", "settle", place)
        assert isinstance(form, Form)
        assert [field.name for field in form.fields] == ["text", "code"]
        wrong = await voted(on, "ben", ref, "check:1", text="by hand", code=phones.wrong("ben"))
        assert errors(wrong) == {"code": words.codes.wrong(4)}
        assert isinstance(wrong, Form)
        assert wrong.fields[0].value == "by hand", "nothing that was typed is lost"
        assert not on.rows("SELECT 1 FROM steps WHERE note = 'closed'")
        right = await voted(on, "ben", ref, "check:1", text="by hand", code=phones.next("ben"))
        assert said(right) == words.erasure.DONE_NOW
        assert events(on, "erasure.close")[-1]["factor"] == "code"


async def test_nobody_votes_on_a_segment_whose_deletion_was_asked_in_their_name(opened: Open) -> None:
    """Else one stolen account of an admin who is an approver too, and anybody's beside it, deletes it."""
    async with opened() as on:
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await state(on, ref, WAITS)
        await on.typed("amir", f"delegate nils@contoso.com until {today(1)}")
        assert await settle(on, "nils", ref, DORMANT, choice="delete") == words.erasure.ASKED_NOW
        assert await settle(on, "amir", ref, DORMANT, choice="yes") == words.rights.NOT_FOR_YOU
        assert await settle(on, "nils", ref, DORMANT, choice="yes") == words.rights.NOT_FOR_YOU
        await on.typed("amir", f"delegate olga@contoso.com until {today(1)}")
        assert await settle(on, "olga", ref, DORMANT, choice="yes") == words.rights.NOT_FOR_YOU
        assert not await on.calls("DELETE", "/segments/")
        await settle(on, "cleo", ref, DORMANT, choice="yes")
        await on.noted(ref, "segment_gone")


async def test_all_at_once_are_asked_in_a_name_as_one_by_one(opened: Open) -> None:
    async with opened() as on:
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await state(on, ref, WAITS)
        await on.typed("amir", f"delegate nils@contoso.com until {today(1)}")
        position = (await place_of(on, ref, DORMANT)).rpartition(".")[2]
        await on.act("nils", "decide-all", ref, {f"segment-{position}": "delete"})
        assert await settle(on, "amir", ref, DORMANT, choice="yes") == words.rights.NOT_FOR_YOU
        await settle(on, "cleo", ref, DORMANT, choice="yes")
        await on.noted(ref, "segment_gone")


async def test_a_vote_of_who_asked_or_without_what_it_takes_is_not_counted_right_before_it_either(opened: Open) -> None:
    """Whatever was kept of it, and by which release."""
    async with opened(config=NUMBER) as on:
        ref = await asked(on)
        await approved(on, ref, number=ref)
        for who in ("amir", "ben", "cleo"):
            await on.typed(who, "help")
        amir, ben, cleo = (
            on.rows(f"SELECT person_id FROM accounts WHERE account_id = '{who}'")[0].person_id
            for who in ("amir", "ben", "cleo")
        )

        async def counts(*ballots: Ballot, **asked: object) -> bool:
            voters = tuple(ballot.by for ballot in ballots)

            def look(unit: Unit) -> bool:
                case = Case.open(unit, ref, on.bot.deps.policy, datetime.now(UTC))
                assert case
                step = next(step for step in case.steps if step.key == DORMANT)
                known = case.facts(step, ErasureFacts)
                case.keep(step, step.state, step.note, replace(known, voters=voters, ballots=ballots, **asked))
                return is_decided(case, next(step for step in case.steps if step.key == DORMANT))

            return await on.bot.deps.storage.write(look)

        assert await counts(Ballot(ben, factor="number"), asked_by=amir)
        assert not await counts(Ballot(ben), asked_by=amir)
        assert not await counts(Ballot(ben, factor="number"), asked_by=amir, asked_for=(ben,))
        assert not await counts(Ballot(cleo, ben, factor="number"), asked_by=amir, asked_for=(ben,))
        assert await counts(Ballot(cleo, ben, factor="number"), asked_by=amir, asked_for=(amir,))
