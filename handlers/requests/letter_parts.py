"""What every letter about a request may say, filled in from its row and from what the company settled."""

from __future__ import annotations

from domain.export.letters import Purpose
from domain.letters import Part
from domain.policy import Policy
from domain.request import Kind, Request
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.sealed import details


def common(unit: Unit, request: Request, policy: Policy, signed: str, said: Words) -> dict[Part, str]:
    """`signed`: the name below it; `said`: the words of the letter. What only some letters say is empty."""
    asked = details(unit, request)
    purpose = str(asked.get("purpose", ""))
    named = Purpose(purpose) if request.kind is Kind.EXPORT and purpose in set(Purpose) else request.kind
    return dict.fromkeys(Part, "") | {
        Part.ASKED: said.refusing.ASKED[named],
        Part.RECEIVED: said.letters.day(request.received_on),
        Part.REFERENCE: str(asked["reference"]) or request.id,
        Part.CONTROLLER: policy.controller,
        Part.AUTHORITY: policy.authority or said.letters.ANY_AUTHORITY,
        Part.RIGHTS: f"{said.letters.complaint(policy.authority)} {said.refusing.OWN_REMEDY}",
        Part.SIGNED: signed,
    }
