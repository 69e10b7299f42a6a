"""What of a request and its steps names a person, sealed and opened with the subject's key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from domain.cell import Altered, fault_cell, mail_cell, request_cell, step_cell, vote_cell
from domain.facts import Facts
from domain.mail.message import StoredMail
from domain.remove_user.facts import RemovalFacts
from domain.request import Request, Step, Vote
from handlers.ports import Unit

F = TypeVar("F", bound=Facts)
_LOST = "(erased)"  # no address, and found nowhere


def details(unit: Unit, request: Request) -> dict[str, list[str] | str]:
    """What was asked for: `subjects` and `reference`, in clear."""
    opened = unit.subjects.unseal(request.subject_id, request.sealed, request_cell(request))
    return json.loads(opened) if opened else {"subjects": [_LOST], "reference": ""}


def is_known(unit: Unit, request: Request) -> bool:
    """Whether anybody knows still what was asked for: the key was not destroyed."""
    return unit.subjects.unseal(request.subject_id, request.sealed, request_cell(request)) is not None


def private(unit: Unit, step: Step) -> dict[str, str]:
    """What of a step names a person, in clear."""
    opened = unit.subjects.unseal(step.subject_id, step.sealed, step_cell(step))
    return json.loads(opened) if opened else {}


def keep_private(unit: Unit, step: Step, facts: Mapping[str, str]) -> bytes:
    """What of a step names a person, sealed for it."""
    return unit.subjects.seal(step.subject_id, json.dumps(dict(facts)), step_cell(step))


def fault_of(unit: Unit, step: Step) -> dict[str, str]:
    """The service's own words for what went wrong."""
    opened = unit.subjects.unseal(step.subject_id, step.fault, fault_cell(step))
    return json.loads(opened) if opened else {}


def reason_of(unit: Unit, request: Request, vote: Vote) -> str:
    """Why somebody voted as they did."""
    return unit.subjects.unseal(request.subject_id, vote.reason, vote_cell(vote)) or ""


def facts(unit: Unit, step: Step, of: type[F]) -> F:
    """What of a step names a person, as the facts of one capability."""
    return of.read(private(unit, step))


def whom(unit: Unit, step: Step) -> str:
    """The directory id of who is removed by the step.

    Raises:
        Altered: it is not the one that the step's key was made of.
    """
    who = facts(unit, step, RemovalFacts).principal
    if not who or unit.subjects.hidden(step, who) != step.key:
        raise Altered(step_cell(step))
    return who


def keeping(unit: Unit, step: Step, facts: Facts) -> Step:
    """The step with these facts, in the place of those that it had; not written yet."""
    return replace(step, sealed=keep_private(unit, step, facts.kept))


def told_by(unit: Unit, mail: StoredMail) -> dict[str, str]:
    """What a mail says of itself: `from`, `subject`, `message_id`."""
    opened = unit.subjects.unseal(mail.subject_id, mail.sealed, mail_cell(mail))
    return json.loads(opened) if opened else {}


def is_whole(unit: Unit, request: Request) -> bool:
    """Whether every sealed part of the request is what was written there."""
    try:
        details(unit, request)
        for step in unit.steps.of(request.id):
            private(unit, step)
            fault_of(unit, step)
        for vote in unit.votes.of(request.id):
            reason_of(unit, request, vote)
        for mail in unit.mails.of(request.id):
            told_by(unit, mail)
    except Altered:
        return False
    return True
