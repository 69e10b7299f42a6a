"""What passes between the page and the server: acts and wishes come in as checked JSON, messages go out."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from bot.playground.board import Message
from domain.card import Card, Item
from domain.chat import Account, Clicked, Incoming, Place, Sought, Submitted, Typed
from domain.file import File
from domain.list_file import MOST_BYTES
from domain.moment import Moment, Timed
from domain.spoken import of_button
from domain.upload import InHand

SURFACE = "playground"
_DM = "dm:"
_SLASH = re.compile(r"^/dsr(?:\s+|$)")

Id = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(max_length=4_000)]
Answer = Annotated[str, Field(max_length=20_000)]  # how much a field of the form takes, is said at the field
Answers = Annotated[tuple[Answer, ...], Field(max_length=1_000)]


def _decoded(text: object) -> bytes:
    """Raises: ValueError."""
    if not isinstance(text, str):
        raise ValueError("not text")
    return b64decode(text, validate=True)


# In base 64; the page cuts it behind the most that may be, so that it is told to be too large.
Content = Annotated[bytes, BeforeValidator(_decoded), Field(max_length=MOST_BYTES + 1)]


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Act(_Wish):
    who: Id
    place: Id
    delivery: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{8,64}$")]


class Typing(_Act):
    act: Literal["typed"]
    text: Text


class Pressing(_Act):
    """`address` is where the card stood."""

    act: Literal["clicked"]
    verb: Id
    ref: Annotated[str, Field(max_length=200)]
    address: Id | None = None


class Filling(_Act):
    act: Literal["submitted"]
    verb: Id
    ref: Annotated[str, Field(max_length=200)]
    values: Annotated[dict[Id, Answers], Field(max_length=50)]
    file: Content | None = None


class Seek(_Wish):
    """What somebody has typed so far in a field of a form that looks it up."""

    who: Id
    verb: Id
    text: Annotated[str, Field(max_length=200)]


class Act(RootModel[Annotated[Typing | Pressing | Filling, Field(discriminator="act")]]):
    """One human act on the page."""


class Steer(_Wish):
    """How the next refreshes of a source of the sandbox go. `seconds`: how long each takes."""

    source: Id
    behaviour: Id
    seconds: Annotated[float, Field(ge=0, le=86_400)] | None = None


class SteerTeam(_Wish):
    """How Microsoft's team answers mails from now on."""

    behaviour: Id


class Delete(_Wish):
    """Delete somebody in the original sources."""

    email: Annotated[str, Field(min_length=3, max_length=320)]


class Recreate(_Wish):
    """Make a static segment anew."""

    segment: Id


class Move(_Wish):
    """By how many seconds the sweep's clock moves on; None sets it right again."""

    seconds: Annotated[float, Field(gt=0, le=31 * 86_400)] | None


def direct(person_id: str) -> str:
    """The private chat of a person with the bot."""
    return _DM + person_id


def private(place: str) -> bool:
    return place.startswith(_DM)


def sought(wish: Seek) -> Sought:
    place = Place(SURFACE, direct(wish.who), private=True)
    return Sought(account=Account(SURFACE, "", wish.who), place=place, verb=wish.verb, text=wish.text)


def incoming(act: Typing | Pressing | Filling) -> Incoming:
    """The act as the desk knows it. A person may type the `/dsr` that other surfaces want."""
    account, place = Account(SURFACE, "", act.who), Place(SURFACE, act.place, private(act.place))
    match act:
        case Typing(text=text):
            return Typed(account=account, place=place, delivery=act.delivery, text=_SLASH.sub("", text.strip()))
        case Pressing(verb=verb, ref=ref, address=address):
            return Clicked(account=account, place=place, delivery=act.delivery, verb=verb, ref=ref, address=address)
        case Filling(verb=verb, ref=ref, values=values, file=file):
            files = () if file is None else (InHand(file),)
            return Submitted(
                account=account, place=place, delivery=act.delivery, verb=verb, ref=ref, values=values, files=files
            )


def outgoing(message: Message) -> Mapping[str, Any]:
    """A message as the page draws it."""
    return {
        "place": message.place,
        "address": message.address,
        "at": message.at.isoformat(),
        "author": message.author,
        "text": message.text,
        "card": as_json(message.card),
        "file": _kept(message.file) if message.file else None,
        "private": message.private,
        "via": message.via,
    }


def _kept(file: File) -> Mapping[str, Any]:
    """`alt`: of a picture, which is shown where it came."""
    return {"name": file.name, "size": len(file.content), "alt": file.alt}


def as_json(value: object) -> Any:
    """A card as JSON; a text with moments in pieces, so that the page shows them on its reader's clock. `spoken`: what
    is said of the button of a line to those who hear it."""
    match value:
        case Moment(at, plain):
            return {"at": at.isoformat(), "plain": plain}
        case Timed():
            return {"pieces": [as_json(piece) for piece in value.parts]}
        case tuple():
            return [as_json(part) for part in value]
        case Item():
            return {**_fields(value), "spoken": of_button(value.button, Card(), value) if value.button else ""}
        case _ if is_dataclass(value):
            return _fields(value)
    return value


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
