"""What the handlers need from the other rooms, no more.

A unit of work is a plain synchronous function of a `Unit`; `Storage.write` runs it in one transaction and may run it
again from the start when another replica changed the same row first, so it must have no effect but through the unit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol, TypeVar

from domain.audit.looks import Look
from domain.batch import Listed
from domain.board import Lane
from domain.brake import Brake
from domain.cell import Cell
from domain.chat import Account
from domain.codes import Device
from domain.delegation import Delegation
from domain.ending import End
from domain.event import Event, EventKind
from domain.hold import Covered, Hold
from domain.keeping import Circle
from domain.mail.message import StoredLetter, StoredMail
from domain.notes import Note
from domain.notice import Behind, Notice, NoticeKind, Shown
from domain.order import Order
from domain.outcome import Outcome
from domain.people import NO_TRACES, Met, Move, Person, Traces, Whose
from domain.report import Filed
from domain.request import Kind, Request, State, Step, Vote
from domain.target import Target

T = TypeVar("T")


class Requests(Protocol):
    @property
    def unread(self) -> Collection[str]:
        """The ids of those that stood in a lane or a state which was read, and cannot be read themselves."""

    def add(self, request: Request, fingerprint: str | None = None) -> None:
        """`fingerprint` is what makes another request a duplicate: a keyed hash, no clear text."""

    def get(self, request_id: str) -> Request | None:
        """In a unit that writes, nobody else changes the request until the unit ends."""

    def save(self, request: Request, *, begins: bool = False) -> Request:
        """Write all fields where the version is still `request.version`; returns it with the next version. `begins`:
        the run that it names is asked for, as by `Unit.start`.

        Raises:
            domain.request.Conflict: the row has another version.
        """

    def lane(self, lane: Lane, limit: int, *, beside: Request | None = None, back: bool = False) -> list[Request]:
        """A page of a part of the board, in its order: the first, or the next one behind a request, or, `back`, the one
        in front of it."""

    def count(self, lane: Lane) -> int:
        """How many there are in all."""

    def of_kind(self, kind: Kind, since: datetime) -> list[Request]:
        """Open ones, and those that were closed after `since`; oldest first."""

    def due(self, now: datetime, limit: int) -> list[Request]:
        """Rows whose `due_at` has come, claimed for this transaction (skip locked)."""

    def counted_before(self, day: date, limit: int) -> list[Request]:
        """Requests that somebody waits for, whose cards count the days left from an earlier day; claimed likewise."""

    def due_ids(self, now: datetime, limit: int) -> list[str]:
        """The ids of those that are due, whatever else stands in their rows; not claimed."""

    def counted_ids(self, day: date, limit: int) -> list[str]:
        """The same of `counted_before`."""

    def is_due(self, now: datetime, day: date) -> bool:
        """Whether there are any for `due` or `counted_before`."""

    def in_state(self, state: State) -> list[Request]:
        """Those that are open and in this state, oldest first; of a batch, the one that leads it."""

    def off_the_board(self) -> list[str]:
        """Ids of those for which somebody waits, though not by what their rows say of it."""

    def behind(self) -> int:
        """How many requests have, or may have, a card that is still to be drawn anew."""

    def twins(self, kind: str, fingerprint: str) -> list[Request]:
        """Open requests with the same kind and fingerprint."""

    def about(self, subject_id: str) -> list[Request]:
        """Open requests about the human that the subject is, oldest first."""

    def unanswered(self, subject_id: str) -> list[Request]:
        """Those that ended so that the human may still wait (`domain.request.UNANSWERED`), by their day of receipt."""

    def asked_by(self, person_id: str) -> bool:
        """Whether this person ever filed one."""

    def extensions(self, since: date) -> tuple[int, int]:
        """Of the requests by people that were received since that day, how many were extended, and how many there are;
        a correction and what it corrects are one."""

    def name_erasures(self) -> int:
        """Call an erasure whatever is called a refresh and is about somebody, in any state; how many there were."""

    def replaced(self, request_id: str) -> str | None:
        """The newest request that names this one and is about somebody of it, where none of them is left out by all."""

    def corrections(self, request_id: str) -> list[str]:
        """The requests that name this one, newest first."""


class Reports(Protocol):
    def received(self, first: date, end: date) -> list[Filed]:
        """What the company received from one day on, and before the other."""

    def failures(self, first: date, end: date) -> Sequence[tuple[str, int]]:
        """How often the refresh of a source failed for these, by the name of the source."""


class Orders(Protocol):
    """What was asked for, as it was filed; nobody changes it who has the database alone."""

    def add(self, request_id: str, order: Order) -> str:
        """Gives its fingerprint."""

    def of(self, request_id: str) -> Order | None:
        """None where there is none, or another one than was kept."""

    def proof(self, vote: Vote, version: int) -> bytes:
        """Of a vote on this version of the order."""

    def votes(self, request_id: str, version: int, void: Collection[str] = ()) -> list[Vote]:
        """Those that are proved, of the people whom these ids stand for today; oldest first."""


class Ends(Protocol):
    """How requests ended, as the bot ended them; nobody changes it who has the database alone."""

    def keep(self, request_id: str, end: End) -> None:
        """In the place of what was kept before."""

    def of(self, request_id: str) -> End | None:
        """None where there is none, or another one than was kept."""

    def closed_after(self, request_id: str, limit: int) -> list[tuple[str, bool]]:
        """The ids of the next requests that are closed by their rows, and whether they end as was kept."""

    def beside_others(self, now: datetime) -> bool:
        """Whether replicas of an earlier release, which keep no ends, may be at work still."""


class Votes(Protocol):
    def add(self, vote: Vote, proof: bytes) -> bool:
        """False when this person has voted on this request already; nothing is changed then."""

    def void(self, request_id: str, person_id: str) -> None:
        """Take their vote away."""

    def on(self, state: State) -> set[str]:
        """Ids of the requests in this state that have any."""

    def of(self, request_id: str) -> list[Vote]:
        """Oldest first."""


class Steps(Protocol):
    def add(self, steps: Iterable[Step]) -> None: ...
    def of(self, request_id: str) -> list[Step]:
        """In order of position."""

    def noted(self, kind: Kind, notes: Collection[Note]) -> list[Step]:
        """The steps with one of these notes, of all requests of a kind."""

    def sharing(self, job_id: str, besides: str) -> bool:
        """Whether another request, open and other than `besides`, is served by the same job."""

    def requests_after(self, request_id: str, limit: int) -> list[str]:
        """The next ids of requests that have steps, in their order."""

    def rewrite(self, step: Step, sealed: bytes | None, label: str) -> None:
        """What is said of a step, otherwise; nothing where it was changed since it was read."""

    def rename(self, step: Step, new: Step) -> None:
        """A step by another key, with what is said and sealed of it; nothing where it was changed since it was read."""

    def save(self, step: Step) -> None:
        """Write all fields of one step."""


class People(Protocol):
    """Every address that an account ever had stays its person's."""

    def known(self, account: Account, name: str, email: str | None, now: datetime) -> Met | None:
        """Who it is, where nothing about the account has changed since; else it must be met."""

    def elsewhere(self, account: Account, email: str | None) -> list[Account]:
        """Accounts of others, on other surfaces, that had the address too: where they have it still, and this account
        never had another, they are one human's."""

    def meet(
        self,
        account: Account,
        name: str,
        email: str | None,
        now: datetime,
        *,
        also: Sequence[str] = (),
        holding: Collection[Account] = (),
        whose: Whose | None = None,
    ) -> Met:
        """The person behind an account. `also`: other addresses of the same human. `holding`: those of `elsewhere` that
        have the address indeed. `whose`: what is said about it, in case that it moved here."""

    def of_account(self, account: Account) -> Person | None: ...
    def of_address(self, email: str) -> list[str]:
        """Ids of those who have or had it."""

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Of those who were not erased, by id."""

    def listed(self, entries: Iterable[str]) -> dict[str, Person]:
        """Those of a list of people who were met: e-mail addresses as they are kept, or `<surface>:<account>`."""

    def accounts(self, person_id: str) -> list[Account]: ...
    def now(self, ids: Iterable[str]) -> list[str]:
        """Those whom these ids stand for today, in order."""

    def same(self, person_id: str, others: Iterable[str]) -> bool:
        """Whether one of the others is, or may be, the same human: because an address was theirs as well."""

    def marks(self, matter: str, people: Collection[str], traces: Traces = NO_TRACES) -> frozenset[str]:
        """By which these people are known in one matter alone, the id of a request: two sets that share one are of one
        human. `traces`: what is known of them besides our own rows."""

    def keep_with(self, request_id: str, person_id: str) -> None:
        """The addresses of who asks, or in whose name it is asked: whoever has one of them later is no other human."""

    def asked(self, request_id: str, person_id: str) -> bool:
        """Whether an address of this person is one of those that were kept with the request."""

    @property
    def moves(self) -> Moves: ...


class Moves(Protocol):
    """Addresses that moved to another account, until somebody says whose they are."""

    def all(self) -> list[Move]: ...
    def of(self, email: str) -> list[Move]: ...
    def get(self, move_id: int) -> Move | None:
        """While it is open."""

    def settle(self, move_id: int, whose: Whose, now: datetime) -> None: ...
    def open(self, email: str, account: Account, owner_id: str, taker_id: str, now: datetime) -> Move | None:
        """None where it is open already, or it was said before that the address is still the owner's."""

    def lost(self, taker_id: str) -> list[str]:
        """Whose address moved to this one, as the log knows, without a row in which somebody could say whose it is."""


