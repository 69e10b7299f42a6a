"""What the people of the configuration can never do: such a start stops, and says what to change.

Whoever belongs to a group is known later, and changes without a start: a group counts as people enough here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.settings.config import Config
from bot.settings.setting_errors import SettingsError
from domain.groups import is_group
from domain.people import Role
from domain.request import Kind
from domain.rights import FILING
from domain.seats import ANY, Circles, Rule, reachable, total

ONE_ADMIN = "people.admins names one person: a legal hold that they set nobody could release; name a second admin."


def check_people(config: Config) -> None:
    """Raises: SettingsError, for the first thing that is impossible."""
    for sentence in impossible(config):
        raise SettingsError(sentence)


def impossible(config: Config) -> Iterator[str]:
    """Each in a sentence: a rule that nobody can ever fulfil, and a legal hold that nobody could release."""
    for kind in (kind for kind in Kind if kind == kind.asked_as or kind in config.approval.required):
        yield from _unreachable(config, kind)
    admins = config.people.distinct(Role.ADMIN)
    if len(admins) == 1 and not any(map(is_group, admins)):
        yield ONE_ADMIN


def _unreachable(config: Config, kind: Kind) -> Iterator[str]:
    rule, people = config.approval.rule(kind), _people(config, kind)
    named = len([entry for entry in config.people.distinct(Role.APPROVER) if not is_group(entry)])
    if not reachable(rule, people):
        yield (
            f"approval.required asks for {_said(rule)} for {kind}, and {_people_of(named)} approvers are named: "
            f"nobody can reach that. Name more people under {_where(rule)}, or ask for fewer."
        )
    elif any(not reachable(rule, people, {one}) for one in _requesters(config, kind) & people.keys()):
        yield (
            f"approval.required asks for {_said(rule)} for {kind}, and somebody who may file it is one of them: "
            f"their own request can never pass. Name one more under {_where(rule)}, or ask for fewer."
        )


def _people(config: Config, kind: Kind) -> Mapping[str, Circles]:
    """Every approver as a human of their own, with their circles; a group as many."""
    canonical, many = config.people.canonical, total(config.approval.rule(kind)) + 1
    circles = {name: {canonical(entry) for entry in entries} for name, entries in config.approval.circles.items()}
    found: dict[str, Circles] = {}
    for entry in config.people.distinct(Role.APPROVER):
        mine = frozenset(name for name, entries in circles.items() if entry in entries)
        for n in range(many if is_group(entry) else 1):
            found[f"{entry} {n}" if is_group(entry) else entry] = mine
    return found


def _requesters(config: Config, kind: Kind) -> frozenset[str]:
    return frozenset[str]().union(*(config.people.distinct(role) for role in FILING[kind].roles))


def _said(rule: Rule) -> str:
    return " and ".join(str(count) if circle == ANY else f"{count} of {circle}" for circle, count in rule)


def _people_of(count: int) -> str:
    return str(count) if count else "no"


def _where(rule: Rule) -> str:
    return "people.approvers" if all(circle == ANY for circle, _ in rule) else "people.approvers and approval.circles"
