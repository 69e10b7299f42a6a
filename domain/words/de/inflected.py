"""Names of roles and states in the forms that German sentences need."""

from __future__ import annotations

from collections.abc import Mapping

from domain.people import Role
from domain.request import State

ROLES: Mapping[Role, str] = {
    Role.ADMIN: "Admin",
    Role.APPROVER: "Genehmigung",
    Role.TENANT_ADMIN: "Mandanten-Admin",
    Role.AUDITOR: "Prüfung",
    Role.OUTSIDE_AUDITOR: "Prüfung von außen",
}

_IS_IN: Mapping[State, str] = {
    State.PENDING_APPROVAL: "wartet auf Genehmigung",
    State.IN_PROGRESS: "ist in Arbeit",
    State.NEEDS_ATTENTION: "braucht Aufmerksamkeit",
    State.COMPLETED: "ist erledigt",
    State.DENIED: "ist abgelehnt",
    State.EXPIRED: "ist abgelaufen",
    State.CANCELLED: "ist abgebrochen",
    State.REFUSED: "ist verweigert",
}


def is_in(state: State) -> str:
    """What a sentence says of a request that is in this state."""
    return _IS_IN[state]