class Subjects(Protocol):
    """The vault: one key a subject. Addresses are normalised (trimmed, case-folded) before they are hashed."""

    def anonymous(self, now: datetime) -> str:
        """A new key owner without a look-up, for a request's own free text; returns its id."""

    def known(self, address: str) -> str | None: ...
    def for_address(self, address: str, now: datetime) -> str:
        """The subject with this address, made if new; returns its id."""

    def unopened(self) -> list[str]:
        """Ids of the subjects whose key was damaged, so that no master key opens it."""

    def link(self, request_id: str, subject_id: str) -> None: ...
    def of(self, request_id: str) -> list[str]:
        """Ids of the subjects that the request is about."""

    def crossed(self, request_ids: Collection[str]) -> list[str]:
        """Ids of open requests about the same humans, of the kind that these cross (`Kind.crosses`)."""

    def take(self, request_id: str) -> None:
        """Wait until nobody else has taken the humans that the request is about; they are ours until the unit ends."""

    def shared(self, request_id: str, subject_ids: Iterable[str]) -> bool:
        """Whether one of the humans that the request is about is one of these."""

    def holds(self, request_id: str) -> list[Hold]:
        """Legal holds on the humans that those subjects are, through whichever subject they were set."""

    def held(self, subject_id: str) -> list[Hold]:
        """Holds on the human that the subject is."""

    def all_holds(self, limit: int, after: Hold | None = None) -> list[Hold]:
        """The oldest first, or those behind one of them."""

    def count_holds(self) -> int: ...

    def for_hold(self, subject_id: str, now: datetime) -> str:
        """The subject through which one more hold on the same human is kept: each has its own."""

    def hold(self, hold: Hold) -> bool:
        """False when the subject has a hold already, which stays as it is."""

    def covered(self, subject_id: str) -> Covered:
        """All that our rows know of the human that the subject is."""

    def release(self, subject_id: str) -> None: ...
    def unite(self, subject_ids: Iterable[str]) -> bool:
        """From now on these are one human, with all that were one with them; False when they were before."""

    def seal(self, subject_id: str, text: str, cell: Cell) -> bytes:
        """For this cell alone: nowhere else can it be read."""

    def unseal(self, subject_id: str, sealed: bytes | None, cell: Cell) -> str | None:
        """None when there is nothing, or the key was destroyed.

        Raises:
            domain.cell.Altered: it is not what was sealed there, and nothing of it may be used.
        """

    def pseudonym(self, subject_id: str) -> str | None:
        """A name that is no name, keyed by the subject's own key; None once that was destroyed."""

    def hidden(self, step: Step, who: str) -> str | None:
        """The key of the step where it is done to somebody, whose id in the directory stands nowhere in clear: made of
        that id by the key of the step's subject, and so of no use to anybody once that is destroyed. None then."""

    def fingerprint(self, text: str) -> str:
        """Keyed hash (hex) of any text, to compare without keeping it."""


