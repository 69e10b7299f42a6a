"""`sources`: what there is to refresh, and how each one is doing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.card import Button, Card, Item, say
from domain.event import EventKind
from domain.insights import RefreshState, Source
from domain.moment import Timed, joined
from domain.people import Role
from domain.rights import READ
from domain.unread import Behind
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.requests.audit import note


async def sources(deps: Deps, act: Act) -> Card:
    await note(deps, EventKind.SOURCES_VIEWED, act.person)
    known = await deps.catalog.sources(fresh=2)
    if not known and not deps.catalog.unread:
        return say(act.words.refresh.NO_SOURCES)
    rows = [await _source(deps, source, act) for source in sorted(known, key=lambda source: source.name)]
    return Card(
        title=act.words.refresh.sources_title(len(rows)),
        text=tuple(_as_of(deps, act)),
        items=tuple(rows),
        footer=deps.policy.environment_name,
    )


def _as_of(deps: Deps, act: Act) -> Iterator[str]:
    """What is old is not shown as if it were of now, nor what was understood in part as if it were all."""
    if (age := deps.catalog.silent_for) is not None:
        asked = deps.clock() - timedelta(seconds=age)
        yield act.words.refresh.silent_since(act.words.moments.at(asked, deps.policy.timezone))
    if unread := deps.catalog.unread:
        yield act.words.refresh.unread_sources(unread)


_SIGNS = {
    RefreshState.UPDATED: "✓",
    RefreshState.UPDATING: "⏳",
    RefreshState.UPDATE_FAILED: "⚠",
}


async def _source(deps: Deps, source: Source, act: Act) -> Item:
    when = (
        Timed(act.words.moments.at(source.last_refresh, deps.policy.timezone))
        if source.last_refresh
        else act.words.refresh.NEVER
    )
    owner = await deps.catalog.owner(source)
    note = joined(" · ", (act.words.refresh.REFRESHES.get(source.state, act.words.refresh.UNKNOWN_STATE), when, owner))
    button = Button("refresh-source", source.id, act.words.buttons.REFRESH) if Role.ADMIN in act.roles else None
    return Item(_SIGNS.get(source.state, "–"), source.name, note, button)


COMMAND = Command(
    name="sources",
    usage="sources",
    sentence="The data sources, how each one is doing, and who owns it.",
    example="sources",
    who=READ,
    behind=Behind.ASIDE,
    typed=sources,
    files=frozenset(),
)
