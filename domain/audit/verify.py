"""Checking an exported audit log: line by line, with the public key alone.

What is not exactly as `domain.audit.lines` writes it is a fault, and the first one is named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from domain.audit.head import Head, head_of, pasted
from domain.audit.lines import (
    NOTHING,
    RECENT,
    VERSION,
    Cut,
    Digest,
    End,
    Extract,
    KeyChange,
    Seal,
    Start,
    canonical,
    event_line,
    link,
    statement,
)
from domain.audit.stamps import NoStamp, Stamped, agree
from domain.event import EventKind

Fits = Callable[[str, str, str], bool]
"""(public key, signature, what is signed): whether they fit."""

T = TypeVar("T", Start, KeyChange, Seal, Cut, End, Extract)
_LONGEST = 1_000_000  # characters of a line
_PARTS = {"actor", "at", "data", "kind", "request", "seq"}  # of an event
_BEFORE, _BEHIND = len('{"event":'), len(',"hash":""}') + len(NOTHING)  # what stands around an event in its line


class Broken(Exception):
    """The text says what is wrong with which line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a file that holds proves."""

    events: int
    first: int
    last: int
    hash: str
    seals: int
    unsealed: int
    written_at: str
    request: str = ""
    cut: Cut | None = None
    stamps: int = 0
    unshown: int = 0  # of these, with a head from before the file
    stamped_at: datetime | None = None  # by the newest; None: they were not checked, or there are none


@dataclass
class Verifier:
    """Takes the lines of a file in order; `end` says what they prove.

    `key`: the public key that is trusted. `anchor`: the newest seal that is known from elsewhere; `head`: one that
    people kept. `stamped`: what checks time stamps; None: they are counted alone.
    """

    key: str
    fits: Fits
    anchor: Seal | None = None
    head: Head | None = None
    stamped: Stamped | None = None
    count: int = 0
    events: int = 0
    seals: int = 0
    _start: Start | None = None
    _keys: list[KeyChange] = field(default_factory=list)
    _cut: Cut | None = None
    _first: int = 0  # the first event of the file
    _seq: int = 0
    _hash: str = NOTHING
    _sealed: int = 0  # up to which event
    _seal: Seal | None = None
    _met: bool = False  # the head
    _anchored: bool = False  # the seal of the anchor was met
    _heads: dict[int, Head] = field(default_factory=dict)  # the newest, by number
    _stamps: int = 0
    _unshown: int = 0
    _stamped_at: datetime | None = None  # by the newest that was checked
    _unsealed: int = 0
    _end: End | Extract | None = None
    _lines: Digest = field(default_factory=Digest)  # of the events of an extract
    _rest: Digest = field(default_factory=Digest)  # of what is not sealed

    def take(self, line: str) -> None:
        """Raises: Broken."""
        self.count += 1
        if self._end:
            raise self._broken("something follows the end")
        told = self._parsed(line)
        name = "event" if "event" in told else next(iter(told))
        if name != "start" and not self._start:
            raise self._broken("the file does not begin with its start: the beginning is missing")
        _TAKEN.get(name, Verifier._unknown)(self, told, line)

    def end(self) -> Found:
        """Raises: Broken, where the end is missing, or the key is not of this log."""
        if not self._end:
            self.count += 1
            raise self._broken("the end is missing: the file was cut off")
        end = self._end
        if self.anchor:
            self._meets(head_of(self.anchor), "the seal of the anchor", "the anchor knows", met=self._anchored)
        if self.head:
            self._meets(self.head, "the head", "the head that you gave is", met=self._met)
        return Found(
            events=self.events, first=self._first, last=end.last, hash=end.hash, seals=self.seals, cut=self._cut,
            stamps=self._stamps, unshown=self._unshown, stamped_at=self._stamped_at,
            unsealed=self._unsealed, written_at=end.at, request=end.request if isinstance(end, Extract) else "",
        )  # fmt: skip

    # ---- the kinds of line

    def _take_start(self, told: Mapping[str, Any], _: str) -> None:
        start = self._read(Start, told, "start")
        if self._start:
            raise self._broken("the file begins twice")
        if start.version != VERSION:
            raise self._broken(f"the file is of version {start.version}, which is not known here")
        if start.after == 0 and start.hash != NOTHING:
            raise self._broken("there is something before the first event")
        self._start, self._seq, self._hash, self._sealed = start, start.after, start.hash, start.after

    def _take_key(self, told: Mapping[str, Any], _: str) -> None:
        change = self._read(KeyChange, told, "key")
        if self.events or self._cut or (self._keys and change.previous != self._keys[-1].public):
            raise self._broken("a change of keys that does not follow the last one")
        if self._keys and change.first < self._keys[-1].first:
            raise self._broken("changes of keys in the wrong order")
        text = statement(change)
        if not self.fits(change.previous, str(told.get("signature")), text):
            raise self._broken("a change of keys that the key before it did not sign")
        if not self.fits(change.public, str(told.get("consent")), text):
            raise self._broken("a change of keys that the new key did not sign")
        self._keys.append(change)

    def _take_cut(self, told: Mapping[str, Any], _: str) -> None:
        cut = self._signed(Cut, told, "cut")
        assert self._start
        if self.events or self._cut or (cut.after, cut.hash) != (self._start.after, self._start.hash):
            raise self._broken("what was deleted does not end where the file begins")
        self._by(cut.key, cut.seal + 1, later=True)
        self._cut = cut

    def _take_event(self, told: Mapping[str, Any], line: str) -> None:
        event, number = told["event"], _number(told)
        if number < 1:
            raise self._broken("an event that does not have the parts of one")
        if self._unsealed:
            raise self._broken("a sealed event behind one that is not")
        self._first = self._first or number
        self.events += 1
        if self._about:
            self._take_alone(number, event["request"], line)
        elif number != self._seq + 1:
            raise self._broken(f"event {number} stands where {self._seq + 1} should: some are missing, or were moved")
        else:
            self._hash = link(self._hash, line[_BEFORE:-_BEHIND])
            if told["hash"] != self._hash:
                raise self._broken(f"event {number} does not fit what stands before it: one of both was changed")
        self._seq = number
        if event["kind"] == EventKind.LOG_STAMPED:
            self._take_stamp(event)

    def _take_alone(self, number: int, request: object, line: str) -> None:
        """One of a file about one request."""
        if number <= self._seq or request != self._about:
            raise self._broken(f"event {number} does not belong here")
        self._lines.take(line)

    def _take_seal(self, told: Mapping[str, Any], _: str) -> None:
        seal = self._signed(Seal, told, "seal")
        if self._about or self._unsealed or seal.first != self._sealed + 1 or seal.last != self._seq:
            raise self._broken(f"seal {seal.number} does not cover the events before it: some are missing")
        if self._seal and seal.number != self._seal.number + 1:
            raise self._broken(f"seal {seal.number} stands where {self._seal.number + 1} should")
        if not self._seal and self._start and (self._start.after == 0) != (seal.number == 1):
            raise self._broken(f"seal {seal.number} is not the first of this log")
        if not self._seal and self._cut and seal.number != self._cut.seal + 1:
            raise self._broken(f"seal {seal.number} does not follow what was deleted")
        if seal.hash != self._hash:
            raise self._broken(f"seal {seal.number} does not fit the events before it")
        self._by(seal.key, seal.number)
        if self.anchor and seal.number == self.anchor.number:
            self._anchored = seal == self.anchor
            if not self._anchored:
                raise self._broken(f"seal {seal.number} is not the one of the anchor: the log was written anew")
        self._heads[seal.number] = head_of(seal)
        self._heads.pop(seal.number - RECENT, None)
        if self.head and seal.number == self.head.number:
            self._compare(self.head, head_of(seal))
        self._seal, self._sealed, self.seals = seal, seal.last, self.seals + 1

    def _take_unsealed(self, _: Mapping[str, Any], line: str) -> None:
        self._unsealed += 1
        self._rest.take(line)

    def _take_end(self, told: Mapping[str, Any], _: str) -> None:
        end = self._signed(End, told, "end")
        start, seal = self._start, self._seal
        assert start
        if self._seq != self._sealed or self._about:
            raise self._broken("events without a seal before the end: some lines are missing")
        if (end.after, end.last, end.hash) != (start.after, self._seq, self._hash):
            raise self._broken("the end does not fit the events: some are missing")
        if seal and end.seal != seal.number:
            raise self._broken("the end does not fit the last seal")
        if (end.unsealed, end.rest) != (self._unsealed, self._rest.text()):
            raise self._broken("the events that are not sealed yet were changed")
        self._by(end.key, end.seal + 1)
        self._end = end

    def _take_extract(self, told: Mapping[str, Any], _: str) -> None:
        extract = self._signed(Extract, told, "extract")
        if self._unsealed or not self._about or extract.request != self._about:
            raise self._broken("the file holds more than the events of one request")
        if extract.events != self.events or extract.lines != self._lines.text():
            raise self._broken("the events are not those that were signed: one was changed, added or taken away")
        self._by(extract.key, extract.seal + 1)
        self._end = extract

    def _unknown(self, told: Mapping[str, Any], _: str) -> None:
        raise self._broken("a line of a kind that is not known")

    # ---- time stamps

    def _take_stamp(self, event: Mapping[str, Any]) -> None:
        """A stamp is of a head that stands before it, and of about the day that the log says."""
        said = event["data"] if isinstance(event["data"], dict) else {}
        head, answer = pasted(str(said.get("head"))), str(said.get("answer"))
        if not head or self._is_other(head):
            raise self._broken(f"event {event['seq']} stamps a head that is not one of this log")
        assert self._start
        self._stamps += 1
        self._unshown += head.last < self._start.after
        if self.stamped:
            self._stamped_at = self._when(self.stamped, answer, head, event)

    def _is_other(self, head: Head) -> bool:
        """Whether the file shows another one there. Of what is before its beginning it shows nothing."""
        assert self._start
        if head.last == self._start.after:
            return head.hash != self._start.hash
        return head.last > self._start.after and self._heads.get(head.number) != head

    def _when(self, stamped: Stamped, answer: str, head: Head, event: Mapping[str, Any]) -> datetime:
        try:
            when, at = stamped(answer, str(head)), datetime.fromisoformat(str(event["at"]))
        except NoStamp as trouble:
            raise self._broken(f"the time stamp in event {event['seq']} does not hold ({trouble})") from None
        except ValueError:
            raise self._broken("an event without a time") from None
        if not agree(when, at):
            raise self._broken(f"event {event['seq']} is of {at:%Y-%m-%d}, and its time stamp of {when:%Y-%m-%d}")
        return when

    # ---- the head that people kept, and the seal of the anchor

    def _compare(self, head: Head, here: Head) -> None:
        if here != head:
            raise self._broken(f"seal {head.number} is not the one of the head that you gave: the log was written anew")
        self._met = True

    def _meets(self, head: Head, name: str, knows: str, *, met: bool) -> None:
        """A file that cannot show it is no proof of it: it is said, and not taken for one that does."""
        if met:
            return
        assert self._start
        assert self._end
        if self._end.seal < head.number or self._end.last < head.last:
            raise self._broken(f"the file ends with seal {self._end.seal}, and {knows} {head.number}")
        if self._about:
            raise self._broken(f"a file about one request cannot show {name}: compare it with the whole log")
        if self._start.after == head.last and self._start.hash == head.hash:
            return
        if self._start.after <= head.last:
            raise self._broken(f"the log has no seal at event {head.last}, as {name} has: it was written anew")
        raise self._broken(f"the file begins behind {name}, which is at event {head.last}, and so cannot show it")

    # ---- what they have in common

    @property
    def _about(self) -> str:
        """The one request that the file is about; empty for the log as a whole."""
        return self._start.request if self._start else ""

    def _broken(self, why: str) -> Broken:
        return Broken(self.count, why)

    def _parsed(self, line: str) -> Mapping[str, Any]:
        if len(line) > _LONGEST or not line.isascii():
            raise self._broken("the line is too long, or holds what the log never writes")
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            raise self._broken("the line is not JSON: it was changed, or cut off") from None
        if not isinstance(told, dict) or not told or not all(isinstance(value, dict | str) for value in told.values()):
            raise self._broken("the line is not one of an audit log")
        # The bytes of an event are in the chain as they are; to write it again would double the time.
        written_so = event_line(line[_BEFORE:-_BEHIND], str(told.get("hash"))) if "event" in told else canonical(told)
        if written_so != line:
            raise self._broken("the line is not written as the log writes it: it was changed")
        return told

    def _read(self, kind: type[T], told: Mapping[str, Any], name: str) -> T:
        given, fields = told.get(name), kind.__dataclass_fields__
        types = {"int": int, "str": str}
        if (
            not isinstance(given, dict)
            or given.keys() != fields.keys()
            or any(type(given[one]) is not types[str(fields[one].type)] for one in fields)
        ):
            raise self._broken(f"the {name} does not have the parts of one")
        return kind(**given)

    def _signed(self, kind: type[T], told: Mapping[str, Any], name: str) -> T:
        value = self._read(kind, told, name)
        if not self.fits(getattr(value, "key"), str(told.get("signature")), statement(value)):  # noqa: B009
            raise self._broken(f"the signature of the {name} does not fit")
        return value

    def _by(self, key: str, seal: int, *, later: bool = False) -> None:
        """Whether the key is the log's own, and the one that signed at the seal of that number; or, `later`, since."""
        keys = [self._keys[0].previous if self._keys else self.key, *(change.public for change in self._keys)]
        if self.key not in keys or (not self._keys and key != self.key):
            raise self._broken("the public key is not that of this log")
        then = sum(change.first <= seal for change in self._keys)
        if key not in (keys[then:] if later else [keys[then]]):
            raise self._broken("signed by a key that is not, or no longer, that of this log")


