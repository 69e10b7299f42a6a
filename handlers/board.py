"""`help`, `sources`, `requests`, `show` and Details: looking without changing."""

from __future__ import annotations

from domain import words
from domain.calendar import due
from domain.card import Button, Card, Item, say
from domain.erasure import Part, of
from domain.insights import RefreshState, Source
from domain.people import Role
from domain.request import OPEN, Request, State
from domain.request_card import draw
from domain.verbs import READERS, VERBS, allowed
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.refresh import today
from handlers.stories import tell, viewer

_MOST, _ALL_OF_THEM = 50, 5000  # rows that are shown, and that are looked through


async def help_(deps: Deps, act: Act) -> Card:
    """What this person may do; in a channel, an admin also learns the channel's id."""
    asked = VERBS.get(act.ref.strip().casefold())
    shown = [asked] if asked else [verb for verb in VERBS.values() if allowed(verb, act.roles)]
    if not asked and act.ref.strip():
        return say(words.unknown_verb(act.ref.strip(), None))
    extra = [words.channel_id(act.place.id)] if Role.ADMIN in act.roles and not act.place.private else []
    return Card(
        title=words.HELP_TITLE,
        items=tuple(Item("–", verb.usage, words.for_example(verb.does, verb.example)) for verb in shown),
        text=(words.your_roles(act.roles), *extra),
    )


async def sources(deps: Deps, act: Act) -> Card:
    known = await deps.catalog.sources(fresh=2)
    if not known:
        return say(words.NO_SOURCES)
    may_refresh = Role.ADMIN in act.roles
    rows = [await _source(deps, source, may_refresh) for source in sorted(known, key=lambda source: source.name)]
    return Card(title=words.sources_title(len(rows)), items=tuple(rows), footer=deps.policy.environment_name)


_SIGNS = {
    RefreshState.UPDATED: "✓",
    RefreshState.UPDATING: "⏳",
    RefreshState.UPDATE_FAILED: "⚠",
}


async def _source(deps: Deps, source: Source, may_refresh: bool) -> Item:
    when = words.moment(source.last_refresh, deps.policy.timezone) if source.last_refresh else words.NEVER
    owner = await deps.catalog.owner(source)
    note = " · ".join(filter(None, (words.REFRESHES.get(source.state, words.UNKNOWN_STATE), when, owner)))
    button = Button("refresh-source", source.id, words.REFRESH) if may_refresh else None
    return Item(_SIGNS.get(source.state, "–"), source.name, note, button)


async def requests(deps: Deps, act: Act) -> Card:
    """The board. Without a reader's role, a person sees their own requests only."""
    asked = act.ref.strip().casefold() or "open"
    if asked not in {"open", "overdue", "mine"}:
        return say(words.which_board(asked))
    mine = act.person.id if asked == "mine" or not act.roles & READERS else None
    late = today(deps)
    found = await deps.storage.read(lambda unit: _rows(unit, asked, mine))
    shown = [row for row in found if asked != "overdue" or due(row[0].received_on, deps.policy.country) < late]
    rows = [
        Item(
            _sign(request),
            f"{request.id} · {title}",
            _note(deps, request, waits),
            Button("show", request.id, words.SHOW),
        )
        for request, title, waits in shown[:_MOST]
    ]
    return Card(title=words.BOARDS[asked], items=tuple(rows)) if rows else say(words.NO_REQUESTS)


def _rows(unit: Unit, asked: str, requester: str | None) -> list[tuple[Request, str, bool]]:
    """Newest first: the request, its title, and whether it ended without an answer to the person."""
    limit = _ALL_OF_THEM if asked == "overdue" else _MOST  # what is overdue is seldom new
    found = unit.requests.board(states=() if asked == "mine" else OPEN, requester=requester, limit=limit)
    owing = {r.id: r for r in unit.requests.unanswered(requester=requester, limit=limit)}
    found += [request for request in owing.values() if request.id not in {known.id for known in found}]
    found.sort(key=lambda request: request.created_at, reverse=True)
    return [(request, _heading(unit, request), request.id in owing) for request in found]


def _heading(unit: Unit, request: Request) -> str:
    return words.title(request.kind, len(of(unit.steps.of(request.id), Part.SOURCE)))


def _sign(request: Request) -> str:
    return {State.COMPLETED: "✓", State.NEEDS_ATTENTION: "⚠", State.IN_PROGRESS: "⏳"}.get(request.state, "–")


def _note(deps: Deps, request: Request, waits: bool) -> str:
    end = due(request.received_on, deps.policy.country)
    parts = [words.STATES[request.state], *([words.NOT_ANSWERED] if waits else [])]
    return " · ".join((*parts, words.answer_due(end, end < today(deps))))


async def show(deps: Deps, act: Act) -> Card:
    """One request in full, for the requester and readers; the look itself is an audit event."""
    if not act.ref.strip():
        return say(words.which_request("show"))
    now = deps.clock()

    def look(unit: Unit) -> Card:
        request = unit.requests.get(act.ref.strip().upper())
        if not request:
            return say(words.unknown_request(act.ref))
        if not act.roles & READERS and request.requester_id != act.person.id:
            return say(words.NOT_YOURS)
        unit.events.add("request.viewed", now, actor=act.person.id, request=request.id)
        return draw(tell(unit, request, deps.policy), viewer(request, act.person.id, act.roles))

    return await deps.storage.write(look)
