"""What of a request and its steps names a person, opened with the subject's key."""

from __future__ import annotations

import json

from domain.mail.message import StoredMail
from domain.request import Request, Step
from domain.view import LOST as LOST
from handlers.ports import Unit


def details(unit: Unit, request: Request) -> dict[str, list[str] | str]:
    """What was asked for: `subjects` and `reference`, in clear."""
    opened = unit.subjects.unseal(request.subject_id, request.sealed)
    return json.loads(opened) if opened else {"subjects": [LOST], "reference": ""}


def private(unit: Unit, step: Step) -> dict[str, str]:
    """What of a step names a person, in clear."""
    opened = unit.subjects.unseal(step.subject_id, step.sealed)
    return json.loads(opened) if opened else {}


def told_by(unit: Unit, mail: StoredMail) -> dict[str, str]:
    """What a mail says of itself: `from`, `subject`, `message_id`."""
    opened = unit.subjects.unseal(mail.subject_id, mail.sealed)
    return json.loads(opened) if opened else {"from": LOST, "subject": LOST, "message_id": ""}
