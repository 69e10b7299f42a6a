"""`help`, `sources`, `show` and Details: looking without changing."""

from __future__ import annotations

from domain import words
from domain.card import Button, Card, Item, say
from domain.commands import VERBS
from domain.insights import RefreshState, Source
from domain.moment import Timed, joined
from domain.people import Role
from domain.refresh.names import bare
from domain.rights import READERS, helps
from domain.words import board as words_board
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.audit import note
from handlers.requests.gate import against, turn_away
from handlers.requests.view import glimpse


async def help_(deps: Deps, act: Act) -> Card:
    """What this person may do; in a channel, an admin also learns the channel's id."""
    asked = VERBS.get(bare(act.ref))
    shown = [asked] if asked else [verb for verb in VERBS.values() if helps(verb.name, act.roles)]
    if not asked and act.ref.strip():
        return say(words.unknown_verb(act.ref.strip(), None))
    extra = [words_board.YOURS_TO_SEND] if Role.TENANT_ADMIN in act.roles and not act.roles & READERS else []
    extra += [words.channel_id(act.place.id)] if Role.ADMIN in act.roles and not act.place.private else []
    return Card(
        title=words.HELP_TITLE,
        items=tuple(Item("–", verb.usage, words.for_example(verb.does, verb.example)) for verb in shown),
        text=(words.your_roles(act.roles), *extra),
    )


async def sources(deps: Deps, act: Act) -> Card:
    await note(deps, "sources.viewed", act.person)
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
    when = Timed(words.at(source.last_refresh, deps.policy.timezone)) if source.last_refresh else words.NEVER
    owner = await deps.catalog.owner(source)
    note = joined(" · ", (words.REFRESHES.get(source.state, words.UNKNOWN_STATE), when, owner))
    button = Button("refresh-source", source.id, words.REFRESH) if may_refresh else None
    return Item(_SIGNS.get(source.state, "–"), source.name, note, button)


async def show(deps: Deps, act: Act) -> Card:
    """One request in full, for the requester and readers; the look itself is an audit event."""
    if not act.request_id:
        return say(words.which_request("show"))
    now = deps.clock()

    def look(unit: Unit) -> Card:
        request = unit.requests.get(act.request_id)
        if not request:
            return say(words.unknown_request(act.request_id))
        if why := against(unit, act):
            return turn_away(unit, act, why, now)
        unit.events.add("request.viewed", now, actor=act.person.id, request=request.id)
        return glimpse(unit, request, deps, act.reader, now)

    return await deps.storage.write(look)
