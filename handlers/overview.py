"""`requests`: the board. A person who waits for an answer stays on it, whatever became of the request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain import words
from domain.calendar import due
from domain.card import Button, Card, Item, say
from domain.erasure import Part, of
from domain.names import bare
from domain.request import OPEN, UNANSWERED, Request, State
from domain.rights import READERS
from handlers.audit import note
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.refresh import today

SHOWN = 50
_SHORTEST = timedelta(days=28)  # no month is shorter
_SIGNS = {State.COMPLETED: "✓", State.NEEDS_ATTENTION: "⚠", State.IN_PROGRESS: "⏳"}


async def requests(deps: Deps, act: Act) -> Card:
    """Without a reader's role, a person sees their own requests only."""
    asked = bare(act.ref) or "open"
    if asked not in words.BOARDS:
        return say(words.which_board(asked))
    mine = act.person.id if asked == "mine" or not act.roles & READERS else None
    board = _Board(asked, mine, today(deps), deps.policy.country)
    await note(deps, "requests.viewed", act.person, board=asked)
    rows = await deps.storage.read(board.rows)
    if not rows:
        return say(words.NO_REQUESTS[asked])
    more = (words.no_more_than(SHOWN),) if len(rows) > SHOWN else ()
    return Card(title=words.BOARDS[asked], items=tuple(rows[:SHOWN]), text=more)


@dataclass(frozen=True)
class _Board:
    """`asked`: open, overdue or mine. `mine`: the only requester to show. `now`: today, where the company is."""

    asked: str
    mine: str | None
    now: date
    country: str

    def rows(self, unit: Unit) -> list[Item]:
        """One more than is shown, where there are more."""
        waiting = unit.requests.unanswered(UNANSWERED, self.now, requester=self.mine, limit=SHOWN)
        ids = {request.id for request in waiting}
        return [self._row(unit, request, ids) for request in self._found(unit, waiting)[: SHOWN + 1]]

    def _found(self, unit: Unit, waiting: Sequence[Request]) -> list[Request]:
        match self.asked:
            case "mine":
                return unit.requests.board(requester=self.mine, limit=SHOWN + 1)
            case "overdue":
                received = self.now - _SHORTEST
                found = unit.requests.unanswered(OPEN | UNANSWERED, received, requester=self.mine, limit=2 * SHOWN)
                return [request for request in found if self._due(request) < self.now]
        return [*waiting, *unit.requests.board(states=OPEN, requester=self.mine, limit=SHOWN + 1)]

    def _due(self, request: Request) -> date:
        return due(request.received_on, self.country)

    def _row(self, unit: Unit, request: Request, waiting: set[str]) -> Item:
        """The clock stands where somebody waits, and nowhere else."""
        title = words.title(request.kind, len(of(unit.steps.of(request.id), Part.SOURCE)))
        sign, note = _SIGNS.get(request.state, "–"), [words.STATES[request.state]]
        if request.by_law and (request.open or request.id in waiting):
            late = self._due(request) < self.now
            sign = "⚠" if late else sign
            note += [words.NO_ANSWER_YET] if request.id in waiting else []
            note.append(words.answer_due(self._due(request), late))
        return Item(sign, f"{request.id} · {title}", " · ".join(note), Button("show", request.id, words.SHOW))
