"""Days and moments, as a person reads them."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from domain.moment import Moment, Timed
from domain.words.de.german import GERMAN


def as_of(when: str | Moment) -> str:
    return Timed("Stand: ", when)


def day(when: date) -> str:
    return GERMAN.short(when)


def at(when: datetime, zone: tzinfo) -> Moment:
    """For who reads it on a clock of their own, and else with the name of the company's zone."""
    return Moment(when, f"{moment(when, zone)} {when.astimezone(zone):%Z}")


def moment(when: datetime, zone: tzinfo) -> str:
    """`when` is UTC; shown in the company's own time zone."""
    return GERMAN.moment(when.astimezone(zone))
