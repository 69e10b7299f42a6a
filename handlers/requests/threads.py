"""What is told below the card of a request in a channel: a vote, the decision, and how it ended or came to stand still.

It is written with what it tells. Who can do the next thing is called by name, where that is still to be done.
"""

from __future__ import annotations

import structlog

from domain.addresses import without_addresses
from domain.called import called
from domain.card import Card
from domain.notice import Notice
from domain.request import Request, State
from domain.words.language import Words
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.calls import calls
from handlers.requests.view import view_of

log = structlog.get_logger(__name__)
VOTE = "vote"
_WAITING = {VOTE: State.PENDING_APPROVAL, State.NEEDS_ATTENTION: State.NEEDS_ATTENTION}


def told(unit: Unit, deps: Deps, notice: Notice, words: Words) -> Card | None:
    """The message. None for a request that is there no more, and for what another release has to tell."""
    request, what = unit.requests.get(notice.request_id or ""), notice.data.get("as", "")
    if what not in {VOTE, *words.notices.BELOW}:
        log.warning("what is to be told below a card is not known here", request=notice.request_id)
        return None
    if not request:
        return None
    waits = _WAITING.get(what) is request.state
    people = calls(unit, view_of(unit, request, deps), notice.surface or "", notice.place or "") if waits else ()
    return Card(text=(_sentence(unit, deps, request, notice, words),), ref=request.id, calls=people)


def _sentence(unit: Unit, deps: Deps, request: Request, notice: Notice, words: Words) -> str:
    if notice.data["as"] != VOTE:
        return words.notices.BELOW[State(notice.data["as"])].format(request.id)
    by = notice.data["by"]
    name = without_addresses(called(unit.people.names([by]), by, words), deps.policy.own_domains)
    return words.notices.below_vote(request.id, name, int(notice.data["count"]), request.quorum)
