"""An auditor from outside: a guest whom the platform vouches for, who reads until a day, and does nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.card import Card
from domain.chat import Account, Standing
from domain.people import Role
from domain.request import State
from domain.words import en as words
from handlers.people.capacities import identify
from handlers.people.identity import NotAMember
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.handlers.requests.test_hold import ASKED
from tests.stage import PEOPLE, Scene, rules, said

EVA = "eva@auditors.example"
FOR_LONG = date(2999, 1, 1)
GUEST = words.rights.STANDING[Standing.GUEST]
EVA_AS_SHE_IS = next(member for member in PEOPLE if member.id == "eva")


def until(day: object, who: str = EVA):  # type: ignore[no-untyped-def]
    return rules(people={"outside_auditors": {who: day}})


async def test_she_reads_what_auditors_read(opened: Open) -> None:
    async with opened(works=False, config=until(FOR_LONG)) as desk:
        ref = await desk.file("ada", ASKED)
        assert ANNA in said(await desk.typed("eva", f"show {ref}"))
        assert ref in said(await desk.typed("eva", "requests"))
        for text in ("sources", "holds", "help", f"audit who {ANNA}"):
            answer = said(await desk.typed("eva", text))
            assert "takes the role" not in answer
            assert GUEST not in answer
        looks = await desk.typed("olga", f"audit who {ANNA}")
        assert isinstance(looks, Card)
        assert [item.text for item in looks.items if "in full" in item.note] == ["Eva Outside"]


async def test_she_changes_nothing_and_what_she_tries_is_on_record(opened: Open) -> None:
    async with opened(works=False, config=until(FOR_LONG)) as desk:
        ref = await desk.file("ada", ASKED)
        before, tried = desk.kept(), 0
        of_requests = [f"{verb} {ref} because" for verb in ("hold", "cancel", "release", "refuse", "extend")]
        others = [ASKED, f"hold {ANNA} because", f"find {ANNA}", "pause because of it", "users", "person"]
        for text in (*of_requests, *others, f"export customer {ANNA}"):
            assert "takes the role" in said(await desk.typed("eva", text)), text
            tried += 1
        for verb in ("approve", "deny", "cancel", "correct", "retry", "file-anyway"):
            assert "takes the role" in said(await desk.act("eva", verb, ref)), verb
            tried += 1
        assert desk.kept() == before
        assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'act.refused'")) == tried


async def test_each_thing_she_does_is_on_record_under_her_own_name(opened: Open) -> None:
    async with opened(works=False, config=until(FOR_LONG)) as desk:
        for text in ("sources", "requests", "help", "holds"):
            await desk.typed("eva", text)
        seen = desk.rows("SELECT actor_id, data FROM events WHERE kind = 'visitor.looked' ORDER BY id")
        assert [verb for row in seen for verb in ("sources", "requests", "help", "holds") if verb in row.data] == [
            "sources",
            "requests",
            "help",
            "holds",
        ]
        [name] = desk.rows(f"SELECT name FROM people WHERE id = '{seen[0].actor_id}'")
        assert name.name == "Eva Outside"


async def test_the_last_day_counts_and_the_next_does_not_where_the_company_is(opened: Open) -> None:
    """In Berlin the day ends an hour or two before it does in UTC."""
    async with opened(works=False, config=until(date(2026, 11, 2))) as desk:
        last = datetime(2026, 11, 2, 22, 59, tzinfo=UTC)
        assert await _roles(desk, last) == {Role.OUTSIDE_AUDITOR}
        with pytest.raises(NotAMember):
            await _roles(desk, last + timedelta(minutes=1))


async def _roles(desk: Scene, now: datetime) -> frozenset[Role]:
    deps = replace(desk.bot.deps, clock=lambda: now)
    return (await identify(deps, Account(desk.terminal.surface, "", "eva"))).roles


@pytest.mark.parametrize(
    "otherwise",
    [
        {"vouched": None},
        {"vouched": "mallory@auditors.example"},
        {"standing": Standing.STRANGER},
        {"standing": Standing.UNCONFIRMED},
        {"standing": Standing.UNKNOWN},
        {"standing": Standing.BOT},
        {"standing": Standing.DEACTIVATED},
        {"standing": Standing.MEMBER},
    ],
    ids=str,
)
async def test_whoever_is_no_guest_of_that_address_has_no_role(opened: Open, otherwise: dict[str, object]) -> None:
    async with opened(works=False, config=until(FOR_LONG)) as desk:
        desk.terminal.becomes(replace(EVA_AS_SHE_IS, **otherwise))
        answer = said(await desk.typed("eva", "sources"))
        assert "takes the role" in answer or answer in words.rights.STANDING.values()


async def test_other_guests_stay_out(opened: Open) -> None:
    async with opened(works=False, config=until(FOR_LONG)) as desk:
        assert said(await desk.typed("gus", "help")) == GUEST


async def test_she_may_be_named_by_her_account_where_the_platform_vouches_for_her(opened: Open) -> None:
    """No door of the tests has accounts that settings can name; the rule is that of the addresses."""
    people = until(FOR_LONG, "slack:U0EVA").people
    assert people.visits("any@auditors.example", Account("slack", "T", "U0EVA"), FOR_LONG)
    assert not people.visits("any@auditors.example", Account("slack", "T", "U0MALLORY"), FOR_LONG)


async def test_what_was_hers_as_a_colleague_is_hers_no_more(opened: Open) -> None:
    async with opened(works=False) as desk:
        colleague = replace(EVA_AS_SHE_IS, standing=Standing.MEMBER, vouched=None)
        desk.terminal.becomes(colleague)
        ref = None
    config = rules(people={"admins": ["ada@contoso.com", EVA]})
    async with opened(works=False, config=config) as desk:
        desk.terminal.becomes(colleague)
        ref = await desk.file("eva", ASKED)
    async with opened(works=False, config=until(FOR_LONG)) as desk:
        desk.numbers = iter(range(1000, 2000))  # type: ignore[assignment]
        assert "takes the role" in said(await desk.typed("eva", f"cancel {ref}"))
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        assert ref in said(await desk.typed("eva", "requests mine"))