class Covering(Protocol):
    """Whom the legal holds of the log cover, whatever our rows say of who is whom."""

    def facts(self, subject_id: str, covered: Covered, kind: EventKind, request: str | None) -> dict[str, str]:
        """For an event of this kind: whom it covers, with marks that are sealed under the key of this subject."""

    def of(self, request_id: str, named: Iterable[str]) -> set[str]:
        """Ids of the subjects of the holds that stand on somebody of the request. `named`: whom it names, in clear."""

    def of_human(self, subject_id: str, named: Iterable[str]) -> set[str]:
        """The same of holds on the human that the subject is."""


class Events(Protocol):
    def add(
        self,
        kind: EventKind,
        at: datetime,
        *,
        actor: str | None,
        request: str | None,
        data: Mapping[str, str] | None = None,
    ) -> None:
        """An audit event. `data` holds ids, codes and base64 ciphertext only, never clear personal data."""

    def key(self) -> str:
        """The public key that signs them now, in hexadecimal; empty before the first start."""

    def of(self, request_id: str) -> list[Event]:
        """Everything about the request, oldest first."""

    def holds(self, request_id: str) -> list[Event]:
        """Legal holds on the people of the request, set and released through whichever request, oldest first."""

    def held_subjects(self) -> frozenset[str]:
        """On whom the log knows of a legal hold that was set and not released."""

    def held_by(self, subject_ids: Iterable[str]) -> list[Event]:
        """By which legal holds on these subjects were set that were not released since."""

    def braked(self) -> list[Event]:
        """By which the brake was put on that was not taken off since: one, unless somebody else wrote another."""

    def is_proved(self, event: Event) -> bool:
        """Whether the bot wrote it, of those that it proves."""

    def began(self, events: Iterable[Event]) -> bool:
        """Whether these, of one request, tell of its filing, and not as of what was over when the front was cut."""

    def since(self, stops: Iterable[Event], now: datetime) -> datetime | None:
        """What a release now is to name, for those that stand: since when the newest does. None of the future counts
        that we did not write."""

    def paused(self) -> bool:
        """Whether the log knows of a brake that was put on and not taken off."""

    def looks(self, subject_id: str, limit: int, before: int | None = None) -> list[Look]:
        """Looks at the human that the subject is, newest first; those in front of a place in the log."""

    def unnamed_looks(self) -> int:
        """How many searches do not say for whom."""


