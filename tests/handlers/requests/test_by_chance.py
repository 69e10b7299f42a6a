"""Whatever people file, vote, lend, hold, lose and cancel, in any order: nothing that cannot be undone is allowed
without the distinct, entitled, non-requesting humans that the order asks for, each with a code where it asks for one.

`MACHINES` says how many lives are tried (10 where nothing is said; `make machines` tries a thousand). With
`MACHINES_LOOK` the first failure ends it and is not made shorter: `tools/machine_mutants.py` counts the lives.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, permutations
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from pyotp import TOTP

from bot.app.roster import Roster
from bot.settings.people import People
from domain.card import Answer, Form
from domain.chat import Account, Clicked, Incoming, Place, Profile, Standing, Submitted, Typed
from domain.codes import SECONDS
from domain.notes import Note
from domain.request import Factor, State, Verdict, Vote
from handlers.commands import ACTS
from handlers.deps import Deps
from handlers.desk import Desk
from handlers.requests.leavers import FRESH
from handlers.requests.leaving import look_for_leavers
from handlers.requests.sweep import sweep
from handlers.requests.work import standing
from storage.store import open_store
from tests.databases import MASTER_KEY
from tests.handlers.erasure.chance import Chance, Luck
from tests.handlers.play import made, policy
from tests.handlers.requests.deeds import ADMINS, APPROVERS, CIRCLES, EVERYBODY, MOST, RIGHT, happening

T = TypeVar("T")
RULES: Sequence[Mapping[str, int]] = ({"approvers": 2}, {"privacy": 1, "security": 1}, {"privacy": 1, "approvers": 1})
START = datetime(2027, 3, 1, 12, tzinfo=UTC)
BEFORE = timedelta(seconds=30)  # that a device shows a code


@dataclass
class Case:
    """What the judge knows of a request. `given`: who voted, in whose name, and of which circles that one was then."""

    ref: str
    requester: str
    rule: Mapping[str, int]
    given: list[tuple[str, str, frozenset[str], datetime]] = field(default_factory=list)
    decided: bool = False
    cancelled: bool = False


def fills(needed: Mapping[str, int], people: Sequence[frozenset[str]]) -> bool:
    """Whether these distinct people fill every seat: every order is tried."""
    seats = [circle for circle, number in needed.items() for _ in range(number)]
    return any(
        all(seat == "approvers" or seat in one for seat, one in zip(seats, order, strict=True))
        for order in permutations(people, len(seats))
    )


class Life(RuleBasedStateMachine):
    """`template`: a migrated database, to be copied."""

    template: Path
    decisions = 0
    lives = 0

    def __init__(self) -> None:
        super().__init__()
        Life.lives += 1
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.now, self.numbers = START, count(1)
        self.approvers, self.gone = set(APPROVERS), set[str]()
        self.away: dict[str, tuple[str, date]] = {}  # giver → who acts for them, and until when
        self.cases: dict[str, Case] = {}
        self.coded = False
        self.devices: dict[str, str] = {}  # who → the secret of the device that another confirmed as theirs
        self.used: dict[str, int] = {}  # secret → the newest interval whose code was taken
        self.typed: dict[str, str] = {}  # who → their last code that was right
        self.stack = AsyncExitStack()
        self._do(self._open())

    async def _open(self) -> None:
        copy = shutil.copyfile(self.template, Path(self.folder.name) / "dsrbot.sqlite3")
        self.store = await self.stack.enter_async_context(open_store(f"sqlite:///{copy}", MASTER_KEY))
        outside = Chance(Luck(0, 0), ("s0",), {"s0"}, set(), {})
        self.deps = replace(made(self.store, outside, policy(1)), clock=lambda: self.now)
        self.ids: dict[str, str] = {}
        for who in EVERYBODY:
            account, email = self._account(who), f"{who}@contoso.com"
            met = await self.store.write(lambda unit, a=account, w=who, e=email: unit.people.meet(a, w, e, START))
            self.ids[met.person.id] = who

    def teardown(self) -> None:
        self._do(self.stack.aclose())
        self.loop.close()
        self.folder.cleanup()

    # ---- the world

    def _do(self, what: Awaitable[T]) -> T:
        async def run() -> T:
            return await what

        return self.loop.run_until_complete(run())

    def _account(self, who: str) -> Account:
        return Account("chat", "t", who)

    async def _profile(self, account: Account) -> Profile:
        standing = Standing.DEACTIVATED if account.id in self.gone else Standing.MEMBER
        return Profile(account, account.id, f"{account.id}@contoso.com", standing)

    async def _find(self, email: str) -> Sequence[Account]:
        who = email.partition("@")[0]
        return [self._account(who)] if who in EVERYBODY and who not in self.gone else []

    @property
    def bot(self) -> Deps:
        """With the people and the rule of this moment."""
        listed = People.model_validate(
            {"admins": [f"{who}@contoso.com" for who in ADMINS],
             "approvers": [f"{who}@contoso.com" for who in sorted(self.approvers)]}
        )  # fmt: skip
        circles = {name: [f"{who}@contoso.com" for who in sorted(of)] for name, of in CIRCLES.items()}
        roster = Roster(listed, circles)
        return replace(self.deps, roster=roster, profile=self._profile, find=self._find)

    def _acts(self, incoming: Incoming) -> Answer:
        return self._do(Desk(self.bot, ACTS)(incoming))

    def _types(self, who: str, text: str) -> Answer:
        place = Place("chat", f"@{who}", private=True)
        return self._acts(Typed(account=self._account(who), delivery=f"d{next(self.numbers)}", place=place, text=text))

    def _presses(self, who: str, verb: str, ref: str, **values: str) -> Answer:
        account, place, delivery = self._account(who), Place("chat", f"@{who}", private=True), f"d{next(self.numbers)}"
        if not values:
            return self._acts(Clicked(account=account, place=place, delivery=delivery, verb=verb, ref=ref))
        filled = {name: (value,) for name, value in values.items()}
        sent = Submitted(account=account, place=place, delivery=delivery, verb=verb, ref=ref, values=filled)
        return self._acts(sent)

    # ---- the judge's own reckoning

    def _decides(self, who: str) -> bool:
        return who in self.approvers and who not in self.gone

    def _circles(self, who: str) -> frozenset[str]:
        return frozenset(name for name, of in CIRCLES.items() if who in of)

    def _acts_for(self, taker: str, giver: str) -> bool:
        other, until = self.away.get(giver, ("", START.date()))
        return other == taker and until >= self.now.date() and self._decides(giver)

    # ---- what may happen

    @initialize(needed=st.sampled_from(RULES), luck=st.randoms(use_true_random=True))
    def begins(self, needed: Mapping[str, int], luck: Random) -> None:
        """Often in the middle: with a second request, with devices for codes, with somebody who is away."""
        self.needed, self.coded = needed, luck.random() < 0.5
        confirm = {"default": Factor.CODE} if self.coded else {}
        rules = replace(self.deps.policy, required={"default": dict(needed)}, confirm=confirm)
        self.deps = replace(self.deps, policy=rules)
        for who in APPROVERS if self.coded else ():
            self.enrols(who, luck.choice([other for other in APPROVERS if other != who]))
        for who in luck.choices(ADMINS, k=luck.randint(1, MOST)):
            self.files(who)
        if luck.random() < 0.3:
            self.lends(luck.choice(APPROVERS), luck.choice(EVERYBODY), luck.randint(0, 2))

    @rule(luck=st.randoms(use_true_random=True))
    def happens(self, luck: Random) -> None:
        """One rule for all: of several, some would be left out of whole lives. So few steps need all of their luck."""
        for name, *told in happening(luck):
            note(f"{name} {told}")
            getattr(self, name)(*told)
            self._see_decisions()

    def files(self, who: str) -> None:
        """Each about somebody else, so that none is the same as another."""
        before = set(self.cases)
        if len(before) == MOST:
            return
        subject = f"p{next(self.numbers)}@example.com"
        self._presses(who, "refresh", "", sources="s0", received=self.now.date().isoformat(), **{"for": subject})
        for ref in {row.id for row in self._requests()} - before:
            self.cases[ref] = Case(ref, who, dict(self.needed))

    def _case(self, number: int) -> Case:
        return list(self.cases.values())[number % len(self.cases)]

    def approve(self, number: int, people: Sequence[tuple[str, str]]) -> None:
        """`people`: who, and what they type as a code where one is asked for."""
        case = self._case(number)
        for who, how in people:
            before = {vote.person_id for vote in self._votes(case.ref)}
            code = self._code(who, how) if self.coded else ""
            self._presses(who, "approve", case.ref, **({"code": code} if code else {}))
            for vote in self._votes(case.ref):
                if vote.person_id not in before:
                    self._judge_vote(case, who, vote)
                    if self.coded:
                        self._judge_code(who, code, vote)
            self._see_decisions()

    def _code(self, who: str, how: str) -> str:
        """Nothing where they have no device: then they can only press."""
        mine, others = self.devices.get(who), [secret for one, secret in self.devices.items() if one != who]
        if how == RIGHT:
            self.now += BEFORE
            return self._shown(mine) if mine else ""
        wrong = next(code for code in map("{:06}".format, range(99)) if not mine or code not in self._near(mine))
        another = self._shown(others[0]) if others else wrong
        return {"wrong": wrong, "used": self.typed.get(who, wrong), "another's": another}.get(how, "")

    def _shown(self, secret: str) -> str:
        return TOTP(secret).at(self.now)

    def _near(self, secret: str) -> dict[str, int]:
        """The codes that count now, and the intervals that show them."""
        at = int(self.now.timestamp()) // SECONDS
        return {TOTP(secret).generate_otp(step): step for step in (at - 1, at, at + 1)}

    def _judge_code(self, who: str, code: str, vote: Vote) -> None:
        assert vote.factor is Factor.CODE
        secret = self.devices[who]
        step = self._near(secret)[code]
        assert step > self.used[secret], "a code counts once"
        self.used[secret], self.typed[who] = step, code

    def enrols(self, who: str, by: str) -> None:
        """A device: its key is shown, its first code typed, and `by` types the next one, as who has it tells them."""
        form = self._types(who, "code")
        secret = re.search(r"secret=([A-Z2-7]{32})&", form.text) if isinstance(form, Form) else None
        if not secret or not isinstance(form, Form):
            return
        self.now += BEFORE
        self._presses(who, "code", form.ref, code=self._shown(secret[1]))
        self.now += BEFORE
        self._presses(by, "code-confirm", form.ref, code=self._shown(secret[1]))
        device = self._do(self.store.read(lambda unit: unit.codes.get(form.ref)))
        if device and device.kept_at:
            assert by != who, "nobody confirms a device of their own"
            assert {who, by}.isdisjoint(self.gone)
            self.devices[who], self.used[secret[1]] = secret[1], int(self.now.timestamp()) // SECONDS

    def loses_device(self, who: str) -> None:
        self._types(who, "code stop")
        if who not in self.gone and self._decides(who):
            self.devices.pop(who, None)

    def _judge_vote(self, case: Case, who: str, vote: Vote) -> None:
        voter, holder = self.ids[vote.person_id], self.ids[vote.holder]
        assert voter == who
        assert who not in self.gone
        assert case.requester not in {voter, holder}
        assert self._decides(who) if holder == who else self._acts_for(who, holder)
        assert not {voter, holder} & {one for given in case.given for one in given[:2]}
        case.given.append((voter, holder, self._circles(holder), self.now))

    def denies(self, number: int, who: str) -> None:
        self._presses(who, "deny", self._case(number).ref, reason="no")

    def lends(self, giver: str, taker: str, days: int) -> None:
        until = self.now.date() + timedelta(days=days)
        before = self._standing()
        self._types(giver, f"delegate {taker}@contoso.com until {until}")
        if self._standing() != before:
            assert giver not in self.gone
            self.away[giver] = (taker, until)

    def takes_back(self, giver: str) -> None:
        for one in self._do(self.store.read(lambda unit: unit.delegations.begun())):
            if self.ids[one.giver] == giver and giver not in self.gone:
                self._presses(giver, "delegate-end", str(one.id))
                if (one.id, one.taker) not in self._standing():
                    self.away.pop(giver, None)

    def changes_role(self, who: str) -> None:
        self.approvers ^= {who}

    def leaves_or_returns(self, who: str) -> None:
        self.gone ^= {who}

    def time_passes(self, span: timedelta) -> None:
        self.now += span
        self._do(sweep(self.bot, self.now))

    def is_looked_at(self) -> None:
        self._do(look_for_leavers(self.bot))

    def types(self, who: str, verb: str, number: int) -> None:
        case = self._case(number)
        runs = self._request(case.ref).state is State.IN_PROGRESS
        self._types(who, f"{verb} {case.ref}" + " because" * (verb == "hold"))  # a reason behind others is asked back
        if verb == "cancel" and runs and who not in self.gone:
            case.cancelled = True

    def brakes(self, who: str, text: str) -> None:
        self._types(who, text)

    # ---- what must be so

    @invariant()
    def nothing_is_allowed_that_was_not_decided_by_those_who_may(self) -> None:
        self._see_decisions()
        for case in self.cases.values():
            allowed = self._do(standing(self.bot, case.ref)) is Note.NONE
            assert not allowed or (case.decided and not case.cancelled and not self._stopped(case.ref))

    def _see_decisions(self) -> None:
        """At once: a moment later somebody may have left who could decide then."""
        for case in self.cases.values():
            request = self._request(case.ref)
            kept = {self.ids[vote.person_id] for vote in self._votes(case.ref)}
            case.given = [given for given in case.given if given[0] in kept]
            if request.state is State.IN_PROGRESS and not case.decided:
                self._judge_decision(case)
                case.decided = True
                Life.decisions += 1

    def _judge_decision(self, case: Case) -> None:
        humans = [who for voter, holder, _, _ in case.given for who in {voter, holder}]
        assert len(humans) == len(set(humans))
        assert case.requester not in humans
        for voter, holder, _, at in case.given:
            if at < self.now - FRESH:
                assert self._decides(holder)
                assert voter not in self.gone
        assert fills(case.rule, [circles for _, _, circles, _ in case.given])

    def _stopped(self, ref: str) -> bool:
        return self._do(self.store.read(lambda unit: bool(unit.subjects.holds(ref) or unit.brakes.now())))

    def _requests(self) -> list[Any]:
        rows = self._do(self.store.read(lambda unit: [unit.requests.get(ref) for ref in _refs(unit)]))
        return [row for row in rows if row]

    def _request(self, ref: str) -> Any:
        return next(row for row in self._requests() if row.id == ref)

    def _votes(self, ref: str) -> list[Vote]:
        votes = self._do(self.store.read(lambda unit: unit.votes.of(ref)))
        return [vote for vote in votes if vote.verdict is Verdict.APPROVE]

    def _standing(self) -> set[tuple[int, str]]:
        return {(one.id, one.taker) for one in self._do(self.store.read(lambda unit: unit.delegations.begun()))}


def _refs(unit: Any) -> list[str]:
    from sqlalchemy import text

    return [str(row.id) for row in unit.connection.execute(text("SELECT id FROM requests ORDER BY created_at, id"))]


@pytest.mark.timeout(180 if not os.environ.get("MACHINES") else 0)
def test_no_path_leads_to_what_cannot_be_undone_without_those_who_must_agree(sqlite_template: Path) -> None:
    lives, look = os.environ.get("MACHINES", ""), "MACHINES_LOOK" in os.environ
    Life.template = sqlite_template
    try:
        _live(lives, look)
    finally:
        print(f"{Life.lives} lives, {Life.decisions} decisions")  # noqa: T201 - for who counts them
    assert Life.decisions, "it never came to a decision, so nothing was shown"


def _live(lives: str, look: bool) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            phases=[Phase.generate] if look else list(Phase),
            report_multiple_bugs=False,
            database=None,
            max_examples=int(lives or "10"),
            derandomize=not lives,  # the same each time, as so few may come to no decision
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
