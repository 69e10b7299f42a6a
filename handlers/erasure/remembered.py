"""What was known of a person when the plan was made, kept sealed at each check. An older plan knows less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from domain.erasure.facts import ErasureFacts
from domain.erasure.outliving import Left, outlives
from domain.erasure.plan import StepKind, of
from domain.erasure.rows import Sought
from domain.erasure.whereabouts import Customer, Model, same
from domain.request import Step
from handlers.ports import Unit
from handlers.requests.sealed import facts

_KNOWN = frozenset({"ids", "spelt", "shared", "keys", "tables", "unseen", "since"})


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """`spelt`: the addresses of the profiles, as those wrote them. `shared`: of these, those that others have, too.
    `keys`: column of `Customer` and key. `tables`: of customers.

    `unseen`: for somebody who was asked about, no profile was known, or what was known cannot be read. `since`: from
    when on the profiles were without them, as a look has shown that found them elsewhere.
    """

    ids: tuple[str, ...] = ()
    spelt: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    tables: tuple[str, ...] = ()
    unseen: bool = False
    since: datetime | None = None

    def sought(self, subjects: Iterable[str]) -> Sought:
        """Those who were named, by all that is known of them. An id that no look found may be a slip of the hand, made
        up, or of a source: asking for it proves nothing of anybody."""
        everybody = list(subjects)
        named = [name for name in everybody if "@" not in name]
        strange = any(not any(same(name, known) for known in self.ids) for name in named)
        return Sought(
            addresses=tuple(dict.fromkeys((*_addresses(everybody), *self.spelt))),
            ids=tuple(dict.fromkeys((*named, *self.ids))),
            keys=self.keys,
            complete=not self.unseen and not strange,
            strange=strange,
            shared=self.shared,
        )


def memory(
    subjects: Iterable[str],
    found: Mapping[str, Sequence[Customer]],
    ids: Sequence[str],
    model: Model | None,
    shared: Iterable[str] = (),
) -> ErasureFacts:
    """As a check keeps it. `found`: the profiles of each who was named; `ids`: theirs, and those of the filing.
    `shared`: of their addresses, those that others have, too."""
    everybody = list(subjects)
    named = _addresses(everybody)
    profiles = [profile for some in found.values() for profile in some]
    others, every = set(shared), {address for profile in profiles for address in profile.addresses}
    seen = {name for name in named if any(profile.id for profile in found.get(name, ()))}
    return ErasureFacts(
        ids=tuple(ids),
        spelt=tuple(sorted(every - others)),
        shared=tuple(sorted(every & others)),
        keys=tuple(sorted({key for profile in profiles for key in profile.keys})),
        tables=tuple(sorted(table.name for table in model.made if table.about_customers)) if model else (),
        unseen=_unseen(named, seen, everybody, ids),
    )


def learnt(known: ErasureFacts, subjects: Iterable[str], profiles: Sequence[Customer]) -> ErasureFacts:
    """`known`, with what a look has shown besides: a profile that was unified anew has another id from then on, and
    whatever was made from it knows the person by that. What cannot be read stays as it is, with all beside it."""
    if _lost(known):
        return known
    everybody = list(subjects)
    named = _addresses(everybody)
    spelt = {address for one in profiles for address in one.addresses} - {*known.shared}
    ids = tuple(dict.fromkeys((*known.ids, *sorted({one.id for one in profiles} - {""}))))
    seen = {name for name in named if any(one.id and _bears(one, name) for one in profiles)}
    return replace(
        known,
        ids=ids,
        spelt=tuple(sorted({*known.spelt, *spelt})),
        keys=tuple(sorted({*known.keys, *(key for one in profiles for key in one.keys)})),
        unseen=_unseen(named if known.unseen is None else known.unseen, seen, everybody, ids),
    )


def _addresses(subjects: Iterable[str]) -> list[str]:
    return [name for name in subjects if "@" in name]


def _bears(profile: Customer, address: str) -> bool:
    return Sought(addresses=(address,)).has_address(profile.addresses)


def _unseen(
    unseen: Iterable[str], seen: Iterable[str], everybody: Sequence[str], ids: Sequence[str]
) -> tuple[str, ...]:
    """The addresses for which no id is known. Of several who were named, an id is only theirs whose profile bore it."""
    theirs = set(everybody if ids and len(everybody) == 1 else seen)
    return tuple(name for name in unseen if name not in theirs)


def kept(known: ErasureFacts) -> ErasureFacts:
    """What of a check is handed on to a later look."""
    told = {name: getattr(known, name) for name in _KNOWN}
    return ErasureFacts(**told, rest={name: known.rest[name] for name in _lost(known)})


def _lost(known: ErasureFacts) -> Set[str]:
    """What was known of the person, and cannot be read: a look for the rest of it proves nothing."""
    return known.unread & _KNOWN


def remembered(known: ErasureFacts) -> Remembered:
    return Remembered(
        ids=known.ids,
        spelt=known.spelt,
        shared=known.shared,
        keys=known.keys,
        tables=known.tables,
        unseen=known.unseen != () or bool(_lost(known)),
        since=known.since,
    )


def left(unit: Unit, steps: Sequence[Step]) -> Left:
    """What outlives the erasure, as it was told after the last look."""
    kept = [outliving(facts(unit, step, ErasureFacts), step.settled_at) for step in of(steps, StepKind.CHECK)]
    return next((one for one in reversed(kept) if one), ())


def outliving(known: ErasureFacts, looked: datetime | None) -> Left:
    """The same of one look, which ended then; where it cannot be read, all that may outlive it."""
    return outlives(looked.date(), incremental=True) if looked and "left" in known.unread else known.left
