"""What was known of a person when the plan was made, kept sealed at each check. An older plan knows less."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from domain.erasure.outliving import Left, unpacked
from domain.erasure.plan import StepKind, of
from domain.erasure.rows import Sought
from domain.erasure.whereabouts import Customer, Model, same
from domain.request import Step
from handlers.ports import Unit
from handlers.requests.sealed import private


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """`spelt`: the addresses as the profiles wrote them. `keys`: column of `Customer` and key. `tables`: of customers.

    `unseen`: for somebody who was asked about, no profile was known. `since`: from when on the profiles were without
    them, as a look has shown that found them elsewhere.
    """

    ids: tuple[str, ...] = ()
    spelt: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    tables: tuple[str, ...] = ()
    unseen: bool = False
    since: datetime | None = None

    def sought(self, subjects: Iterable[str]) -> Sought:
        """Those who were named, by all that is known of them."""
        named = list(subjects)
        addresses = _addresses(named)
        ids = [*(name for name in named if "@" not in name), *self.ids]
        return Sought(
            addresses=tuple(dict.fromkeys((*addresses, *self.spelt))),
            ids=tuple(dict.fromkeys(ids)),
            keys=self.keys,
            complete=not self.unseen,
        )


def memory(
    subjects: Iterable[str], found: Mapping[str, Sequence[Customer]], ids: Sequence[str], model: Model | None
) -> dict[str, str]:
    """As it is kept. `found`: the profiles of each who was named; `ids`: theirs, and those of the filing."""
    everybody = list(subjects)
    named = _addresses(everybody)
    profiles = [profile for some in found.values() for profile in some]
    spelt = {profile.email for profile in profiles if any(same(profile.email, name) for name in named)}
    seen = {name for name in named if any(profile.id for profile in found.get(name, ()))}
    return _told(
        ids=list(ids),
        spelt=sorted(spelt),
        keys=sorted({key for profile in profiles for key in profile.keys}),
        tables=sorted(table.name for table in model.made if table.about_customers) if model else [],
        unseen=_unseen(named, seen, everybody, ids),
    )


def learnt(known: Mapping[str, str], subjects: Iterable[str], profiles: Sequence[Customer]) -> dict[str, str]:
    """`known`, with what a look has shown besides: a profile that was unified anew has another id from then on, and
    whatever was made from it knows the person by that."""
    everybody, before = list(subjects), remembered(known)
    named = _addresses(everybody)
    spelt = {one.email for one in profiles if any(same(one.email, name) for name in named)}
    keys = {key for one in profiles for key in one.keys}
    ids = list(dict.fromkeys((*before.ids, *sorted({one.id for one in profiles} - {""}))))
    seen = {name for name in named if any(one.id and _bears(one, name) for one in profiles)}
    unseen = _unseen(_names(known.get("unseen", ""), named), seen, everybody, ids)
    changed = {"ids", "spelt", "keys", "unseen"}
    told = _told(ids=ids, spelt=sorted({*before.spelt, *spelt}), keys=sorted({*before.keys, *keys}), unseen=unseen)
    return {**{name: value for name, value in known.items() if name not in changed}, **told}


def _told(**facts: Sequence[object]) -> dict[str, str]:
    return {name: json.dumps(fact) for name, fact in facts.items() if fact}


def _addresses(subjects: Iterable[str]) -> list[str]:
    return [name for name in subjects if "@" in name]


def _bears(profile: Customer, address: str) -> bool:
    return Sought(addresses=(address,)).has_address((profile.email,))


def _unseen(unseen: Iterable[str], seen: Iterable[str], everybody: Sequence[str], ids: Sequence[str]) -> list[str]:
    """The addresses for which no id is known. Of several who were named, an id is only theirs whose profile bore it."""
    theirs = set(everybody if ids and len(everybody) == 1 else seen)
    return [name for name in unseen if name not in theirs]


def _ids(kept: str) -> tuple[str, ...]:
    """Of an earlier revision, apart by blanks."""
    with suppress(ValueError):
        if isinstance(told := json.loads(kept or "[]"), list):
            return tuple(map(str, told))
    return tuple(kept.split())


def _names(kept: str, named: Sequence[str]) -> Sequence[str]:
    """Who was not seen. Of an earlier revision, that somebody was not: any of those who were `named`."""
    told = json.loads(kept or "[]")
    return list(map(str, told)) if isinstance(told, list) else named


def kept(known: Mapping[str, str]) -> dict[str, str]:
    """What of a check is handed on to a later look."""
    return {name: known[name] for name in ("ids", "spelt", "keys", "tables", "unseen", "since") if name in known}


def remembered(known: Mapping[str, str]) -> Remembered:
    """From what is kept, `known`, in clear."""
    facts = {name: json.loads(known.get(name) or "[]") for name in ("spelt", "keys", "tables")}
    return Remembered(
        ids=_ids(known.get("ids", "")),
        spelt=tuple(facts["spelt"]),
        keys=tuple((column, key) for column, key in facts["keys"]),
        tables=tuple(facts["tables"]),
        unseen=bool(known.get("unseen")),
        since=datetime.fromisoformat(known["since"]) if known.get("since") else None,
    )


def left(unit: Unit, steps: Sequence[Step]) -> Left:
    """What outlives the erasure, as it was told after the last look."""
    kept = [private(unit, step).get("left", "") for step in of(steps, StepKind.CHECK)]
    return next((unpacked(one) for one in reversed(kept) if one), ())
