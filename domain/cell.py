"""Where a sealed text stands: table, column and row. It is bound there, so that it can be read nowhere else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from domain.mail.message import StoredMail
from domain.request import Request, Step, Vote


class Column(StrEnum):
    """Every column that texts are sealed in, but for orders and devices, which have keys of their own."""

    REQUEST = "requests.sealed"
    STEP = "steps.sealed"
    FAULT = "steps.fault"
    VOTE = "votes.reason"
    HOLD = "subjects.hold_reason"
    HELD_AS = "subjects.held_as"
    MAIL = "mails.sealed"
    BRAKE = "brakes.reason"
    LIST = "lists.sealed"
    EVENT = "events.data"


@dataclass(frozen=True)
class Cell:
    """`row`: what names the row in its table. `request`: the id of the request that it is about; empty where none."""

    column: Column
    row: tuple[str, ...]
    request: str = ""

    def of(self, subject_id: str) -> str:
        """What a text under the subject's key is bound to; no two cells have the same."""
        return json.dumps([subject_id, self.column, *self.row])


class Altered(Exception):
    """A sealed text is not the one that was written there: it was changed, or moved from elsewhere. Nothing of it may
    be used. `request`: the id of the request that it is about; empty where none. The text names the column alone."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell.column)
        self.request = cell.request


def of_request(request_id: str) -> Cell:
    return Cell(Column.REQUEST, (request_id,), request_id)


def request_cell(request: Request) -> Cell:
    return of_request(request.id)


def step_cell(step: Step) -> Cell:
    return Cell(Column.STEP, (step.request_id, step.key), step.request_id)


def fault_cell(step: Step) -> Cell:
    return Cell(Column.FAULT, (step.request_id, step.key), step.request_id)


def vote_cell(vote: Vote) -> Cell:
    """Of who it was then: a vote stays theirs, whoever they turn out to be one with."""
    return Cell(Column.VOTE, (vote.request_id, vote.cast_by or vote.person_id), vote.request_id)


def hold_cell(subject_id: str) -> Cell:
    return Cell(Column.HOLD, (subject_id,))


def named_cell(subject_id: str) -> Cell:
    """Whom a hold is on, as they were named."""
    return Cell(Column.HELD_AS, (subject_id,))


def mail_cell(mail: StoredMail) -> Cell:
    return Cell(Column.MAIL, (mail.key, mail.request_id or ""), mail.request_id or "")


def brake_cell(subject_id: str) -> Cell:
    """Each has a subject of its own."""
    return Cell(Column.BRAKE, (subject_id,))


def list_cell(list_id: str) -> Cell:
    return Cell(Column.LIST, (list_id,))


def event_cell(request_id: str, kind: str) -> Cell:
    return Cell(Column.EVENT, (request_id, kind), request_id)
