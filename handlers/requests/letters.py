"""The letters that can be written about a request now, drafted from the company's templates and the request's rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.law import extended_day, last_day
from domain.letters import LetterKind, Part, filled, sendable
from domain.request import UNANSWERED, Kind, Request
from domain.words.language import Words
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.days import today
from handlers.requests.extended import bar as not_extended
from handlers.requests.kept import notice_of
from handlers.requests.letter_language import language_of
from handlers.requests.letter_parts import common
from handlers.requests.owed import owed
from handlers.requests.refused import refusing
from handlers.requests.sealed import details, is_known, is_whole
from handlers.requests.signer import Signer


@dataclass(frozen=True)
class Draft:
    """`text` is empty where the letter cannot be written; `why` says so then."""

    kind: LetterKind
    text: str = ""
    why: str = ""


def drafted(unit: Unit, deps: Deps, request: Request, kind: LetterKind, signer: Signer, words: Words) -> Draft:
    """In the language of letters about it. `signer`: in whose name; `words`: of who reads why there is none."""
    if why := _barred(unit, request, words):
        return Draft(kind, why=why)
    text = _WRITE[kind](unit, deps, request, signer, language_of(unit, deps, request))
    return Draft(kind, sendable(text)) if text else Draft(kind, why=words.letters.NONE[kind])


def written(deps: Deps, kind: LetterKind, parts: Mapping[Part, str], said: Words) -> str:
    return filled(deps.policy.letters.of(kind, said), parts)


def _barred(unit: Unit, request: Request, words: Words) -> str:
    if not request.by_law or not unit.subjects.of(request.id):
        return words.letters.NOBODY
    if not is_whole(unit, request):
        return words.errors.ALTERED
    return "" if is_known(unit, request) else words.letters.FORGOTTEN


def _acknowledgement(unit: Unit, deps: Deps, request: Request, signer: Signer, said: Words) -> str:
    if not request.open and not owed(unit, request, unit.steps.of(request.id)):
        return ""
    due = said.letters.day(last_day(request, deps.policy.where))
    parts = common(unit, request, deps.policy, signer.signed, said) | {Part.DUE: due}
    return written(deps, LetterKind.ACKNOWLEDGEMENT, parts, said)


def _answer(unit: Unit, deps: Deps, request: Request, signer: Signer, said: Words) -> str:
    """What is said of the end, is up to the kind."""
    told = deps.kinds[request.kind].answered(unit, request, unit.steps.of(request.id), said)
    parts = common(unit, request, deps.policy, signer.signed, said)
    return written(deps, LetterKind.ANSWER, {**parts, **told}, said) if told else ""


def extension(unit: Unit, deps: Deps, request: Request, signer: Signer, reason: str, said: Words) -> str:
    """The notice as it is to be sent; `reason` may be still to come."""
    due = said.letters.day(extended_day(request, deps.policy.where))
    parts = common(unit, request, deps.policy, signer.signed, said) | {Part.DUE: due, Part.REASON: reason}
    return written(deps, LetterKind.EXTENSION, parts, said)


def _extension(unit: Unit, deps: Deps, request: Request, signer: Signer, said: Words) -> str:
    """As the person was told, where they were."""
    if request.extended_on:
        return notice_of(unit, request)
    if not_extended(unit, request, deps.policy, today(deps)):
        return ""
    return extension(unit, deps, request, signer, said.extend.MARK, said)


def _refusal(unit: Unit, deps: Deps, request: Request, _: Signer, said: Words) -> str:
    """In the language in which it was written."""
    told = refusing(unit, request, deps.policy, said, said)
    return told.letter if told else ""


def _recipients(unit: Unit, deps: Deps, request: Request, signer: Signer, said: Words) -> str:
    """Of an erasure that has begun: what was not erased anywhere, nobody else has to erase."""
    if request.kind is not Kind.ERASURE or not request.run or request.state in UNANSWERED:
        return ""
    people = "\n".join(details(unit, request)["subjects"])
    parts = common(unit, request, deps.policy, signer.signed, said) | {Part.PERSON: people}
    return written(deps, LetterKind.RECIPIENTS, parts, said)


_WRITE = {
    LetterKind.ACKNOWLEDGEMENT: _acknowledgement,
    LetterKind.ANSWER: _answer,
    LetterKind.EXTENSION: _extension,
    LetterKind.REFUSAL: _refusal,
    LetterKind.RECIPIENTS: _recipients,
}
