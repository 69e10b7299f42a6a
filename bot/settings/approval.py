"""Who must approve, and by when, as `[approval]` says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, Self

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

from bot.settings.channels import Channel
from bot.settings.setting_types import CircleName, Entry, Length, TimeOfDay
from bot.settings.table import Table
from domain.policy import rule
from domain.request import Factor, Kind
from domain.seats import Rule, joined, total


def _by_kind(required: object) -> object:
    if not isinstance(required, int | dict):
        raise ValueError("must be a number of people, or a table such as { default = 1, remove-user = 2 }")
    return required if isinstance(required, dict) else {"default": required}


_People = Annotated[int, Field(ge=1, strict=True)]


def _named(said: object) -> str:
    return _CHANNEL if isinstance(said, dict | Channel) else _LIST


_LIST, _CHANNEL = "a list", "a channel"  # no names of settings, so no sentence about one holds them
_Called = Annotated[Annotated[tuple[Entry, ...], Tag(_LIST)] | Annotated[Channel, Tag(_CHANNEL)], Discriminator(_named)]


def _needed(needed: object, check: ValidatorFunctionWrapHandler) -> int | Mapping[str, int]:
    """A number of approvers, or how many of which circle. The number is checked as one, so that a mistake is named."""
    if not isinstance(needed, dict):
        return _NUMBER.validate_python(needed)
    if not needed:
        raise ValueError("must say how many of whom: a number, or a table such as { privacy = 1, security = 1 }")
    found: Mapping[str, int] = check(needed)
    return found


_NUMBER: TypeAdapter[int] = TypeAdapter(_People)
Needed = Annotated[Mapping[str, _People], WrapValidator(_needed)]


def _factors(confirm: object) -> object:
    if not isinstance(confirm, str | dict):
        raise ValueError('must be "code" or "number", or a table such as { remove-user = "code" }')
    return confirm if isinstance(confirm, dict) else {"default": confirm}


def _factor(name: object) -> Factor:
    if not isinstance(name, str) or name not in set(Factor):
        raise ValueError('must be "code" or "number"; leave a kind out that takes neither')
    return Factor(name)


def _no_kind(named: Iterable[str]) -> str | None:
    kinds = {"default", *Kind}
    unknown = sorted(set(named) - kinds)
    return f"holds {unknown[0]}, which is no kind of request: use {', '.join(sorted(kinds))}" if unknown else None


class Approval(Table):
    """How many must approve, by kind of request and `default`, and of which circles; what each gives with it; when they
    are reminded, and when it is too late. `circles`: parts of the approvers, by name.

    `digest`: when each day, where the company is, whoever decides or works hears once what waits for them; then nobody
    is reminded of one request by itself.

    `escalate_to`: people, or a channel, who hear `escalate_after` it was filed of what nobody has decided.
    """

    required: Annotated[Mapping[str, Needed], BeforeValidator(_by_kind)] = {}
    circles: Mapping[CircleName, Annotated[tuple[Entry, ...], Field(min_length=1)]] = {}
    confirm: Annotated[Mapping[str, Annotated[Factor, BeforeValidator(_factor)]], BeforeValidator(_factors)] = {}
    digest: TimeOfDay = None
    remind_after: tuple[Length, ...] = (timedelta(hours=4), timedelta(hours=24))
    escalate_after: Length = timedelta(hours=48)
    escalate_to: _Called = ()
    expires_after: Length = timedelta(hours=72)

    @field_validator("required", "confirm")
    @classmethod
    def _known_kinds(cls, by_kind: Mapping[str, object]) -> Mapping[str, object]:
        if wrong := _no_kind(by_kind):
            raise ValueError(wrong)
        return by_kind

    @model_validator(mode="after")
    def _known_circles(self) -> Self:
        if unknown := sorted(joined(self.rule(kind) for kind in Kind) - self.circles.keys()):
            raise ValueError(f"asks for {unknown[0]}, which is no circle: name its people under approval.circles")
        return self

    @field_validator("escalate_to")
    @classmethod
    def _somewhere(cls, to: tuple[str, ...] | Channel) -> tuple[str, ...] | Channel:
        if isinstance(to, Channel) and not to.model_dump(exclude_none=True):
            raise ValueError('names no channel: give one such as { slack = "C0ESCALATE" }, or [] for nobody')
        return to

    @model_validator(mode="after")
    def _reminds_in_time(self) -> Self:
        """Those that are usual, and come too late here, are simply never due."""
        if "remind_after" in self.model_fields_set and any(after >= self.expires_after for after in self.remind_after):
            raise ValueError("reminds when it is too late: each remind_after must be shorter than expires_after")
        return self

    @field_validator("remind_after")
    @classmethod
    def _in_order(cls, after: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        return tuple(sorted(after))

    def rule(self, kind: Kind) -> Rule:
        """Who must approve a request of this kind."""
        return rule(self.required, kind)

    @property
    def escalates(self) -> bool:
        """Whether anybody is named."""
        to = self.escalate_to
        return bool(to.model_dump(exclude_none=True) if isinstance(to, Channel) else to)

    def quorum(self, kind: Kind) -> int:
        """How many distinct people must approve a request of this kind."""
        return total(self.rule(kind))
