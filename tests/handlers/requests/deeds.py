"""What may happen in a life of requests: single deeds, and stories of several that seldom come together by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

Deed = tuple[Any, ...]
"""Its name, as a method of a life, and what is told of it."""

CIRCLES: Mapping[str, frozenset[str]] = {"privacy": frozenset({"ben", "amir"}), "security": frozenset({"cleo", "amir"})}
ADMINS = ("ada", "amir")
APPROVERS = ("ben", "cleo", "amir", "dana")
EVERYBODY = ("ben", "cleo", "amir", "dana", "nils", "ada")
SPANS = (timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=3), timedelta(hours=20), timedelta(days=3))
OVERNIGHT, A_MOMENT = timedelta(hours=20), timedelta(minutes=3)
MOST = 2  # requests
RIGHT = "right"
CODES = (RIGHT, "wrong", "used", "another's", "none")
_HOW = (14, 1, 1, 1, 1)
_WEIGHTS = {
    "approve": 5, "lends": 2, "time_passes": 1.5, "files": 1, "denies": 0.3, "takes_back": 0.7, "changes_role": 1.2,
    "leaves_or_returns": 1.2, "is_looked_at": 1, "types": 1, "brakes": 1, "loses_device": 0.4, "enrols": 1,
}  # fmt: skip
_ONE_IN = 4  # happenings is a story


def happening(luck: Random) -> Sequence[Deed]:
    """What happens next."""
    return luck.choice(STORIES)(luck) if luck.randrange(_ONE_IN) == 0 else [_deed(luck)]


def _deed(luck: Random) -> Deed:
    [name] = luck.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
    anybody, admin, number = luck.choice(EVERYBODY), luck.choice(ADMINS), luck.randrange(MOST)
    approver, other = luck.sample(APPROVERS, 2)
    told: Mapping[str, tuple[Any, ...]] = {
        "approve": (number, [(who, _how(luck)) for who in luck.sample(EVERYBODY, luck.randint(1, 3))]),
        "lends": (luck.choice((*APPROVERS, anybody)), luck.choice(("nils", "ada", anybody)), luck.randint(0, 3)),
        "time_passes": (luck.choice(SPANS),),
        "files": (admin,),
        "denies": (number, anybody),
        "takes_back": (anybody,),
        "changes_role": (luck.choice(APPROVERS),),
        "leaves_or_returns": (anybody,),
        "is_looked_at": (),
        "types": (admin, luck.choice(["hold", "release", "release", "cancel"]), number),
        "brakes": (admin, luck.choice(["pause because of it", "resume"])),
        "loses_device": (approver,),
        "enrols": (approver, luck.choice((other, other, approver))),
    }
    return name, *told[name]


def _how(luck: Random) -> str:
    [how] = luck.choices(CODES, _HOW)
    return how


def _approve(number: int, *people: str, how: str = RIGHT) -> Deed:
    return "approve", number, [(who, how) for who in people]


def _a_day_too_late(luck: Random) -> Sequence[Deed]:
    """Somebody acts for somebody else, and goes on when that has ended."""
    giver, other = luck.sample(APPROVERS, 2)
    taker, admin = luck.choice(("nils", other)), luck.choice(ADMINS)
    return (
        ("lends", giver, taker, 0),
        ("time_passes", OVERNIGHT),
        ("files", admin),
        _approve(0, taker),
        _approve(1, taker),
    )


def _two_for_one(luck: Random) -> Sequence[Deed]:
    """Who is away decides, and so does who acts for them."""
    giver, other = luck.sample(APPROVERS, 2)
    taker, number = luck.choice(("nils", other)), luck.randrange(MOST)
    return ("lends", giver, taker, 2), *(_approve(number, who) for who in luck.sample([giver, taker], 2))


def _leaves_before_the_end(luck: Random) -> Sequence[Deed]:
    """A vote, and then its giver may not decide any more, or leaves; later others decide."""
    first, *others = luck.sample(APPROVERS, 3)
    number, ends = luck.randrange(MOST), luck.choice(("changes_role", "leaves_or_returns"))
    return _approve(number, first), (ends, first), ("time_passes", A_MOMENT), _approve(number, *others)


def _giver_loses_role(luck: Random) -> Sequence[Deed]:
    """Who has lost the role lends it no more."""
    giver = luck.choice(APPROVERS)
    return ("lends", giver, "nils", 2), ("changes_role", giver), *(_approve(number, "nils") for number in range(MOST))


def _one_code_twice(luck: Random) -> Sequence[Deed]:
    who = luck.choice(APPROVERS)
    return _approve(0, who), _approve(1, who, how="used")


def _decided_and_stopped(luck: Random) -> Sequence[Deed]:
    """Everybody approves, and then it is stopped in one of three ways."""
    number, admin = luck.randrange(MOST), luck.choice(ADMINS)
    stop = luck.choice(
        [("types", admin, "hold", number), ("types", admin, "cancel", number), ("brakes", admin, "pause because of it")]
    )
    return _approve(number, *luck.sample(APPROVERS, 4)), stop


def _own_assent(luck: Random) -> Sequence[Deed]:
    """Somebody loses a device, confirms another one alone, and approves."""
    who, number = luck.choice(APPROVERS), luck.randrange(MOST)
    return ("loses_device", who), ("enrols", who, who), _approve(number, who)


STORIES = (
    _a_day_too_late, _two_for_one, _leaves_before_the_end, _giver_loses_role, _one_code_twice, _decided_and_stopped,
    _own_assent,
)  # fmt: skip
