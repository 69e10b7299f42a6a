"""Judges of a list of users that are deliberately broken: each takes somebody for gone where nothing shows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from domain.remove_user.access import AccessList, Doubt

Judge = Callable[[AccessList, str, Collection[str], str], bool]  # list, us, marks of those before, who → gone


def _forgiving(*doubts: Doubt) -> Judge:
    def gone(listed: AccessList, us: str, before: Collection[str], who: str) -> bool:
        return not listed.lists(who) and listed.doubt(us, before, [who]) in {None, *doubts}

    return gone


def _by_spelling(listed: AccessList, us: str, before: Collection[str], who: str) -> bool:
    named = {held.principal_id for held in listed.assignments}
    return who not in named and not listed.doubt(us, before, [who])


def _by_what_is_read(listed: AccessList, us: str, before: Collection[str], who: str) -> bool:
    """Rows that are not understood do not count."""
    read = replace(listed, unread=0, mentioned=frozenset())
    return not read.lists(who) and read.doubt(us) in {None, Doubt.WITHOUT_US, Doubt.EMPTY}


MISTAKEN: Mapping[str, Judge] = {
    "takes an empty list for nobody": _forgiving(Doubt.EMPTY),
    "takes a list that was cut for whole": _forgiving(Doubt.CUT),
    "takes a list without us for whole": _forgiving(Doubt.WITHOUT_US),
    "takes a list that is shorter for whole": _forgiving(Doubt.SHORT),
    "takes another spelling for another person": _by_spelling,
    "leaves out rows that are not understood": _by_what_is_read,
}