_TAKEN: Mapping[str, Callable[[Verifier, Mapping[str, Any], str], None]] = {
    "start": Verifier._take_start, "key": Verifier._take_key, "consent": Verifier._take_key,
    "cut": Verifier._take_cut, "event": Verifier._take_event, "seal": Verifier._take_seal,
    "unsealed": Verifier._take_unsealed, "end": Verifier._take_end, "extract": Verifier._take_extract,
}  # fmt: skip


def anchored(line: str, fits: Fits) -> Seal | None:
    """The seal in the file of an anchor; None where there is none, or where its own key did not sign it."""
    verifier = Verifier("", fits)
    try:
        return verifier._signed(Seal, verifier._parsed(line.rstrip("\n")), "seal")
    except Broken:
        return None


def _number(told: Mapping[str, Any]) -> int:
    """Of an event; 0 when it is none."""
    event, hash_ = told["event"], told.get("hash")
    whole = len(told) == 2 and isinstance(event, dict) and event.keys() == _PARTS
    fits = whole and isinstance(hash_, str) and len(hash_) == len(NOTHING) and type(event["seq"]) is int
    return event["seq"] if fits else 0


def verify(
    lines: Iterable[str], key: str, fits: Fits, anchor: Seal | None = None, head: Head | None = None,
    stamped: Stamped | None = None,
) -> Found:  # fmt: skip
    """What the file proves. See `Verifier`.

    Raises:
        Broken: the first line that is wrong, or the one that is missing.
    """
    verifier = Verifier(key, fits, anchor, head, stamped)
    for line in lines:
        verifier.take(line)
    return verifier.end()
