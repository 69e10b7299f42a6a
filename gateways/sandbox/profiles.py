"""Who is still to be seen where: originals, ingested copies, unified profiles, segments.

A record that was deleted in its original source leaves the copy with the next ingestion of that source, the
profile with the next merge after that, a segment with its next evaluation: inactive and static ones keep it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from gateways.sandbox.contoso_customers import Person, Record, people
from gateways.sandbox.world import Segment, Source, Task, World

Profiles: TypeAlias = tuple[tuple[Person, tuple[Record, ...]], ...]


def in_source(world: World, source: Source, email: str) -> set[str]:
    """The records of a customer in the original."""
    return {
        record.id
        for person in people()
        if person.email.casefold() == email.casefold()
        for record in person.records
        if record.source == source.name
    } - set(world.erased_at_source)


def delete_in_source(world: World, source: Source, email: str, now: datetime) -> int:
    """Delete a customer in the original; returns how many records that were."""
    found = in_source(world, source, email)
    world.erased_at_source |= dict.fromkeys(found, now)
    return len(found)


def take_effect(world: World, task: Task) -> None:
    """What a process that succeeded does to the data. An ingestion reads its source when it starts."""
    name = task.identifier
    if task.operation == "ingestion" and name in world.sources and task.started and not world.sources[name].incremental:
        prefix = world.sources[name].name + "/"
        gone = {record for record, when in world.erased_at_source.items() if when <= task.started}
        world.erased_in_copy |= {record for record in gone if record.startswith(prefix)}
    elif task.operation == "merge":
        left = world.erased_in_copy - world.erased_in_profiles
        world.erased_in_profiles |= left
        world.leaves_copies |= dict.fromkeys(left, task.ended or task.submitted)
    elif task.operation == "segmentation" and name in world.segments:
        now = replace(world.segments[name], evaluated=task.ended, erased=frozenset(world.erased_in_profiles))
        world.segments[name] = now


@lru_cache(maxsize=8)
def holding(erased: frozenset[str]) -> Profiles:
    """Everybody of whom a record is left."""
    kept = ((person, kept_records(person, erased)) for person in people())
    return tuple((person, records) for person, records in kept if records)


def unified(world: World) -> Profiles:
    """The unified profiles, each with the records that it is made of."""
    return holding(frozenset(world.erased_in_profiles))


@lru_cache(maxsize=64)
def members(segment: Segment) -> Sequence[Person]:
    """Whom a segment holds; nobody before its first evaluation."""
    if segment.evaluated is None:
        return ()
    return [person for person, _ in holding(segment.erased) if person.number % segment.every == 0]


def kept_records(person: Person, erased: set[str] | frozenset[str]) -> tuple[Record, ...]:
    return tuple(record for record in person.records if record.id not in erased)
