"""What `make worlds` says at its end: sums of all its parts, which run in several processes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.handlers.erasure.worlds import Ending
from tests.handlers.reasons import NO_CAUSE

Part = Mapping[str, Any]


def fails(end: Ending) -> bool:
    """Whether it came to an end to which none may come."""
    return bool(end.wrong or end.waits or end.mute or any(reason.needless for reason in end.asks))


def facts(kind: str, ends: Sequence[Ending]) -> dict[str, object]:
    """Of one part, as plain as pytest-xdist wants them."""
    reasons = Counter((str(reason.what), str(reason.cause)) for end in ends for reason in end.asks)
    return {
        "of": kind,
        "worlds": len(ends),
        "gone": sum(end.gone and end.free for end in ends),
        "free": sum(end.free for end in ends),
        "plain": sum(end.plain and end.free for end in ends),
        "plain_gone": sum(end.plain and end.free and end.gone for end in ends),
        "wrong": sum(bool(end.wrong) for end in ends),
        "look_at": [end.number for end in ends if fails(end)],
        "ends": dict(Counter(end.state.value for end in ends)),
        "reasons": [(*reason, number) for reason, number in reasons.items()],
    }


def summed(parts: Iterable[Part]) -> list[str]:
    """One table for each kind of world."""
    kinds = defaultdict[str, list[Part]](list)
    for part in parts:
        kinds[part["of"]].append(part)
    return [line for kind, some in kinds.items() for line in _of_kind(kind, some)]


def _of_kind(kind: str, parts: Sequence[Part]) -> list[str]:
    worlds, gone, free, wrong, plain, told = (
        sum(part[name] for part in parts) for name in ("worlds", "gone", "free", "wrong", "plain", "plain_gone")
    )
    ends, reasons = Counter[str](), Counter[tuple[str, str]]()
    for part in parts:
        ends.update(part["ends"])
        reasons.update({(what, cause): number for what, cause, number in part["reasons"]})
    failing = sorted(number for part in parts for number in part["look_at"])
    share = f" ({gone / free:.0%})" if free else ""
    return [
        f"{kind}: {worlds} worlds: said to be gone in {gone}, gone indeed in {free}{share}, wrong gone {wrong}.",
        f"  Where no answer was changed or missing: in {told} of {plain}.",
        *([f"  LOOK AT {', '.join(map(str, failing))}"] if failing else []),
        "  They ended: " + ", ".join(f"{end} {number}" for end, number in ends.most_common()) + ".",
        *(["  Gone and not said, by what was not proved, and what was odd there:"] if reasons else []),
        *(f"  {number:6}  {what:28}  {_word(cause)}" for (what, cause), number in reasons.most_common()),
    ]


def _word(cause: str) -> str:
    return "NEEDLESSLY" if cause == NO_CAUSE else f"rightly: {cause}"
