"""The commands as they are told of, and who may do what: the pure part of the records in `handlers.commands`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import get_close_matches

from domain.people import Role
from domain.refs import Ref
from domain.rights import UNSTATED, Right, Stated, Way
from domain.rule import Asked
from domain.unread import Behind
from domain.words.language import Words


@dataclass(frozen=True, kw_only=True)
class Verb:
    """What a command is called, how it is typed, what it does, in one English sentence, an example, and who may
    (design §2). Whoever reads the sentence is told it in their words: `sentence`.

    `behind`: what becomes of the words behind what it names, of which `takes` are known. `upload`: whether it takes a
    file. `shows`: whether it changes nothing, and so may be asked as a question.
    """

    name: str
    usage: str
    sentence: str
    example: str
    who: Right
    behind: Behind
    takes: frozenset[str] = frozenset()
    upload: bool = False
    shows: bool = False

    def helps(self, roles: Set[Role]) -> bool:
        """Whether these roles are enough for it, for `help`: on requests of one's own, none may be needed."""
        if Role.OUTSIDE_AUDITOR in roles:
            return Role.OUTSIDE_AUDITOR in self.who.roles
        turn = self.who.turn and Role.TENANT_ADMIN in roles
        return self.who.everyone or bool(self.who.roles & roles) or turn


def sentence(command: Verb, words: Words) -> str:
    """What it does, for a reader of these words; how it is typed is the same in each language."""
    return words.commands.SENTENCES.get(command.name, command.sentence)


@dataclass(frozen=True)
class Commands:
    """All commands in the order in which they are shown, and all acts. An act that is not there is nobody's."""

    verbs: Sequence[Verb]
    acts: Mapping[Way, Mapping[str, Stated]]

    def stated(self, way: Way, verb: str) -> Stated:
        return self.acts[way].get(verb, UNSTATED)

    def asked(self, way: Way, verb: str, ref: Ref | None = None) -> Asked:
        return Asked(way, verb, self.stated(way, verb), ref or Ref())

    def verb(self, name: str) -> Verb | None:
        return next((verb for verb in self.verbs if verb.name == name), None)

    def nearest(self, word: str) -> str | None:
        """The verb that was probably meant."""
        found = get_close_matches(word.casefold(), [verb.name for verb in self.verbs], n=1, cutoff=0.5)
        return found[0] if found else None
