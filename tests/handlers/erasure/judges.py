"""Judges that are deliberately broken, each in one way: something that is not understood is taken as harmless.

That each of them is wrong in some of the worlds shows that the property of the worlds can fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace

from domain.erasure.looks import Control, Kind, Look, Verdict, Why, verdict

Judge = Callable[[Sequence[Look]], Verdict]


def judged(looks: Iterable[Look]) -> Verdict:
    """As the bot judges, by these looks alone."""
    seen = tuple(looks)
    return verdict({look.aim for look in seen}, seen)


def _without(*kinds: Kind) -> Judge:
    return lambda looks: judged(look for look in looks if look.aim.kind not in kinds)


def _forgiving(whys: Set[Why]) -> Judge:
    return lambda looks: judged(replace(look, why=None) if look.why in whys else look for look in looks)


def _uncontrolled(looks: Sequence[Look]) -> Verdict:
    """What found nobody proves that nobody is there."""
    return judged(
        replace(look, control=Control.FOUND, why=None if look.why is Why.CONTROL else look.why) for look in looks
    )


def _half_read(looks: Sequence[Look]) -> Verdict:
    """Rows that are not understood do not count."""
    return judged(replace(look, understood=look.rows, why=None if look.why is Why.UNREAD else look.why,
                          control=Control.FOUND) for look in looks)  # fmt: skip


def _any_proof(looks: Sequence[Look]) -> Verdict:
    """One place that is proved speaks for all."""
    proved = [look for look in looks if look.reason is None]
    return judged(proved)


BROKEN: Mapping[str, Judge] = {
    "leaves out rows that are not understood": _half_read,
    "takes one proof for all": _any_proof,
    "takes what was not worked out anew for what was": _forgiving({Why.STALE}),
    "takes a refusal for nobody": lambda looks: _uncontrolled(
        [replace(look, why=None) if look.why in {Why.REFUSED, Why.RIGHTS, Why.MISSING} else look for look in looks]
    ),
    "takes silence for nobody": lambda looks: _uncontrolled(
        [replace(look, why=None) if look.why in {Why.DOWN, Why.BUILDING} else look for look in looks]
    ),
    "does not look at segments": _without(Kind.SEGMENT),
    "does not look at corrupt rows": _without(Kind.CORRUPT),
}
