"""One unit of work: the repositories on one transaction."""

from __future__ import annotations

from copy import copy

from sqlalchemy import Connection

from domain.request import Request
from storage.brakes import Brakes
from storage.cards import Cards
from storage.changes import Changes
from storage.codes import Codes
from storage.conversations import Conversations
from storage.counts import Counts
from storage.covering import Covering
from storage.delegations import Delegations
from storage.ends import Ends
from storage.events import Events
from storage.health import Health
from storage.installations import Installations
from storage.keys import Keys
from storage.leaving import Leaving
from storage.letters import Letters
from storage.lists import Lists
from storage.mails import Mails
from storage.notices import Deliveries, Notices
from storage.offers import Offers
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
    def __init__(self, connection: Connection, vault: Vault, *, writes: bool) -> None:
        self.connection = connection
        self.changes = Changes(connection, writes=writes)
        self.events = Events(connection, vault)
        self.requests = Requests(connection, self.changes, writes=writes)
        self.reports = Reports(connection)
        self.starts = Starts(connection, self.changes)
        self.orders = Orders(connection, vault)
        self.ends = Ends(connection, vault)
        self.votes = Votes(connection, self.changes)
        self.steps = Steps(connection, self.changes)
        self.people = People(connection, vault, self.events)
        self.subjects = Subjects(connection, vault, self.changes)
        self.covering = Covering(self.events, self.subjects)
        self.brakes = Brakes(connection, self.changes)
        self.delegations = Delegations(connection, vault, self.changes, self.events)
        self.codes = Codes(connection, vault, self.events)
        self.cards = Cards(connection, self.changes)
        self.told = Told(connection, self.cards)
        self.leaving = Leaving(connection, self.told, self.changes)
        self.keys = Keys(connection, self.subjects, self.told, self.changes)
        self.installations = Installations(connection, vault)
        self.conversations = Conversations(connection)
        self.notices = Notices(connection, self.changes)
        self.deliveries = Deliveries(connection)
        self.mails = Mails(connection)
        self.letters = Letters(connection)
        self.lists = Lists(connection, self.subjects, self.keys)
        self.offers = Offers(connection, vault)
        self.health = Health(connection)
        self.counts = Counts(connection)
        self.log = AuditLog(connection, vault, self.events, writes=writes)

    def shown(self) -> Unit:
        """The same for who only shows: what was altered reads as what is lost."""
        other = copy(self)
        other.subjects = self.subjects.shown()
        return other

    def start(self, request: Request) -> None:
        self.starts.ask(request.id)
