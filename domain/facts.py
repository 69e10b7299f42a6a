"""What is kept sealed of a step, besides its note: one frozen class a capability, read and written here alone.

A row holds a small mapping of texts. What a later release keeps in it, and this one does not know, stays as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Generic, Self, TypeVar

from domain.notes import Note
from domain.result import Result, kept, result_of

T = TypeVar("T")


@dataclass(frozen=True)
class Form(Generic[T]):
    """How a fact is written. `nothing`: what it is where none is kept."""

    read: Callable[[str], T]
    write: Callable[[T], str]
    nothing: T


def fact(form: Form[T]) -> T:
    """A field of a class of facts."""
    return field(default=form.nothing, metadata={"form": form})


def flag(yes: str = "yes") -> bool:
    return fact(Form[bool](bool, lambda it: yes if it else "", nothing=False))


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


TEXT = Form[str](str, str, "")
INSTANT = Form["datetime | None"](_instant, lambda it: it.isoformat() if it else "", None)
NAME = Form["str | None"](str, lambda it: it or "", None)  # which may be empty
NOTE = Form[Note](Note, lambda it: it.value, Note.NONE)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What every capability keeps. `rest`: what is no field here, as it is kept."""

    rest: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, known: Mapping[str, str]) -> Self:
        """What cannot be read is the rest, too."""
        told = {name: found for name, form in _forms(cls) if name in known and (found := _read(form, known[name]))}
        of = {name: value for name, (value,) in told.items()}
        return cls(**of, rest={name: text for name, text in known.items() if name not in of})

    @property
    def unread(self) -> frozenset[str]:
        """The facts that something is kept of which cannot be read: here they are nothing, and that is not known."""
        return frozenset(
            name for name, form in _forms(type(self)) if name in self.rest and getattr(self, name) == form.nothing
        )

    @property
    def kept(self) -> dict[str, str]:
        """As it is sealed. What is nothing is not kept, in the place of whatever was."""
        now = {name: (form, getattr(self, name)) for name, form in _forms(type(self))}
        told = {name: form.write(value) for name, (form, value) in now.items() if value != form.nothing}
        return {**self.rest, **told}

    @property
    def result(self) -> Result | None:
        return result_of(self.rest)

    def saying(self, result: Result | None) -> Self:
        """With this as what came of the step."""
        return replace(self, rest={**self.rest, **kept(result)})


_FORMS: dict[type[Facts], list[tuple[str, Form[object]]]] = {}  # read of every step of every card


def _forms(of: type[Facts]) -> list[tuple[str, Form[object]]]:
    if of not in _FORMS:
        _FORMS[of] = [(one.name, one.metadata["form"]) for one in fields(of) if "form" in one.metadata]
    return _FORMS[of]


def _read(form: Form[T], text: str) -> tuple[T] | None:
    try:
        return (form.read(text),)
    except (AttributeError, KeyError, TypeError, ValueError):  # of another shape, too
        return None
