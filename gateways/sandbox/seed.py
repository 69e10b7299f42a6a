"""A fresh world: last night's scheduled run went well, nothing is under way."""

from __future__ import annotations

from datetime import datetime, timedelta

from gateways.sandbox.contoso_directory import DIRECTORY, GONE_ID, ODD_SOURCES, SEGMENTS, SOURCES
from gateways.sandbox.jobs import advance, submit
from gateways.sandbox.world import Assignment, Node, Segment, Source, State, World, node_key

SEEDS = ("contoso", "odd", "many")
# A large company, with the seed "many": two hundred sources and fifty segments, four of which sleep.
MANY_SOURCES = tuple((f"Branch{n}", f"Branch {n}", "attachCdm", "jan.maas", ("rows",)) for n in range(188))
MANY_SEGMENTS = tuple((f"Seg_Branch{n}", f"Branch {n}", 2, n % 15 != 0, False, True) for n in range(44))
_NEVER_REFRESHED = "EventRegistrations"
_CORRUPT = "StoreReceipts"


def fresh_world(seed: str, seconds: float, now: datetime) -> World:
    """`seconds` is how long a refresh takes. Raises ValueError with a seed that there is not."""
    if seed not in SEEDS:
        raise ValueError(f"There is no seed {seed!r}; there are {' and '.join(SEEDS)}.")
    rows = SOURCES + (ODD_SOURCES if seed == "odd" else MANY_SOURCES if seed == "many" else ())
    shapes = SEGMENTS + (MANY_SEGMENTS if seed == "many" else ())
    sources = [_source(now, number, *row) for number, row in enumerate(rows, start=1)]
    world = World(
        seed=seed,
        seconds=seconds,
        linger=0.5,
        sources={source.id: source for source in sources if source.name != _NEVER_REFRESHED},
        nodes={},
        assignments={entry.principal_id: entry for entry in _assignments()},
        segments={segment.name: segment for segment in (_segment(now, *row) for row in shapes)},
    )
    _run_last_night(world, now)
    for source in sources:
        if source.name == _NEVER_REFRESHED:
            add_source(world, source)
    return world


def _source(
    now: datetime, number: int, name: str, friendly_name: str, kind: str, owner: str, tables: tuple[str, ...]
) -> Source:
    return Source(
        id=f"a1b2c3d4-{number:04}-4a00-8000-{number:012}",
        name=name,
        friendly_name=friendly_name,
        kind=kind,
        owner=f"{owner}@contoso.com",
        tables=tables,
        created=now - timedelta(days=400 - number),
        corrupt=name == _CORRUPT,
        takes_filters=name == _CORRUPT,
    )


def _segment(
    now: datetime, name: str, friendly_name: str, every: int, active: bool, static: bool, evaluated: bool
) -> Segment:
    when = now - (timedelta(hours=6) if active and not static else timedelta(days=300))
    return Segment(
        name=name,
        friendly_name=friendly_name,
        every=every,
        active=active,
        static=static,
        evaluated=when if evaluated else None,
    )


def _assignments() -> list[Assignment]:
    owners_first = sorted(DIRECTORY, key=lambda entry: entry.kind == "app")
    seeded = [Assignment(principal_id=e.id, principal_type=e.kind, roles=(e.role,)) for e in owners_first if e.role]
    return [*seeded, Assignment(principal_id=GONE_ID, principal_type="user", roles=("Viewer",))]


def _run_last_night(world: World, now: datetime) -> None:
    began = now - timedelta(hours=6)
    seconds, world.seconds = world.seconds, 600.0
    submit(world, "all", (), now=began, scheduled=True, forced=False)
    advance(world, now)
    world.seconds = seconds


def add_source(world: World, source: Source) -> None:
    """A source that was never refreshed."""
    world.sources[source.id] = source
    world.nodes[node_key("ingestion", source.id)] = Node(
        operation="ingestion",
        identifier=source.id,
        name=source.friendly_name,
        state=State.NEEDS_UPDATE,
        reason="firstRun",
    )