class Cards(Protocol):
    def add(
        self,
        request_id: str,
        surface: str,
        place: str,
        address: str,
        *,
        full: bool,
        person_id: str | None,
        drawn: int,
    ) -> None:
        """Remember where a card is shown; an address known already is only brought up to date."""

    def find(self, surface: str, place: str, address: str) -> Shown | None: ...
    def personal(self, request_id: str) -> set[tuple[str, str]]:
        """Who has a card of the request in person: the surface, and the person's id."""

    def in_channels(self, request_id: str) -> list[Shown]:
        """Where it stands in channels, oldest first."""

    def stale(self, surfaces: Iterable[str], limit: int) -> list[Behind]:
        """Cards that show an older version than their request has: those that are urgent, then those of which it is not
        known what they show, then those that lack progress alone. Of each, one request after the other, from what was
        decided first; where nobody knows, from what was decided last, as that is lacked most likely. Of one request,
        the card of who asked, then those of channels."""

    def owners(self, surfaces: Iterable[str]) -> list[tuple[str, str]]:
        """Everybody who has a card of their own, by surface and id."""

    def of(self, surface: str, person_id: str, after: int, limit: int) -> list[Shown]:
        """Somebody's own cards with a higher id than `after`, lowest first."""

    def outdate(self, card_id: int) -> None:
        """Have it drawn anew although its request did not change."""

    def drawn(self, card_id: int, version: int) -> None: ...
    def forget(self, card_id: int) -> None: ...
    def forget_marks(self) -> None:
        """Nothing of people of a batch who have no card is to be drawn: what a release before this one marked so."""

    def redraw_all(self, surface: str) -> None:
        """Make every card of open requests on the surface stale (the playground after a restart)."""

    def redraw_since(self, moment: datetime) -> None:
        """Make every card stale whose request has an event of this moment or later."""


