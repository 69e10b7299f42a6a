"""One unit of work: the repositories on one transaction."""

from __future__ import annotations

from copy import copy
from functools import cached_property

from sqlalchemy import Connection

from domain.request import Request
from storage.brakes import Brakes
from storage.cards import Cards
from storage.changes import Changes
from storage.codes import Codes
from storage.conversations import Conversations
from storage.counts import Counts
from storage.delegations import Delegations
from storage.events import Events
from storage.health import Health
from storage.installations import Installations
from storage.keys import Keys
from storage.leaving import Leaving
from storage.letters import Letters
from storage.lists import Lists
from storage.mails import Mails
from storage.notices import Deliveries, Notices
from storage.orders import Orders
from storage.people import People
from storage.reports import Reports
from storage.requests import Requests, Steps, Votes
from storage.sealing import AuditLog
from storage.starts import Starts
from storage.subjects import Subjects
from storage.told import Told
from storage.vault import Vault


class Unit:
    """`changes` and `events` say after its end what follows; the others are made when they are used, as no unit uses
    half of them."""

    def __init__(self, connection: Connection, vault: Vault, *, writes: bool) -> None:
        self.connection, self.vault, self.writes = connection, vault, writes
        self.changes = Changes(connection, writes=writes)
        self.events = Events(connection, vault)

    @cached_property
    def requests(self) -> Requests:
        return Requests(self.connection, self.changes, writes=self.writes)

    @cached_property
    def reports(self) -> Reports:
        return Reports(self.connection)

    @cached_property
    def starts(self) -> Starts:
        return Starts(self.connection, self.changes)

    @cached_property
    def orders(self) -> Orders:
        return Orders(self.connection, self.vault)

    @cached_property
    def votes(self) -> Votes:
        return Votes(self.connection, self.changes)

    @cached_property
    def steps(self) -> Steps:
        return Steps(self.connection, self.changes)

    @cached_property
    def people(self) -> People:
        return People(self.connection, self.vault)

    @cached_property
    def subjects(self) -> Subjects:
        return Subjects(self.connection, self.vault, self.changes)

    @cached_property
    def brakes(self) -> Brakes:
        return Brakes(self.connection, self.changes)

    @cached_property
    def delegations(self) -> Delegations:
        return Delegations(self.connection, self.vault, self.changes)

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.connection, self.vault)

    @cached_property
    def cards(self) -> Cards:
        return Cards(self.connection, self.changes)

    @cached_property
    def told(self) -> Told:
        return Told(self.connection, self.cards)

    @cached_property
    def leaving(self) -> Leaving:
        return Leaving(self.connection, self.told, self.changes)

    @cached_property
    def keys(self) -> Keys:
        return Keys(self.connection, self.subjects, self.told, self.changes)

    @cached_property
    def installations(self) -> Installations:
        return Installations(self.connection, self.vault)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.connection)

    @cached_property
    def notices(self) -> Notices:
        return Notices(self.connection, self.changes)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.connection)

    @cached_property
    def mails(self) -> Mails:
        return Mails(self.connection)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self.connection)

    @cached_property
    def lists(self) -> Lists:
        return Lists(self.connection)

    @cached_property
    def health(self) -> Health:
        return Health(self.connection)

    @cached_property
    def counts(self) -> Counts:
        return Counts(self.connection)

    @cached_property
    def log(self) -> AuditLog:
        return AuditLog(self.connection, self.vault, writes=self.writes)

    def shown(self) -> Unit:
        """The same for who only shows: what was altered reads as what is lost."""
        other = copy(self)
        other.subjects = self.subjects.shown()
        return other

    def start(self, request: Request) -> None:
        self.starts.ask(request.id)
