"""The look at filing: whether Customer Insights holds the person, and where; told to who files, and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain import words
from domain.insights import Source, Trouble
from handlers.deps import Act, Deps
from handlers.find import note_look
from handlers.kin import Kin, others


@dataclass(frozen=True)
class Seen:
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

    def sentences(self, chosen: Sequence[Source], *, stated: bool) -> tuple[str, ...]:
        """What who files must hear."""
        if not self.asked:
            return ()
        named = {source.id for source in chosen}
        elsewhere = [n for n, i in zip(self.names, self.source_ids, strict=True) if i not in named]
        text = [words.FOUND_ELSEWHERE.format(", ".join(elsewhere))] if elsewhere else []
        return (*self.found(), *text, *([] if stated else [words.STATE_IT]))

    def found(self) -> tuple[str, ...]:
        """Where the person is, or that nobody was found."""
        text = [words.NOT_LOOKED] if self.failed else []
        text += [words.FOUND_NOW.format(", ".join(self.names))] if self.names else []
        text += [words.NOT_FOUND_NOW.format(", ".join(self.missing))] if self.missing else []
        text += [words.respelt(self.respelt)] if self.respelt else []
        text += [words.other_tags(self.others)] if self.others else []
        return tuple(text)


async def look(deps: Deps, act: Act, subjects: Sequence[str]) -> Seen:
    """A Customer Insights that does not answer keeps nobody from filing."""
    if not subjects:
        return Seen(asked=False)
    ids: dict[str, None] = {}
    held: dict[str, str] = {}
    missing, respelt, tagged = list[str](), 0, 0
    kin: dict[str, tuple[str, ...]] = {}
    try:
        model, shown = await deps.insights.people.model(), {s.id: s.name for s in await deps.catalog.sources()}
        for subject in subjects:
            await note_look(deps, act, subject)
            found = await deps.insights.people.find(subject, model)
            ids |= dict.fromkeys(profile.id for profile in found.profiles)
            held |= {h.source_id: shown.get(h.source_id, h.source_name) for h in found.holdings if h.source_id}
            missing += [] if found.found else [subject]
            kin[subject] = others(subject, found.profiles)
            respelt, tagged = respelt + found.respelt, tagged + found.others
    except Trouble:
        return Seen(ids=tuple(ids), failed=True, kin=kin)
    return Seen(tuple(ids), tuple(held), tuple(held.values()), tuple(missing), kin=kin, respelt=respelt, others=tagged)