class Notices(Protocol):
    def add(
        self,
        key: str,
        kind: NoticeKind,
        target: Target,
        at: datetime,
        *,
        request: str | None = None,
        surface: str | None = None,
        place: str | None = None,
        person: str | None = None,
        data: Mapping[str, str] | None = None,
    ) -> bool:
        """Idempotent by key; False when it was there already."""

    def add_all(self, targets: Mapping[str, Target], kind: NoticeKind, at: datetime, request: str) -> None:
        """Several of one kind about one request, by key; what is there already stays."""

    def last(self, kind: NoticeKind, start: str) -> Notice | None:
        """The newest one that is kept still whose key begins so."""

    def is_due(self, now: datetime, busy: Collection[str] = ()) -> bool:
        """Whether there is one for `claim`."""

    def untold(self) -> bool:
        """Whether there are any that are neither told nor given up."""

    def inherit(self, now: datetime, until: datetime) -> None:
        """What somebody who is gone had claimed until then, at most, is due now; what may have arrived is not."""

    def claim(self, now: datetime, until: datetime, limit: int, busy: Collection[str] = ()) -> list[Notice]:
        """Undelivered notices whose time has come, oldest first; nobody else gets them before `until`. `busy`: places,
        as `<surface>:<place>`, for which enough are under way."""

    def done(self, notice_id: int) -> None: ...
    def later(self, notice_id: int, at: datetime) -> None: ...
    def keep(self, notice_id: int, data: Mapping[str, str]) -> None:
        """What is known of it, in the place of what was."""

    def doubt(self, notice_id: int, at: datetime) -> None:
        """It may have arrived; it is told once more at this moment."""

    def waiting(self, request_id: str) -> set[tuple[str, str]]:
        """Who is still to get a card of the request in person: the surface, and the person's id."""

    def coming(self, request_id: str) -> bool:
        """Whether a card of the request is still to be posted to a channel."""

    def hasten(self, request_id: str, at: datetime) -> None:
        """What waits to be told below the cards of the request is due then: one was posted to a channel."""

    def called(self, request_id: str) -> set[str]:
        """Ids of those who were shown the request because they decide."""

    def called_in(self, state: State) -> set[str]:
        """Who was called to any request that is in this state."""

    def called_on(self, state: State, people: Collection[str]) -> set[str]:
        """Ids of the requests in this state to which one of these people was called."""

    def left(self, request_id: str) -> list[Mapping[str, str]]:
        """What was told of those of them who left, oldest first."""

    def give_up(self, notice_id: int, why: str) -> None: ...

    def forget(self, before: datetime, limit: int) -> int:
        """Of the `limit` oldest, delete those made before this moment that were told or given up; how many."""


class Deliveries(Protocol):
    def seen(self, key: str) -> Outcome | None: ...
    def add(self, key: str, outcome: Outcome, now: datetime) -> None: ...

    def forget(self, before: datetime, limit: int) -> int:
        """Delete up to `limit` that were answered before this moment; how many."""


class Brakes(Protocol):
    """Read right before whatever cannot be undone."""

    def now(self) -> Brake | None:
        """While all deletions are paused."""

    def everything(self) -> bool:
        """Whether mails are paused, too, as the log lacks its end: nothing is done then."""

    def get(self, brake_id: int) -> Brake | None:
        """Also one that was taken off."""

    def put_on(self, by: str, at: datetime, subject_id: str, reason: bytes) -> Brake | None:
        """None where it is on already; nothing is changed then."""

    def take_off(self, brake: Brake, by: str, at: datetime) -> bool:
        """False where somebody else did."""

    def stopped(self) -> list[str]:
        """Ids of the requests that wait for nothing but the end of it, or for a person besides."""


