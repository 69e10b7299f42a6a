"""`certificate`: the record of a completed erasure as a file, for the one who asked and for those who check."""

from __future__ import annotations

from domain.card import Answer, not_clear
from domain.drawing.certificate import Certificate, html, name_of
from domain.erasure.plan import leads
from domain.file import HTML, File
from domain.refs import Ref
from domain.rights import CERTIFY
from domain.rule import Reader
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.erasure.certificate import certificate, is_there, is_unended
from handlers.ports import Unit
from handlers.requests.paper import Paper
from handlers.requests.sealed import is_whole


def _bar(unit: Unit, _: Deps, ref: Ref, words: Words) -> str:
    """What was altered is not vouched for."""
    request = is_there(unit, ref.request)
    if not request and leads(unit.steps.of(ref.request)):
        return words.certificate.EACH_OWN
    if not request:
        return words.card.NOT_ENDED if is_unended(unit, ref.request) else words.certificate.NONE_YET
    return "" if is_whole(unit, request) else words.errors.ALTERED


async def _made(deps: Deps, ref: Ref, reader: Reader) -> File | None:
    now, words = deps.clock(), reader.words

    def draw(unit: Unit) -> Certificate | None:
        bar = _bar(unit, deps, ref, words)
        return None if bar else certificate(unit, ref.request, deps.policy, now, words)

    found = await deps.storage.read(draw)
    if not found:
        return None
    return File(
        name=f"{name_of(found)}-{found.request}.html",
        media=HTML,
        content=html(found, words).encode(),
        about=words.certificate.about(found.title, found.request),
        verb=PAPER.verb,
        ref=found.request,
    )


PAPER = Paper(
    name="certificate",
    right=CERTIFY,
    bar=_bar,
    made=_made,
    called=lambda words: words.rights.command("certificate"),
    on_card=True,
)


async def typed(deps: Deps, act: Act) -> Answer:
    if not act.request_id:
        return not_clear(act.words.errors.which_request("certificate"))
    return await PAPER.order(deps, act)


COMMAND = Command(
    name="certificate",
    usage="certificate <request>",
    sentence="The record of a completed erasure, as a file in your private chat.",
    example="certificate DSR-7K3QFA",
    who=CERTIFY,
    behind=Behind.ASIDE,
    typed=typed,
    files=frozenset(),
    buttons=PAPER.buttons,
)
