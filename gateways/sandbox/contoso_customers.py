"""Contoso's customers: some thousand made-up people, the same ones at every start."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

NUMBER = 2_400


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words("""
    Amira Anton Aylin Bruno Carla Chiara Clara Daniel Daria David Elena Elif Emil Emma Farid Felix Finn
    Freya Greta Hanna Hugo Ida Ilja Irina Jakob Jana Jonas Julia Karim Karin Lara Lars Lea Leon Lina
    Louis Lucia Malik Marie Marta Matteo Mila Milan Mira Nadja Nico Nils Nora Oskar Paula Pavel Pia
    Rafael Rosa Samir Sara Selma Simon Sofia Stefan Svea Theo Tilda Tim Ugo Vera Viktor Yara Yusuf Zoe
""")
_LAST = _words("""
    Adler Albers Amato Arendt Bakker Bauer Becker Berger Bianchi Brandt Castro Conti Dahl Demir Dietz
    Duarte Ebert Engel Falk Ferrari Fiedler Fischer Fuchs Garcia Gruber Haas Hansen Hartmann Heller
    Hoffmann Iversen Jansen Jensen Kaya Keller Klein Koch Kovac Kraus Lang Larsen Lindner Lopez Maier
    Marino Martens Meyer Moreau Nielsen Novak Olsen Otto Peters Petit Popov Ricci Rossi Sanders Santos
    Schmitt Seidel Silva Simon Sommer Stein Thoma Unger Vogel Voss Wagner Weber Winter Wolf Yilmaz
    Ziegler Zimmer
""")
_DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com", "post.example.org")
_CITIES = ("Berlin", "Hamburg", "Munich", "Vienna", "Zurich", "Lyon", "Milan", "Porto", "Aarhus", "Utrecht")
# Data source, its table, the key column, how a key begins, and the share of all people that it knows.
HOLDINGS = (
    ("CrmContacts", "contacts", "contactid", "C", 0.6),
    ("WebshopOrders", "orders", "orderid", "W", 0.5),
    ("LoyaltyMembers", "members", "memberid", "L", 0.4),
    ("CrmWeb", "visitors", "visitorid", "V", 0.25),
    ("NewsletterSubscribers", "subscribers", "subscriberid", "N", 0.45),
    ("SupportTickets", "tickets", "ticketid", "T", 0.2),
    ("StoreReceipts", "receipts", "receiptid", "R", 0.3),
    ("SalesforceLeads", "leads", "leadid", "S", 0.1),
    ("FieldServiceVisits", "visits", "visitid", "F", 0.08),
    ("SurveyAnswers", "answers", "answerid", "Q", 0.12),
    ("CallCentreLog", "calls", "callid", "P", 0.15),
)
# People whom examples and tests may count on, with the sources that know them.
_KNOWN = (
    ("Anna", "Berg", "anna.berg@contoso.com", ("CrmContacts", "WebshopOrders", "LoyaltyMembers", "CrmWeb")),
    ("Anna", "Lund", "anna@contoso.com", ("CrmContacts", "CrmWeb", "NewsletterSubscribers")),
    ("Sean", "O'Neil", "sean.o'neil@example.com", ("CrmContacts", "SupportTickets")),
    ("Zoë", "Åkesson", "zoe.akesson@example.org", ("WebshopOrders",)),
    ("Robin", "Example", "robin@contoso.com", ("LoyaltyMembers",)),
)


@dataclass(frozen=True)
class Record:
    """What one data source holds of a person."""

    source: str
    table: str
    column: str
    key: str

    @property
    def id(self) -> str:
        return f"{self.source}/{self.key}"

    @property
    def alternate_key(self) -> str:
        """The column of `Customer` that carries the key (documentation, odata-examples.md)."""
        return f"{self.source}_{self.table}_{self.column}"


@dataclass(frozen=True)
class Person:
    number: int
    first: str
    last: str
    email: str
    phone: str
    city: str
    records: tuple[Record, ...]

    @cached_property
    def customer_id(self) -> str:
        return hashlib.sha256(f"customer {self.number}".encode()).hexdigest()[:32]


@cache
def people() -> tuple[Person, ...]:
    chance = random.Random(2018)  # noqa: S311  the same people every time, nothing to do with secrets
    return tuple(_person(number, chance) for number in range(NUMBER))


def _person(number: int, chance: random.Random) -> Person:
    sources: tuple[str, ...]
    if number < len(_KNOWN):
        first, last, email, sources = _KNOWN[number]
    else:
        first, last = chance.choice(_FIRST), chance.choice(_LAST)
        email = f"{first}.{last}{number}@{chance.choice(_DOMAINS)}".lower()
        sources = tuple(source for source, *_, share in HOLDINGS if chance.random() < share) or ("CrmContacts",)
    phone = f"+49 30 555{chance.randrange(100_000):05}"
    records = tuple(_records(number, sources, chance))
    return Person(number, first, last, email, phone, chance.choice(_CITIES), records)


def _records(number: int, sources: tuple[str, ...], chance: random.Random) -> Iterator[Record]:
    for source, table, column, letter, _ in HOLDINGS:
        if source in sources:
            yield Record(source, table, column, f"{letter}-{1000 + number}")
            if chance.random() < 0.05:  # some are known twice, as in life
                yield Record(source, table, column, f"{letter}-{1000 + NUMBER + number}")