class Lists(Protocol):
    """Lists of people, before anything is asked for them."""

    def add(self, listed: Listed) -> None: ...
    def get(self, list_id: str) -> Listed | None: ...
    def next(self, now: datetime) -> Listed | None:
        """The one that has waited longest to be looked through, claimed for this transaction (skip locked)."""

    def waits(self, now: datetime) -> bool:
        """Whether there is one for `next`."""

    def save(self, listed: Listed) -> None: ...
    def forget(self, list_id: str, now: datetime) -> bool:
        """With its key, which serves nothing else. False where somebody else did."""

    def any_before(self, before: datetime) -> bool:
        """Whether there is one for `forget_before`."""

    def forget_before(self, before: datetime, limit: int, now: datetime) -> int:
        """How many of them there were."""


class Offers(Protocol):
    """Forms that were offered with a button."""

    def put(self, account: Account, text: str, now: datetime) -> str:
        """The name that it is kept under, which nothing here tells."""

    def get(self, account: Account, name: str, since: datetime) -> str | None:
        """None where there is none that came `since` then, or it is somebody else's."""

    def forget_before(self, before: datetime) -> int:
        """How many of them there were."""


class Told(Protocol):
    def add(self, request_id: str, surface: str, place: str, address: str, person_id: str) -> None:
        """A message to one person about a request, beside its cards: it is drawn anew when its keys are destroyed."""


class Keys(Protocol):
    """The end of what names a person."""

    def due(self, now: datetime, limit: int) -> list[str]:
        """Ids of subjects to look at, whether their keys may be destroyed; the oldest first."""

    def later(self, circle: Circle, at: datetime, why: str) -> bool:
        """Look again at this moment. `why`: what stands against it though its time is over, as codes; empty while it
        is not. Whether it is another reason than before."""

    def circle(self, subject_ids: Iterable[str]) -> Circle:
        """All that hangs together with these. In a unit that writes, nobody else changes its requests until the end."""

    def alive(self, subject_ids: Iterable[str]) -> list[str]:
        """Those of these that have a key."""

    def destroy(self, circle: Circle, now: datetime) -> list[bytes]:
        """The wrapped keys that stood there. Look-ups go with them; what shows the requests is drawn anew."""

    def unlisted(self, limit: int) -> list[str]:
        """Ids whose key is destroyed, and that stand on no list outside the database yet."""

    def listed(self, subject_ids: Sequence[str]) -> None: ...
    def destroyed(self) -> list[str]:
        """All ids whose key is destroyed."""

    def orphans(self) -> list[str]:
        """Ids of open requests whose key is destroyed: a backup brought them back."""


class Delegations(Protocol):
    """Who acts for somebody who is away."""

    def begun(self) -> list[Delegation]:
        """Those that nobody has ended, of the people whom these ids stand for today; also those whose time is over."""

    def on(self, day: date) -> list[Delegation]:
        """Those that stand on this day, in the company's own time zone."""

    def add(self, giver: str, taker: str, until: date, at: datetime) -> bool:
        """False where this giver has another one that nobody has ended."""

    def end(self, delegation_id: int, at: datetime) -> bool:
        """False where somebody else did."""


class Codes(Protocol):
    """Devices that show codes, and the wrong codes of people. What is not what was kept is not there."""

    def begin(self, device: Device) -> None:
        """What the same person began before, and nobody has confirmed, ends."""

    def get(self, device_id: str) -> Device | None:
        """None where it has ended."""

    def of(self, person_id: str) -> Device | None:
        """The one that counts."""

    def prove(self, device_id: str, now: datetime) -> None: ...
    def keep(self, device: Device) -> None:
        """It counts from now on; the person's other devices end."""

    def end(self, person_id: str) -> int:
        """All of theirs; how many there were."""

    def void(self, device_id: str) -> None: ...
    def use(self, device_id: str, interval: int, now: datetime) -> bool:
        """A code counts once: False where it, or a later one, was used before, by whichever replica."""

    def missed(self, device: Device, now: datetime) -> int:
        """How many wrong codes were given to confirm it."""

    def miss(self, device_id: str) -> None:
        """A wrong code was given to confirm it."""

    def alone(self, person_id: str) -> None:
        """From now on nobody else counts codes of this person until the unit ends."""

    def wrong(self, person_id: str, now: datetime) -> tuple[int, datetime | None]:
        """How many wrong codes there were since the last right one, and when the last was."""

    def add_wrong(self, person_id: str, mark: str, now: datetime, *, since: datetime) -> None:
        """Once for each mark since then."""

    def forget_wrong(self, person_id: str) -> None: ...


