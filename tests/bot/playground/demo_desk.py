"""A small desk with a believable story, to draw the playground without the real handlers.

`python -m tests.bot.playground.demo_desk [port]` serves it on 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from aiohttp import web

from bot.door import Door
from bot.playground import Behaving, Completions, Controls, Playground, Recreated, Suggestion
from bot.playground.steering import NotSteered
from bot.playground.tour import Stop, Todo, Tour
from domain.card import Answer, Button, Card, Choices, Confirm, Fact, Field, Form, Input, Item, Option, Style, Tone, say
from domain.chat import Clicked, Incoming, Sought, Submitted, Typed
from domain.moment import Moment, Timed
from domain.words import en as words
from domain.words.en import EN
from domain.words.language import Words
from gateways.serving import serving

NAMES = {"ada": "Ada Admin", "ben": "Ben Bauer", "cleo": "Cleo Costa", "tess": "Tess Tanaka", "olga": "Olga Olsen"}
COMMANDS = {
    "help": "What you may do here.",
    "sources": "The data sources and how each one is doing.",
    "refresh": "Asks for approval, then refreshes the sources.",
    "remove-user": "Asks for approval, then removes the roles.",
    "requests": "The requests that are open.",
}
SOURCES = ("CRM Contacts", "Webshop Orders", "Loyalty Members", "CRM Web", "Newsletter Subscribers", "Support Tickets")
APPROVALS, FAILURES = "privacy-approvals", "refresh-failures"
_FAILED = ("Loyalty Members", "a1b2c3d4-0003", "job-118", "DataSourceAccessDenied")
_HOME = ("dm:ada", "dm:ben", "dm:cleo", APPROVALS)


@dataclass
class Case:
    """One request and every copy of its card."""

    id: str
    who: str
    names: Sequence[str]
    removal: bool = False
    status: str = "Waiting for approval"
    tone: Tone = Tone.WAITING
    votes: list[str] = field(default_factory=list)
    reason: str = ""
    signs: dict[str, tuple[str, str]] = field(default_factory=dict)
    copies: list[tuple[str, str]] = field(default_factory=list)

    @property
    def quorum(self) -> int:
        return 2 if self.removal else 1

    @property
    def title(self) -> str:
        if self.removal:
            return "Remove a user" if len(self.names) == 1 else f"Remove {len(self.names)} users"
        return f"Refresh {self.names[0]}" if len(self.names) == 1 else f"Refresh {len(self.names)} sources"


@dataclass
class DemoDesk:
    """`pace`: seconds between two steps of a refresh; `down`: its sandbox is silent. `heard`: what was asked of it."""

    pace: float = 0.05
    heard: list[Incoming] = field(default_factory=list)
    behaviours: dict[str, tuple[str, float | None]] = field(default_factory=dict)
    manner: str = "answer"
    ahead: float = 0.0
    deleted: list[str] = field(default_factory=list)
    recreated: datetime | None = None
    tour: Tour = field(default_factory=lambda: Tour(Stop.ASK, (Todo.WRITE,)))
    down: bool = False
    found: tuple[Option, ...] | None = None  # what somebody types may mean; None: who may not hears why
    door: Door | None = None
    cases: dict[str, Case] = field(default_factory=dict)
    _free: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _work: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._free.set()

    @asynccontextmanager
    async def thinking(self) -> AsyncIterator[None]:
        """Every answer waits until the end of this block."""
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    async def __call__(self, incoming: Incoming) -> Answer:
        self.heard.append(incoming)
        await self._free.wait()
        match incoming:
            case Typed(text=text):
                verb, _, rest = text.partition(" ")
                return await self._typed(incoming.account.id, verb or "help", rest)
            case Sought() if self.found is not None:
                return Choices(options=self.found)
            case Clicked(verb=verb, ref=ref):
                return await self._clicked(incoming.account.id, verb, ref)
            case Submitted(verb="deny", ref=ref, values=values):
                return await self._deny(incoming.account.id, ref, "".join(values.get("reason", ())))
            case Submitted(verb="list", values=values, files=files):
                return say("Taken.") if files and "".join(values["column"]) else _list_form("Which column?")
            case Submitted(verb="refresh", values=values):
                chosen = [name for name in SOURCES if name in values.get("sources", ())]
                who = incoming.account.id
                return await self._file(who, chosen) if chosen else _refresh_form("Choose at least one.")
        return say("This button belongs to something I no longer know.")

    async def _typed(self, who: str, verb: str, rest: str) -> Answer:
        match verb:
            case "list":
                return _list_form()
            case "help":
                rows = tuple(Item("–", name, does) for name, does in COMMANDS.items())
                return Card(title=words.looking.HELP_TITLE, items=rows, text=("Your role: admin.",))
            case "sources":
                return _sources()
            case "long":
                return _long_form()
            case "refresh" if not rest:
                return _refresh_form()
            case "refresh":
                chosen = [name for name in SOURCES if name.casefold() in rest.casefold() or rest.startswith("all")]
                return await self._file(who, chosen) if chosen else say(words.refresh.unknown(rest, SOURCES[:2]))
            case "remove-user":
                return await self._file(who, rest.split(), removal=True)
        return say(words.errors.unknown_verb(verb, "refresh"))

    async def _file(self, who: str, names: Sequence[str], removal: bool = False) -> Card:
        case = Case(f"DSR-7K3Q{next(self._numbers):02}", who, names, removal)
        self.cases[case.id] = case
        await self._post(case, *_HOME)
        return say(words.requests.filed(case.id, case.quorum))

    async def _clicked(self, who: str, verb: str, ref: str) -> Answer:
        case = self.cases.get(ref)
        match verb:
            case "refresh-source":
                return await self._file(who, [ref])
            case "approve" if case and case.tone is Tone.WAITING and who not in case.votes:
                return await self._approve(case, who)
            case "approve" if case:
                return say("This is decided already. Nothing was changed.")
            case "deny":
                return _reason_form(ref)
            case "cancel" if case:
                await self._turn(case, "Cancelled", Tone.NEUTRAL)
                return say(words.requests.cancelled(ref))
            case "retry" if case:
                case.signs.clear()
                self._begin(case, fail=False)
                return say(words.requests.retried(ref))
            case "details" if case:
                return _card(case, who)
        return say(words.errors.STALE_BUTTON)

    async def _approve(self, case: Case, who: str) -> Card:
        case.votes.append(who)
        if len(case.votes) >= case.quorum:
            self._begin(case, fail="Loyalty Members" in case.names)
        else:
            await self._redraw(case)
        return say(words.requests.approved(case.id, len(case.votes), case.quorum))

    async def _deny(self, who: str, ref: str, reason: str) -> Answer:
        if not reason.strip():
            return _reason_form(ref, words.requests.NEEDS_REASON)
        case = self.cases[ref]
        case.reason = f"{NAMES[who]}: “{reason}”"
        await self._turn(case, "Denied", Tone.BAD)
        return say(words.requests.denied(ref))

    def _begin(self, case: Case, *, fail: bool) -> None:
        task = asyncio.create_task(self._do(case, fail))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _do(self, case: Case, fail: bool) -> None:
        for done, name in enumerate(case.names):
            case.signs[name] = ("⏳", "removing" if case.removal else "refreshing")
            await self._turn(case, f"In progress · {done} of {len(case.names)}", Tone.WAITING)
            await asyncio.sleep(self.pace)
            failed = fail and name == "Loyalty Members"
            case.signs[name] = ("⚠", f"{words.steps.NOTES['user']} Owner: Ines Roth.") if failed else ("✓", "")
        if not fail:
            await self._turn(case, "Completed", Tone.GOOD)
            return
        await self._turn(case, "Needs attention", Tone.BAD)
        await self._post(case, FAILURES)

    async def _turn(self, case: Case, status: str, tone: Tone) -> None:
        case.status, case.tone = status, tone
        await self._redraw(case)

    async def _post(self, case: Case, *places: str) -> None:
        assert self.door
        for place in places:
            case.copies.append((place, await self.door.post(place, _card(case, place.removeprefix("dm:")))))

    async def _redraw(self, case: Case) -> None:
        assert self.door
        for place, address in case.copies:
            await self.door.update(place, address, _card(case, place.removeprefix("dm:")))

    # ---- what the playground is given to play with

    def controls(self) -> Controls:
        return Controls(
            words=self._words,
            sources=self._behaviours,
            steer=self._steer,
            team=self._team,
            steer_team=self._steer_team,
            delete=self._delete,
            segments=self._segments,
            recreate=self._recreate,
            tour=self._tour,
            redraw=self._anew,
            move_clock=self._move,
        )

    async def _anew(self) -> None:
        return None

    async def _words(self, _: Words) -> Completions:
        verbs = tuple(Suggestion(name, does) for name, does in COMMANDS.items())
        sources = (*(Suggestion(f'"{name}"', "data source") for name in SOURCES), Suggestion("all", "every source"))
        return Completions(verbs, {"refresh": sources, "help": verbs})

    async def _behaviours(self) -> Sequence[Behaving]:
        if self.down:
            raise NotSteered
        rows = ((name, *self.behaviours.get(name, ("succeed", None))) for name in SOURCES)
        return [Behaving(id=name, name=name, behaviour=how, seconds=seconds) for name, how, seconds in rows]

    async def _team(self) -> str:
        return self.manner

    async def _steer_team(self, behaviour: str) -> None:
        if self.down:
            raise NotSteered
        self.manner = behaviour

    async def _steer(self, source: str, behaviour: str, seconds: float | None) -> None:
        if self.down:
            raise NotSteered
        self.behaviours[source] = behaviour, seconds

    async def _delete(self, email: str) -> Sequence[str]:
        if self.down:
            raise NotSteered
        self.deleted.append(email)
        return ("CRM Contacts", "CRM Web") if self.deleted.count(email) == 1 else ()

    async def _segments(self) -> Sequence[Recreated]:
        return [Recreated(id="Seg_TradeFair", name="Trade fair 2025", at=self.recreated)]

    async def _recreate(self, segment: str) -> None:
        if self.down or segment != "Seg_TradeFair":
            raise NotSteered
        self.recreated = datetime.now(UTC)

    async def _tour(self) -> Tour:
        if self.down:
            raise NotSteered
        return self.tour

    def _move(self, seconds: float) -> None:
        self.ahead += seconds

    async def end(self) -> None:
        for task in list(self._work):
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)


def _card(case: Case, viewer: str) -> Card:
    channel = viewer in {APPROVALS, FAILURES}
    pending = case.status == "Waiting for approval"
    names = [f"{name[:1]}•••@contoso.com" if channel and "@" in name else name for name in case.names]
    facts = [Fact("Asked by", NAMES[case.who])]
    if not case.removal:
        facts += [Fact("For", "a•••@contoso.com" if channel else "anna@contoso.com")]
        facts += [] if channel else [Fact("Reference", "CASE-77")]
        facts += [Fact("Received", "2 Nov 2026"), Fact("Answer due", "2 Dec 2026")]
    if case.votes:
        voters = ", ".join(f"✓ {NAMES[voter]}" for voter in case.votes)
        facts.append(Fact("Votes", f"{len(case.votes)} of {case.quorum}: {voters}"))
    attention = case.tone is Tone.BAD and not case.reason
    text = [case.reason] if case.reason and not channel else []
    return Card(
        title=case.title,
        status=f"{case.status} · {len(case.votes)} of {case.quorum}" if pending else case.status,
        tone=case.tone,
        facts=tuple(facts),
        items=tuple(
            Item(sign, shown, note)
            for name, shown in zip(case.names, names, strict=True)
            for sign, note in [case.signs.get(name, ("–", ""))]
        ),
        text=(*text, words.refresh.WHAT_NEXT) if attention else tuple(text),
        copy=words.refresh.microsoft_message("Contoso", [_FAILED]) if attention else "",
        buttons=_buttons(case, viewer, channel, attention),
        footer=f"{case.id} · Contoso · sandbox",
    )


def _buttons(case: Case, viewer: str, channel: bool, attention: bool) -> tuple[Button, ...]:
    ask = Confirm(
        "Start the refresh?", "Your approval counts.", words.buttons.APPROVE, words.buttons.KEEP, final=case.removal
    )
    stop = Confirm("Cancel this?", words.buttons.CANCEL_TEXT, words.buttons.CANCEL, words.buttons.KEEP)
    shown = []
    if case.status == "Waiting for approval" and viewer != case.who:
        shown += [Button("approve", case.id, words.buttons.APPROVE, Style.PRIMARY, ask)]
        shown += [Button("deny", case.id, words.buttons.DENY, Style.DANGER)]
    if attention:
        shown.append(Button("retry", case.id, words.buttons.RETRY, Style.PRIMARY))
    if channel:
        shown.append(Button("details", case.id, words.buttons.DETAILS))
    if viewer == case.who and (attention or case.tone is Tone.WAITING):
        shown.append(Button("cancel", case.id, words.buttons.CANCEL, Style.DANGER, stop))
    return tuple(shown)


def _sources() -> Card:
    rows = [
        Item("✓", name, "refreshed · 23 Nov 2026, 03:01 · Jan Maas", Button("refresh-source", name, "Refresh"))
        for name in SOURCES
    ]
    rows[2] = replace(rows[2], sign="⚠", note="the last refresh failed · 23 Nov 2026, 03:02 · Ines Roth")
    rows[4] = replace(rows[4], sign="⏳", note="refreshing now · Lena Voss")
    return Card(title=words.refresh.sources_title(len(rows)), items=tuple(rows), footer="Contoso")


NOON = Moment(datetime(2026, 11, 2, 12, tzinfo=UTC), "2 Nov 2026, 13:00 CET")


def _reason_form(ref: str, error: str = "") -> Form:
    reason = Field("reason", words.requests.REASON_LABEL, Input.PARAGRAPH, error=error)
    return Form("deny", ref, words.requests.DENY_TITLE, words.buttons.DENY, (reason,))


def _list_form(error: str = "") -> Form:
    fields = (
        Field("file", "A CSV file", Input.FILE, required=False, hint="Up to 1 MB."),
        Field("column", "Column", required=False, error=error),
    )
    return Form("list", "", "A list", "Send", fields)


def _refresh_form(error: str = "") -> Form:
    options = tuple(Option(name, name) for name in SOURCES)
    fields = (
        Field("sources", words.refresh.SOURCES, Input.SOME_OF, options, value="CRM Web", error=error),
        Field("for", words.refresh.FOR, required=False, hint=words.refresh.FOR_HINT),
        Field("received", words.refresh.RECEIVED, Input.DATE, value="2026-11-02"),
        Field("reference", words.refresh.REFERENCE, required=False),
    )
    return Form("refresh", "", words.refresh.TITLE, words.refresh.SUBMIT, fields, text=Timed("As of ", NOON, "."))


def _long_form() -> Form:
    """More than any screen shows at once."""
    options = tuple(Option(str(number), f"Branch {number}") for number in range(40))
    more = (Field(f"more{number}", f"Question {number}", Input.PARAGRAPH, hint="All of it.") for number in range(9))
    return Form("long", "", "A long form", "Ask for approval", (Field("of", "Which?", Input.SOME_OF, options), *more))


@dataclass(frozen=True)
class Served:
    """A playground that listens on `url`."""

    url: str
    desk: DemoDesk
    door: Playground


@asynccontextmanager
async def served(port: int = 0, pace: float = 0.05, words: Words = EN) -> AsyncIterator[Served]:
    desk = DemoDesk(pace)
    door = desk.door = Playground(desk, desk.controls(), words=words)
    app = web.Application()
    door.mount(app)
    async with listening(app, port) as url:
        try:
            yield Served(url, desk, door)
        finally:
            await desk.end()


@asynccontextmanager
async def listening(app: web.Application, port: int = 0) -> AsyncIterator[str]:
    async with serving(app, "127.0.0.1", port, stopping=1.0) as bound:
        yield f"http://127.0.0.1:{bound}"


async def _serve(port: int) -> None:
    async with served(port, pace=2.0) as here:
        sys.stdout.write(f"{here.url}\n")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8098))
