"""An erasure played through by the real handlers on a real database, against a Customer Insights of chance."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.app.roster import Roster
from bot.settings.people import People
from common.cache import SharedAnswer
from domain.board import Lane
from domain.chat import Account, Place, Profile, Standing
from domain.erasure.plan import HumanTask, StepKind, of, open_to
from domain.people import Person, Role
from domain.policy import Policy
from domain.refs import Ref, carried, typed
from domain.request import OPEN, Kind, Request, State, Step, StepState
from domain.rights import Way
from handlers.catalog import Catalog
from handlers.commands import KNOWN
from handlers.deps import Act, Deps
from handlers.erasure import acts as erasure
from handlers.inventory import Inventory
from handlers.kinds import KINDS
from handlers.ports import Workflow
from handlers.refresh import command as refresh
from handlers.requests import cancelling as cancel
from handlers.requests import decision as decide
from handlers.requests import hold, release
from handlers.requests import refusal as refuse
from handlers.requests.days import today
from handlers.requests.owed import owed
from storage.starts import Start
from storage.store import Store
from tests import days
from tests.handlers.erasure.chance import EMAIL, Chance

T = TypeVar("T")
BUTTON, FORM = Way.BUTTON, Way.FORM
ADMINS, APPROVERS = ("ada@contoso.com", "amir@contoso.com"), ("amir@contoso.com", "ben@contoso.com", "cleo@contoso.com")
ROSTER = Roster(People(admins=ADMINS, approvers=APPROVERS))
YESTERDAY = days.today(-1).isoformat()
ROLES = {
    "ada": frozenset({Role.ADMIN}),
    "amir": frozenset({Role.ADMIN, Role.APPROVER}),
    "ben": frozenset({Role.APPROVER}),
    "cleo": frozenset({Role.APPROVER}),
}
# What brings an erasure forward, if people want it to end.
ROUND = ("approve", "approve", "release", "work", "able", "able", "able", "retry", "release", "work")
AMBUSH = ("approve", "approve", "able", "hold", "work", "retry", "work")  # a hold right before the bot begins
NEEDED = {"statement", "downstream", "check", "recipients", "answer"}


async def _profile(account: Account) -> Profile:
    """Everybody is a member, and stays one."""
    return Profile(account, account.id, f"{account.id}@contoso.com", Standing.MEMBER)


def policy(quorum: int) -> Policy:
    day, none = timedelta(days=1), timedelta()
    return Policy(
        environment="here", environment_name="Contoso", required={"default": quorum}, remind_after=(),
        expires_after=day, poll_every=none, settle=none, give_up_after=day, watch=none, country="DE",
        timezone=ZoneInfo("Europe/Berlin"), own_domains=(), recipients=("Fabrikam",),
    )  # fmt: skip


class _Flow:
    """Steps run at once, and now and then twice, as after a crash before the first was remembered."""

    def __init__(self, outside: Chance) -> None:
        self._outside = outside

    async def step(self, name: str, do: Callable[[], Awaitable[T]]) -> T:
        if self._outside.luck.bad(15):
            await do()
        return json.loads(json.dumps(await do()))  # type: ignore[no-any-return]

    async def sleep(self, seconds: float) -> None:
        await self._outside.now_and_then()


@dataclass
class Play:
    store: Store
    outside: Chance
    quorum: int
    interludes: Sequence[str] = ()  # what people may do while the bot is at work
    closes: bool = True  # whether people close what could not be checked
    ref: str = ""
    people: dict[str, Person] = field(default_factory=dict)

    async def begin(
        self, *sources: str, stated: bool, clock: Callable[[], datetime] | None = None, **rules: timedelta
    ) -> None:
        """File it. `rules`: of the policy, where they are others."""
        await self.meet(clock, **rules)
        values = {"sources": sources, "for": (EMAIL,)} | ({"deleted": (YESTERDAY,)} if stated else {})
        await self.filed(refresh.submitted(self.deps, self._act("ada", FORM, "refresh", "", values)))

    async def meet(self, clock: Callable[[], datetime] | None = None, **rules: timedelta) -> None:
        """Those who act; nothing is filed yet."""
        self.deps = made(self.store, self.outside, replace(policy(self.quorum), **rules))
        self.deps = replace(self.deps, clock=clock) if clock else self.deps
        for who in ROLES:
            account = Account("chat", "t", who)
            self.people[who] = await self.store.write(
                lambda unit, a=account, w=who: unit.people.meet(a, w, f"{w}@contoso.com", datetime.now(UTC)).person
            )

    async def filed(self, answer: Awaitable[object]) -> None:
        """What was filed by it is what is played."""
        await answer
        self.ref = (await self.store.read(lambda unit: unit.requests.lane(Lane(), 1)))[0].id
        self.outside.forbidden, self.outside.meanwhile = self._forbidden, self._interlude

    async def look(self) -> tuple[Request, list[Step]]:
        def read(unit: Any) -> tuple[Request, list[Step]]:
            return unit.requests.get(self.ref), unit.steps.of(self.ref)

        return await self.store.read(read)

    async def held(self) -> bool:
        return await self.store.read(lambda unit: bool(unit.subjects.holds(self.ref)))

    async def _forbidden(self) -> str:
        """Why the bot may not do what it is doing, whatever it may think."""
        request, _ = await self.look()
        if await self.held():
            return "a hold is set"
        return "" if request.state is State.IN_PROGRESS and not request.cancel_asked_by else "it was to stop"

    async def _interlude(self) -> None:
        if self.interludes:
            await self.do(self.interludes[self.outside.luck.pick(len(self.interludes))])

    # ---- acting

    async def do(self, what: str) -> None:
        match what:
            case "work":
                await self.work()
            case "answer":
                await self.answer()
            case "able":
                await self.answer(able=True)
            case "round" | "ambush":
                for step in ROUND if what == "round" else AMBUSH:
                    await self.do(step)
            case "delete":
                self.outside.origin.clear()
            case "rest":
                self.outside.rest()
            case "mend":
                self.outside.corrupt.clear()
                self.outside.indexed = True
            case _:
                await self._command(what)

    async def _command(self, what: str) -> None:
        """What a person says to the bot."""
        match what:
            case "hold":
                await hold.submitted(self.deps, self._act("ada", FORM, "hold", self.ref, {"reason": ("a court case",)}))
            case "release":
                await release.release(self.deps, self._act("amir", Way.COMMAND, "release", self.ref))
            case "approve":
                who = ("ben", "cleo")[self.outside.luck.pick(2)]
                await decide.approve(self.deps, self._act(who, BUTTON, "approve", self.ref))
            case "retry":
                await cancel.retry(self.deps, self._act("amir", BUTTON, "retry", self.ref))
            case "cancel":
                await cancel.cancel(self.deps, self._act("ada", BUTTON, "cancel", self.ref))
            case "refuse":
                texts = dict.fromkeys(("ground", "complaint", "remedy"), ("because",))
                await refuse.refused(self.deps, self._act("amir", FORM, "refuse", self.ref, texts))

    async def work(self) -> None:
        """The next run that was asked for, to its end."""
        for start in (await self.waits())[:1]:
            await self.store.write(lambda unit, start=start: unit.starts.begun([start]))
            await self.run(start)

    async def waits(self) -> list[Start]:
        """What was asked for and has not begun."""
        return await self.store.read(lambda unit: unit.starts.asked(9))

    async def run(self, start: Start) -> None:
        await self.workflow()(_Flow(self.outside), start.id, start.run)

    def workflow(self) -> Workflow:
        return KINDS[Kind.ERASURE].work(self.deps)

    async def answer(self, *, able: bool = False, willing: bool = False) -> None:
        """Somebody answers a part of the plan: anybody, or those who can."""
        _, steps = await self.look()
        asked = [
            step for step in steps if open_to(step, steps) not in {None, *(() if self.closes else (HumanTask.CLOSE,))}
        ]
        if not asked:
            return
        luck = self.outside.luck
        step = asked[luck.pick(len(asked))]
        human = open_to(step, steps)
        assert human
        for who in _able(human) if able or willing else [tuple(ROLES)[luck.pick(len(ROLES))]]:
            values = self._answer(human, step, willing=willing)
            await erasure.settled(self.deps, self._act(who, FORM, "settle", f"{self.ref}.{step.position}", values))

    def _answer(self, human: HumanTask, step: Step, *, willing: bool) -> dict[str, tuple[str, ...]]:
        yes = willing or not self.outside.luck.bad(2)
        if human is HumanTask.TICK and yes:
            self.outside.evaluated(step.key.partition(":")[2])  # it was recreated indeed
        decision = ("run", "delete")[self.outside.luck.pick(2)]
        choice = {HumanTask.DECIDE: decision, HumanTask.VOTE: "yes" if yes else "no"}.get(human, "")
        text = {HumanTask.CONFIRM: "Adatum"}.get(human, "because")
        dated = dict.fromkeys((HumanTask.ANSWER, HumanTask.TELL), today(self.deps).isoformat())
        dated[HumanTask.STATE] = YESTERDAY
        return {"choice": (choice,), "text": (text,), "day": (dated.get(human, ""),)}

    def _act(self, who: str, way: Way, verb: str, ref: str, values: Mapping[str, tuple[str, ...]] = {}) -> Act:
        asked = KNOWN.asked(way, verb)
        named = (typed if way is Way.COMMAND else carried)(ref, asked.right.names) or Ref()
        return Act(
            asked=replace(asked, ref=named),
            person=self.people[who], account=Account("chat", "t", who), roles=ROLES[who],
            place=Place("chat", f"@{who}", private=True), delivery="", ref=ref, values=values,
        )  # fmt: skip

    # ---- judging

    async def judge(self) -> None:
        """What must be so at any moment at which no handler is at work."""
        request, steps = await self.look()
        assert self.outside.broken == []
        assert await self._on_board() is (request.open or await self._owed(request, steps))
        settled = bool(steps) and all(step.state is StepState.DONE for step in steps)
        whole = {step.key.partition(":")[0] for step in steps} >= NEEDED
        if request.state is State.COMPLETED:
            assert settled
            assert whole
            self._verified(steps)
        elif not await self.waits():
            assert request.state is not State.IN_PROGRESS
            assert not (settled and whole and request.state in OPEN)

    async def _on_board(self) -> bool:
        return bool(await self.store.read(lambda unit: unit.requests.lane(Lane(), 1)))

    async def _owed(self, request: Request, steps: list[Step]) -> bool:
        return await self.store.read(lambda unit: owed(unit, request, steps))

    def _verified(self, steps: list[Step]) -> None:
        """Gone is only said when it is so; anything else was closed by an approver."""
        notes = {step.note for step in of(steps, StepKind.CHECK)}
        assert notes <= {"gone", "closed"}
        if notes == {"gone"}:
            assert self.outside.free
        assert self.outside.done, "nothing was done at all"

    async def come_to_an_end(self) -> State:
        """From here on luck is good and people are willing."""
        self.outside.luck.turns, self.interludes = 0, ()
        for what in ("mend", "delete", "release"):
            await self.do(what)
        for _ in range(40):
            for what in ("approve", "approve", "work", "retry", "work"):
                await self.do(what)
            await self.answer(willing=True)
            await self.judge()
            if (request := (await self.look())[0]).state not in OPEN:
                return request.state
        raise AssertionError([(step.key, step.state, step.note) for step in (await self.look())[1]])


def _able(human: HumanTask) -> list[str]:
    return ["cleo", "ben", "amir"] if human in {HumanTask.VOTE, HumanTask.CLOSE} else ["ada"]


def made(store: Store, outside: Chance, rules: Policy) -> Deps:
    async def nobody(email: str) -> None:
        return None

    states, jobs = SharedAnswer(outside.status, 0), SharedAnswer(outside.jobs, 0)
    return Deps(
        storage=store, insights=outside, directory=None, catalog=Catalog(outside.sources, nobody),
        statuses=states, recent_jobs=jobs,
        inventory=Inventory(outside, states, jobs, 0), roster=ROSTER,
        kinds=KINDS, policy=rules, commands=KNOWN, profile=_profile, find=None, chat=None, draw=None,
        clock=lambda: datetime.now(UTC), post=None,
    )  # fmt: skip
