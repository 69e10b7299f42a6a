"""What was ordered when a request was filed, kept where nobody can change it: what is decided on, and carried out.

The row of a request and its steps are for finding and showing. Whoever may write to the database may change them; what
they say counts only as far as it is the order's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.codes import meets
from domain.receipt import Later
from domain.request import Factor, Kind, Request, State, Step, Verdict, Vote
from domain.seats import Rule, any_of, missing, total


@dataclass(frozen=True, order=True)
class Item:
    """One thing to do: the key and label of its step, and whose it is. Where the key hides somebody, it is their id
    here, and in no row."""

    key: str
    label: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """`subjects`: ids of those whom it is about. `version`: votes are for one version alone. `rule`: who must approve;
    empty in what an earlier release ordered: as many of all approvers as `quorum` says. `factor`: what each approval
    takes, whatever the configuration says later. `asker_marks`: by which who asked is known, and in whose name they
    asked. `batch`: the request whose decision is this one's as well. `first_day`: from which the clock counts
    until it is approved, where `received_on` is later."""

    kind: Kind
    environment: str
    requester: str
    quorum: int
    received_on: str
    subject: str
    subjects: tuple[str, ...]
    items: tuple[Item, ...]
    version: int = 1
    rule: Rule = ()
    factor: Factor | None = None
    asker_marks: tuple[str, ...] = ()
    batch: str = ""
    first_day: str = ""

    @staticmethod
    def of(
        request: Request,
        steps: Iterable[Step],
        subjects: Iterable[str],
        rule: Rule = (),
        factor: Factor | None = None,
        asker_marks: Iterable[str] = (),
        later: Later | None = None,
    ) -> Order:
        """As the request was just filed. `later`: the day of receipt that is approved with it."""
        return Order(
            rule=rule,
            kind=request.kind,
            environment=request.environment,
            requester=request.requester_id,
            quorum=request.quorum,
            received_on=(later.day if later else request.received_on).isoformat(),
            first_day=later.first.isoformat() if later else "",
            subject=request.subject_id,
            subjects=tuple(sorted(subjects)),
            items=tuple(sorted(Item(step.key, step.label, step.subject_id) for step in steps)),
            factor=factor,
            asker_marks=tuple(sorted(asker_marks)),
            batch=request.batch or "",
        )

    @staticmethod
    def read(text: str) -> Order:
        """Raises: ValueError, KeyError or TypeError, where it is none."""
        told: dict[str, Any] = json.loads(text)
        items = tuple(Item(**item) for item in told.pop("items"))
        rule = tuple((str(circle), int(count)) for circle, count in told.pop("rule", ()))
        rest = {"kind": Kind(told["kind"]), "subjects": tuple(told["subjects"]), "items": items, "rule": rule}
        factor, asker_marks = told.pop("factor", None), tuple(map(str, told.pop("asker_marks", ())))
        return Order(**{**told, **rest}, factor=factor and Factor(factor), asker_marks=asker_marks)

    @property
    def seats(self) -> Rule:
        """Who must approve."""
        return self.rule or any_of(self.quorum)

    def text(self) -> str:
        """A release that knows no factors, no batches, no later days, or not by which somebody is known, reads what has
        none, and nothing else."""
        since = {"factor", "asker_marks", "batch", "first_day"}
        plain = {**vars(self), "items": [vars(item) for item in self.items]}
        told = {name: value for name, value in plain.items() if name not in since or value}
        return json.dumps(told, sort_keys=True, separators=(",", ":"))

    def fits(self, request: Request, steps: Sequence[Step], subjects: Collection[str]) -> bool:
        """Whether the rows still say what was ordered. Work adds steps of its own, and changes none of these.

        Who asked is compared by whoever knows which of their ids are one human.
        """
        there = {step.key: Item(step.key, step.label, step.subject_id) for step in steps}
        return (
            (request.kind.asked_as, request.environment) == (self.kind.asked_as, self.environment)
            and request.quorum == self.quorum == total(self.seats)
            and (request.received_on.isoformat(), request.subject_id) == (self._day(request.state), self.subject)
            and (request.batch or "") == self.batch
            and set(self.subjects) == set(subjects)
            and all(there.get(item.key) == item for item in self.items)
        )

    def _day(self, state: State) -> str:
        """From which its clock counts."""
        return self.first_day if self.first_day and state is State.PENDING_APPROVAL else self.received_on

    def hidden(self, key_of: Callable[[Item], str]) -> Order:
        """With the keys that the rows have."""
        items = (replace(item, key=key_of(item)) for item in self.items)
        return replace(self, items=tuple(items)) if self.kind.hides else self

    def only(self, steps: Iterable[Step]) -> bool:
        """Whether there is nothing to do besides what was ordered."""
        return {step.key for step in steps} == {item.key for item in self.items}


def cast(vote: Vote, version: int) -> str:
    """What proves a vote: who said what of which version of which order, and when; whose seat it fills, what was given
    with it, and by which they are known."""
    seat = [vote.circles, vote.instead_of, vote.away_until and vote.away_until.isoformat()]
    plain = [vote.request_id, version, vote.person_id, vote.verdict, vote.at.isoformat()]
    given = [vote.factor] if vote.factor else []
    known = [["as", vote.marks]] if vote.marks else []
    return json.dumps([*plain, *(seat if any(seat) else []), *given, *known])


def counted(
    requester: str, votes: Iterable[Vote], factor: Factor | None = None, asker_marks: Collection[str] = ()
) -> list[Vote]:
    """The approvals that count: each human once, as who votes or as whose seat it is, and never who asked; each with
    what an approval takes. Two are one human who have an id or a mark in common."""
    used, found = {requester, *asker_marks}, list[Vote]()
    for vote in votes:
        fits = vote.verdict is Verdict.APPROVE and meets(factor, vote.factor)
        theirs = {vote.person_id, vote.holder} | vote.known_as
        if fits and used.isdisjoint(theirs):
            used |= theirs
            found.append(vote)
    return found


def still_missing(order: Order, requester: str, votes: Iterable[Vote]) -> Rule:
    """The seats that these votes leave empty."""
    return missing(order.seats, [vote.seat for vote in counted(requester, votes, order.factor, order.asker_marks)])


def decided(order: Order, requester: str, votes: Collection[Vote]) -> bool:
    """Whether these votes, all proved, fill every seat that was ordered, with distinct people, without who asked."""
    return not still_missing(order, requester, votes) and not any(vote.verdict is Verdict.DENY for vote in votes)
