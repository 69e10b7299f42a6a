"""The look at filing: whether Customer Insights holds the person, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from domain.found import Found
from domain.insights import Source
from domain.trouble import Trouble
from handlers.deps import Act, Deps
from handlers.people.noted_look import note_look
from handlers.people.same_person import Kin, others
from handlers.people.whereabouts import whereabouts


@dataclass(frozen=True)
class Lookup:
    """`ids` of customer profiles are identifiers: they are kept sealed. `names` belong to `source_ids`."""

    ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # subjects that were not found
    asked: bool = True
    failed: bool = False
    kin: Kin = field(default_factory=dict)
    respelt: int = 0  # profiles that write the address with other capitals
    others: int = 0  # profiles under the same address with another plus-tag
    doubts: tuple[str, ...] = ()  # codes: why what was not found may be there
    answering: frozenset[str] = frozenset()  # ids of the sources that a look-up can clear (see `Model.answering`)
    unlisted: tuple[str, ...] = ()  # sources that hold the person, and that no list of sources knows

    def told(self, chosen: Sequence[Source] | None = None) -> Found:
        """What who files must hear, and who decides. `chosen`: the sources of the request, where it has any."""
        named = None if chosen is None else {source.id for source in chosen}
        held = zip(self.names, self.source_ids, strict=True)
        elsewhere = tuple(name for name, source_id in held if named is not None and source_id not in named)
        return Found(
            sources=self.names,
            elsewhere=elsewhere,
            missing=self.missing,
            failed=self.failed,
            respelt=self.respelt,
            tagged=self.others,
        )


async def look(deps: Deps, act: Act, subjects: Sequence[str], *, kept: bool = False) -> Lookup:
    """A Customer Insights that does not answer keeps nobody from filing.

    `kept`: it is only shown, so that what is kept of the tables will do (`handlers.inventory`).
    """
    if not subjects:
        return Lookup(asked=False)
    ids: dict[str, None] = {}
    held: dict[str, str] = {}
    missing, unlisted, doubts, respelt, tagged = list[str](), list[str](), list[str](), 0, 0
    kin: dict[str, tuple[str, ...]] = {}
    since = monotonic()
    try:
        model, shown = (
            await deps.inventory.model(0 if kept else since),
            {s.id: s.name for s in await deps.catalog.sources()},
        )
        for subject in subjects:
            await note_look(deps, act, subject)
            found, model = await whereabouts(deps, subject, kept=kept, since=since)  # the tables of the whole act
            ids |= dict.fromkeys(profile.id for profile in found.profiles)
            held |= {h.source_id: shown.get(h.source_id, h.source_name) for h in found.holdings if h.source_id}
            unlisted += [h.source_name for h in found.holdings if h.source_id not in shown]
            doubts += found.doubts
            missing += [] if found.found else [subject]
            kin[subject] = others(subject, found.profiles)
            respelt, tagged = respelt + found.respelt, tagged + found.others
    except Trouble:
        return Lookup(ids=tuple(ids), failed=True, kin=kin)
    return Lookup(
        ids=tuple(ids),
        source_ids=tuple(held),
        names=tuple(held.values()),
        missing=tuple(missing),
        kin=kin,
        respelt=respelt,
        others=tagged,
        doubts=tuple(dict.fromkeys(doubts)),
        answering=model.answering,
        unlisted=tuple(dict.fromkeys(unlisted)),
    )
