"""`help`: what there is, for whom it is."""

from __future__ import annotations

from domain.card import Card, Item, not_clear
from domain.commands import Verb, sentence
from domain.people import Role
from domain.refresh.names import bare
from domain.rights import BOARD, READERS
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command
from handlers.deps import Act, Deps


async def help_(deps: Deps, act: Act) -> Card:
    """What this person may do; in a channel, an admin also learns the channel's id."""
    asked = deps.commands.verb(bare(act.ref))
    shown = [asked] if asked else [verb for verb in deps.commands.verbs if verb.helps(act.roles)]
    if not asked and act.ref.strip():
        return not_clear(act.words.errors.unknown_verb(act.ref.strip(), None))
    extra = [act.words.board.YOURS_TO_SEND] if Role.TENANT_ADMIN in act.roles and not act.roles & READERS else []
    extra += [act.words.looking.channel_id(act.place.id)] if Role.ADMIN in act.roles and not act.place.private else []
    return Card(
        title=act.words.looking.HELP_TITLE,
        items=tuple(_told(verb, act.words) for verb in shown),
        text=(act.words.rights.your_roles(act.roles), *extra),
    )


def _told(verb: Verb, words: Words) -> Item:
    return Item("–", verb.usage, words.looking.for_example(sentence(verb, words), verb.example))


COMMAND = Command(
    name="help",
    usage="help [command]",
    sentence="What you may do here, with an example each.",
    example="help refresh",
    who=BOARD,
    behind=Behind.READ,
    shows=True,
    typed=help_,
    files=frozenset(),
)
