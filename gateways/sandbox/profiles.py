"""Who is still to be seen where: originals, ingested copies, unified profiles, segments.

A record that was deleted in its original source leaves the copy with the next ingestion of that source, the
profile with the next merge after that, a segment with its next evaluation: inactive and static ones keep it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from gateways.sandbox.people import Person, Record, people
from gateways.sandbox.world import Segment, Source, World


def delete_in_source(world: World, source: Source, email: str) -> int:
    """Delete a customer in the original; returns how many records that were."""
    found = {
        record.id
        for person in people()
        if person.email.casefold() == email.casefold()
        for record in person.records
        if record.source == source.name
    } - world.erased_at_source
    world.erased_at_source |= found
    return len(found)


def take_effect(world: World, operation: str, identifier: str | None, now: datetime) -> None:
    """What a process that succeeded does to the data."""
    if operation == "ingestion" and identifier in world.sources:
        prefix = world.sources[identifier].name + "/"
        world.erased_in_copy |= {record for record in world.erased_at_source if record.startswith(prefix)}
    elif operation == "merge":
        world.erased_in_profiles |= world.erased_in_copy
    elif operation == "segmentation" and identifier in world.segments:
        segment = world.segments[identifier]
        world.segments[identifier] = replace(segment, evaluated=now, erased=frozenset(world.erased_in_profiles))


def unified(world: World) -> Iterator[tuple[Person, tuple[Record, ...]]]:
    """The unified profiles, each with the records that it is made of."""
    for person in people():
        if kept := kept_records(person, world.erased_in_profiles):
            yield person, kept


def kept_records(person: Person, erased: set[str] | frozenset[str]) -> tuple[Record, ...]:
    return tuple(record for record in person.records if record.id not in erased)


def members(segment: Segment) -> Iterator[Person]:
    """Whom a segment holds; nobody before its first evaluation."""
    if segment.evaluated is not None:
        chosen = (person for person in people() if person.number % segment.every == 0)
        yield from (person for person in chosen if kept_records(person, segment.erased))
