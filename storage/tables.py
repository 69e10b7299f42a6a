"""The tables. Identifiers and free text are nowhere in clear: they are bytes sealed under a subject's key.

Columns that hold a person's id carry no foreign key, because people have a retention of their own.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from domain.event import EventKind
from domain.installation import Ended
from domain.mail.message import LetterFrom, Meaning
from domain.notes import Note
from domain.notice import NoticeKind
from domain.people import Whose
from domain.request import Factor, Kind, State, StepState, Verdict
from storage.columns import CODE, ID, ROW_NUMBER, SEALED, Bytes, Facts, Instant, Subject, TargetColumn, Word

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial(table: Table, *columns: str, where: str) -> None:
    """An index of the few rows that are waited on, so that its size does not follow the table's."""
    names = [table.c[column] for column in columns]
    condition = table.c[where].is_not(None)
    Index(None, *names, sqlite_where=condition, postgresql_where=condition)


keys = Table(
    "keys",  # a random key for look-ups, wrapped by the master key; unwrapping it proves the master key
    metadata,
    Column("name", String(32), primary_key=True),
    Column("wrapped", Bytes, nullable=False),
)

subjects = Table(
    "subjects",
    metadata,
    Column("id", ID, primary_key=True),
    Column("wrapped_key", Bytes),  # null once destroyed, and `lookup` with it
    Column("lookup", Bytes, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("destroyed_at", Instant),
    Column("held_at", Instant),  # null without a legal hold, and the next three with it
    Column("held_by", ID),
    Column("hold_reason", SEALED),
    Column("held_as", SEALED),  # who is meant, as they were named; null where that was not kept
    Column("human", ID, index=True),  # the same in all subjects that are one human; at first the subject's own id
    Column("earlier", Integer),  # 1 where `lookup` is of an address as earlier versions folded it; null otherwise
    Column("look_at", Instant),  # when to look whether the key may be destroyed; null once it is
    Column("kept_for", CODE),  # why it was not, although its time was over
    Column("unlisted", Integer),  # 1 while the key is destroyed and that stands nowhere outside; null otherwise
)
_partial(subjects, "look_at", where="look_at")
_partial(subjects, "unlisted", where="unlisted")
_partial(subjects, "held_at", "id", where="held_at")

people = Table(
    "people",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String, nullable=False),
    Column("lookup", Bytes, unique=True),  # of the address they were first met by: two who meet make one person
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("same_as", ID),  # the person who they turned out to be; what was theirs is that person's
)

accounts = Table(
    "accounts",
    metadata,
    Column("surface", CODE, nullable=False),
    Column("tenant", String, nullable=False),
    Column("account_id", String, nullable=False),
    Column("person_id", ID, ForeignKey("people.id"), nullable=False, index=True),
    Column("lookup", Bytes, index=True),  # of the address that it has now
    PrimaryKeyConstraint("surface", "tenant", "account_id"),
)

addresses = Table(
    "addresses",  # that an account has or ever had
    metadata,
    Column("lookup", Bytes, nullable=False),
    Column("surface", CODE, nullable=False),
    Column("tenant", String, nullable=False),
    Column("account_id", String, nullable=False),
    PrimaryKeyConstraint("lookup", "surface", "tenant", "account_id"),
    Index(None, "surface", "tenant", "account_id"),
)