class Mails(Protocol):
    def known(self, key: str) -> bool: ...
    def twin(self, fingerprint: str) -> bool:
        """Whether the same mail was taken note of, wherever it lay."""

    def add(self, mail: StoredMail) -> int:
        """The number it got; that of `mail` does not count."""

    def get(self, mail_id: int) -> StoredMail | None: ...
    def of(self, request_id: str) -> list[StoredMail]:
        """Oldest first."""

    def unread_since(self, moment: datetime, request_id: str) -> bool:
        """Whether one came since then that could not be read, and that may belong to this request."""

    def cursor(self, mailbox: str) -> str:
        """How far this mailbox was read; empty at first."""

    def reached(self, mailbox: str, cursor: str) -> None: ...


class Letters(Protocol):
    def add(self, letters: Iterable[StoredLetter]) -> None:
        """Those that are there already stay as they are."""

    def requests(self, names: Collection[str]) -> list[str]:
        """Ids of the requests in whose threads one of these stands."""

    def any_since(self, moment: datetime) -> bool:
        """Whether one of ours belongs to an open request, or to one that was closed since then."""


class Log(Protocol):
    def is_steady(self, now: datetime) -> bool:
        """Whether the clock came to this time step by step, as the log tells, or has stood so for a day."""


class Health(Protocol):
    def beat(self, now: datetime) -> None:
        """Write something, to see whether it can be written."""


class Unit(Protocol):
    """One transaction. In one that writes, whatever is read of a request is of one state: nobody else changes it until
    the end. What its cards show may be changed in any part (the row, votes, steps, holds): they are drawn anew."""

    @property
    def requests(self) -> Requests: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def ends(self) -> Ends: ...
    @property
    def votes(self) -> Votes: ...
    @property
    def steps(self) -> Steps: ...
    @property
    def people(self) -> People: ...
    @property
    def subjects(self) -> Subjects: ...
    @property
    def events(self) -> Events: ...
    @property
    def covering(self) -> Covering: ...
    @property
    def cards(self) -> Cards: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def mails(self) -> Mails: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def lists(self) -> Lists: ...
    @property
    def offers(self) -> Offers: ...
    @property
    def brakes(self) -> Brakes: ...
    @property
    def told(self) -> Told: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def delegations(self) -> Delegations: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def health(self) -> Health: ...
    @property
    def log(self) -> Log: ...

    def shown(self) -> Unit:
        """The same transaction for who only shows: what was altered reads as what is lost."""

    def start(self, request: Request) -> None:
        """Enqueue the durable workflow of `request.kind` under `<request>/<run>`, in this transaction."""


class Storage(Protocol):
    async def write(self, unit: Callable[[Unit], T]) -> T:
        """Run in one transaction, grouped with others that wait; commits before it returns. Whoever tells and redraws
        is woken."""

    async def read(self, unit: Callable[[Unit], T]) -> T:
        """Run against the committed state, off the loop; writing through it is an error."""

    def exclusive(self, name: str) -> AbstractAsyncContextManager[None]:
        """Nobody else is in a block of this name meanwhile, in this process or another. `name`: at most 64 characters,
        of codes and requests alone. It says nothing of who died in one: look again before doing what is not undone."""


class Past(Protocol):
    """The record of the durable work that has ended."""

    async def forget(self, before: datetime, limit: int) -> int:
        """Delete up to `limit` that ended before this moment; how many."""

    async def forget_requests(self, request_ids: Collection[str]) -> None:
        """Delete all that it holds of these, whether it has ended or not."""


class Clock(Protocol):
    def __call__(self) -> datetime:
        """Now, aware, in UTC."""


class Flow(Protocol):
    """What a durable workflow may do. Its body reads no clock and no random, and has effects only in steps."""

    async def step(self, name: str, do: Callable[[], Awaitable[T]]) -> T:
        """Run once and remember the (JSON) result; run again only if the process died before it was remembered."""

    async def sleep(self, seconds: float) -> None: ...


Workflow = Callable[[Flow, str, int], Awaitable[None]]  # (flow, request id, run)