moves = Table(
    "moves",  # addresses that an account has, and an account of somebody else had before
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("lookup", Bytes, nullable=False),
    Column("surface", CODE, nullable=False),
    Column("tenant", String, nullable=False),
    Column("account_id", String, nullable=False),  # that has it now
    Column("owner_id", ID, nullable=False, index=True),
    Column("taker_id", ID, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("whose", Word(Whose)),  # null until somebody has said it
    Index(None, "lookup"),
)
Index("ix_moves_open", moves.c.id, sqlite_where=moves.c.whose.is_(None), postgresql_where=moves.c.whose.is_(None))

requests = Table(
    "requests",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", Word(Kind), nullable=False),
    Column("environment", String, nullable=False),
    Column("state", Word(State), nullable=False),
    Column("requester_id", ID, nullable=False),
    Column("subject_id", ID, ForeignKey("subjects.id"), nullable=False, index=True),
    Column("sealed", SEALED, nullable=False),
    Column("quorum", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("surface", CODE, nullable=False),
    Column("place", String, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("decided_at", Instant),
    Column("closed_at", Instant),
    Column("cancel_asked_by", ID),
    Column("replaces", ID),
    Column("fingerprint", CODE),
    # From when on somebody waits; `domain.board.LAST` where the law sets no date, null when nobody does. An earlier
    # release that still runs beside this one does not know of it: what it files counts as waiting longest.
    Column("waits_since", Date, server_default="0001-01-01"),
    Column("extended_on", Date),  # the person was told then that the answer takes longer
    Column("questioned_on", Date),  # the person was asked then who they are
    Column("proved_on", Date),  # and answered then
    Column("counted_on", Date),
    Column("batch", ID),  # the request that leads it, where many people were asked for at once
    Column("changed", Integer),  # 1 while a card may show an older version; null otherwise
    # The version with which its state changed last, or a vote on it; 0 where only an earlier release did that.
    Column("turned", Integer, nullable=False, server_default="0"),
    Column("begins", Integer),  # 1 while the engine is not known to have its run; null otherwise
    Index(None, "created_at"),
    Index(None, "state", "created_at"),
    Index(None, "requester_id", "created_at"),
    Index(None, "closed_at"),
    Index(None, "received_on"),
)
_partial(requests, "due_at", where="due_at")
_partial(requests, "replaces", where="replaces")
_partial(requests, "fingerprint", where="fingerprint")
_partial(requests, "changed", where="changed")
_partial(requests, "begins", where="begins")
_partial(requests, "counted_on", where="counted_on")
_partial(requests, "waits_since", "created_at", "id", where="waits_since")

request_subjects = Table(
    "request_subjects",
    metadata,
    Column("request_id", ID, ForeignKey("requests.id"), nullable=False),
    Column("subject_id", ID, ForeignKey("subjects.id"), nullable=False, index=True),
    PrimaryKeyConstraint("request_id", "subject_id"),
)

request_addresses = Table(
    "request_addresses",  # those of who asked, as they were then
    metadata,
    Column("request_id", ID, ForeignKey("requests.id"), nullable=False),
    Column("lookup", Bytes, nullable=False),
    PrimaryKeyConstraint("request_id", "lookup"),
)

votes = Table(
    "votes",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("request_id", ID, ForeignKey("requests.id"), nullable=False),
    Column("person_id", ID, nullable=False),
    Column("verdict", Word(Verdict), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", SEALED),
    Column("cast_by", ID),  # the person as they were then: `person_id` follows those who turn out to be one
    Column("mac", Bytes),  # proves it
    Column("circles", String, nullable=False, server_default=""),
    Column("instead_of", ID),  # as they were then
    Column("away_until", Date),
    Column("factor", Word(Factor)),  # what was given with it; null: nothing
    Column("marks", String, nullable=False, server_default=""),
    UniqueConstraint("request_id", "person_id"),
)

orders = Table(
    "orders",  # what was asked for, as it was filed: what counts
    metadata,
    Column("request_id", ID, ForeignKey("requests.id"), primary_key=True),
    Column("sealed", SEALED, nullable=False),
)

ends = Table(
    "ends",  # how a request ended, as the bot ended it: without, it has not
    metadata,
    Column("request_id", ID, ForeignKey("requests.id"), primary_key=True),
    Column("sealed", SEALED, nullable=False),
)

steps = Table(
    "steps",
    metadata,
    Column("request_id", ID, ForeignKey("requests.id"), nullable=False),
    Column("key", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("subject_id", ID, ForeignKey("subjects.id"), nullable=False, index=True),
    Column("label", String, nullable=False),
    Column("sealed", SEALED),
    Column("state", Word(StepState), nullable=False),
    Column("note", Word(Note, None), nullable=False),
    Column("fault", SEALED),
    Column("job_id", String, index=True),
    Column("adopted", Boolean, nullable=False),
    Column("intent_at", Instant),
    Column("failed_at", Instant),
    Column("silent_since", Instant),
    Column("settled_at", Instant),
    Column("told_on", Date),
    PrimaryKeyConstraint("request_id", "key"),
)

health = Table(
    "health",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("written_at", Instant, nullable=False),
)

replicas = Table(
    "replicas",  # on PostgreSQL: the processes that work on this database
    metadata,
    Column("id", ID, primary_key=True),  # never used again
    Column("expires_at", Instant, nullable=False),  # by the clock of the database
)

claims = Table(
    "claims",  # on a chore that one of them does, or on what one does at a time; gone with its replica
    metadata,
    Column("chore", CODE, primary_key=True),
    Column("replica_id", ID, ForeignKey("replicas.id", ondelete="CASCADE"), nullable=False, index=True),
)

conversations = Table(  # of Teams: where to write to whom
    "conversations",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("tenant", String, nullable=False),
    Column("service_url", String, nullable=False),
    Column("bot_id", String, nullable=False),
    Column("object_id", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("shared", Boolean, nullable=False),  # with another company, so nothing is said there
    Column("locale", String, nullable=False, server_default=""),  # of whose private chat it is
    Column("seen_at", Instant, nullable=False),
    Index(None, "object_id", "seen_at"),
    Index(None, "tenant", "seen_at"),
)

cards = Table(
    "cards",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("request_id", ID, ForeignKey("requests.id"), nullable=False, index=True),
    Column("surface", CODE, nullable=False),
    Column("place", String, nullable=False),
    Column("address", String, nullable=False),
    Column("full", Boolean, nullable=False),
    Column("person_id", ID),
    Column("drawn", Integer, nullable=False),
    UniqueConstraint("address", "place", "surface"),  # so that it is not taken for an index of surfaces
)
_partial(cards, "person_id", "surface", where="person_id")

told = Table(
    "told",  # messages to one person about a request, which are no cards until its keys are destroyed
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("request_id", ID, ForeignKey("requests.id"), nullable=False, index=True),
    Column("surface", CODE, nullable=False),
    Column("place", String, nullable=False),
    Column("address", String, nullable=False),
    Column("person_id", ID, nullable=False),
    UniqueConstraint("address", "place", "surface"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", Word(NoticeKind, 64), nullable=False),
    Column("target", TargetColumn, nullable=False),
    Column("request_id", ID, ForeignKey("requests.id"), index=True),
    Column("surface", CODE),
    Column("place", String),
    Column("person_id", ID),
    Column("data", Facts, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),  # of those, how many may have arrived
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant),  # null once it was delivered or given up
    Column("given_up", String),  # why, as a code
)
_partial(notices, "due_at", where="due_at")

mails = Table(
    "mails",  # that came in and touch a ticket, or name the team; what they say is sealed
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # the mailbox's own name for it
    Column("request_id", ID, ForeignKey("requests.id"), index=True),
    Column("subject_id", ID, ForeignKey("subjects.id"), nullable=False, index=True),
    Column("meaning", Word(Meaning), nullable=False),
    Column("reason", CODE, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("sealed", SEALED, nullable=False),
    Column("twin", CODE, index=True, unique=True),  # a fingerprint, the same wherever the mail lies
)

letters = Table(
    "letters",  # of exports, ours and theirs, so that an answer finds its request
    metadata,
    Column("name", CODE, nullable=False),  # a fingerprint of its Message-ID
    Column("request_id", ID, ForeignKey("requests.id"), nullable=False, index=True),
    Column("sender", Word(LetterFrom), nullable=False),
    Column("noted_at", Instant, nullable=False),
    PrimaryKeyConstraint("name", "request_id"),
)

cursors = Table(
    "cursors",  # how far something outside was read
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

events = Table(
    "events",  # the audit log; a trigger keeps what was written. The sealer fills in the last two columns, once
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("kind", Word(EventKind, 64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor_id", ID),
    Column("request_id", ID, index=True),
    Column("data", Facts, nullable=False),
    Column("seq", BigInteger, unique=True),
    Column("hash", Bytes),
)
Index("ix_events_unsealed", events.c.id, sqlite_where=events.c.seq.is_(None), postgresql_where=events.c.seq.is_(None))

STOPS = text("kind IN ('brake.on', 'brake.off', 'subject.held', 'subject.released')")
Index("ix_events_stops", events.c.id, sqlite_where=STOPS, postgresql_where=STOPS)

Index("ix_events_held", Subject(), sqlite_where=STOPS, postgresql_where=STOPS, _table=events)

UNITED = text("kind = 'subject.united'")
Index("ix_events_united", Subject(), sqlite_where=UNITED, postgresql_where=UNITED, _table=events)

_CHECKS = [
    "code.locked",
    "code.used",
    "code.wrong",
    "delegation.ended",
    "device.ended",
    "device.kept",
    "device.missed",
    "log.cut",
]
CHECKS = text(f"kind IN ({', '.join(map(repr, _CHECKS))})")  # what rows of codes and delegations are checked by
Index("ix_events_checks", events.c.at, sqlite_where=CHECKS, postgresql_where=CHECKS)

MOVES = text("kind IN ('person.moved', 'person.settled')")  # what says whose an address is
Index("ix_events_moves", events.c.id, sqlite_where=MOVES, postgresql_where=MOVES)

FAILED = text("kind = 'step.failed'")
Index("ix_events_failed", events.c.request_id, sqlite_where=FAILED, postgresql_where=FAILED)

seals = Table(
    "seals",  # signed: how far the chain of events had come. Hashes, keys and signatures are hexadecimal
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("hash", CODE, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("key", CODE, nullable=False),
    Column("signature", String(128), nullable=False),
)

cuts = Table(
    "cuts",  # signed: up to where events were deleted when their time had ended
    metadata,
    Column("after", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", CODE, nullable=False),
    Column("seal", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("key", CODE, nullable=False),
    Column("signature", String(128), nullable=False),
)

signing_keys = Table(
    "signing_keys",  # their private halves are in `keys`, wrapped
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("public", CODE, nullable=False, unique=True),
    Column("from_seal", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("signature", String(128), nullable=False),  # of the key before, of the change; empty for the first
    Column("consent", String(128), nullable=False),  # of the new one
)

brakes = Table(
    "brakes",  # each time that all deletions were paused
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("by", ID, nullable=False),
    Column("at", Instant, nullable=False),
    Column("subject_id", ID, nullable=False),
    Column("reason", SEALED, nullable=False),
    Column("active", Integer, unique=True),  # 1 while they are, so that there is one at most; else null
    Column("off_by", ID),
    Column("off_at", Instant),
)

lists = Table(
    "lists",  # of people, before anything is asked for them
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ID, nullable=False),  # who gave it
    Column("subject_id", ID, nullable=False),  # nobody: the list has a key of its own
    Column("sealed", SEALED, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("look_at", Instant),  # when somebody is to look who is there; null once that is done
)
_partial(lists, "look_at", where="look_at")

offers = Table(
    "offers",  # of forms, with a button that opens them
    metadata,
    Column("id", ID, primary_key=True),  # made of the name on the button
    Column("sealed", SEALED, nullable=False),  # under a key that is made of that name, too
    Column("at", Instant, nullable=False, index=True),
)

delegations = Table(
    "delegations",  # who acts for somebody who is away
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("giver", ID, nullable=False),  # these two as they were then: the proof is of them
    Column("taker", ID, nullable=False),
    Column("until", Date, nullable=False),  # this day included
    Column("at", Instant, nullable=False),
    Column("mac", Bytes, nullable=False),  # proves it
    Column("active", Integer),  # 1 until it ends; else null
    Column("ended_at", Instant),
    UniqueConstraint("giver", "active"),
)

installations = Table(
    "installations",  # of Slack's app, beside the workspace whose token is in the settings
    metadata,
    Column("key", ID, primary_key=True),  # Slack's id of the workspace, or of the organisation
    Column("sealed", SEALED),  # its name and tokens; null once it was taken away
    Column("installed_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("ended", Word(Ended)),  # why it is not well; else null
)

install_states = Table(
    "install_states",  # that were used, so that each counts once
    metadata,
    Column("mark", ID, primary_key=True),
    Column("expires_at", Instant, nullable=False),
)

devices = Table(
    "devices",  # that show people's codes
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ID, nullable=False, index=True),
    Column("sealed", SEALED),  # the secret, and whose it was set up as; null once it has ended
    Column("begun_at", Instant, nullable=False),
    Column("proved_at", Instant),  # the person has given a code of it
    Column("kept_at", Instant),  # somebody else has confirmed that it is theirs, and the next two with it
    Column("kept_by", ID),
    Column("mac", Bytes),  # proves it
    Column("ended", Integer),  # 1 where it counts no more; else null
    Column("used", BigInteger, nullable=False),  # the interval of the last code that counted
    Column("wrong", Integer, nullable=False),  # codes that were tried to confirm it
)

wrong_codes = Table(
    "wrong_codes",  # since the last right one
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("person_id", ID, nullable=False, index=True),
    Column("mark", CODE, nullable=False),  # a fingerprint of the delivery and what was typed
    Column("at", Instant, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", String, primary_key=True),
    Column("code", CODE, nullable=False),
    Column("request_id", ID),
    Column("at", Instant, nullable=False, index=True),
)
