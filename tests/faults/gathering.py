"""Gathers what a storm has left, from everything that outlives the bot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from domain.audit.verify import Broken, Verifier
from gateways.sandbox.contoso_directory import DIRECTORY
from storage.log_file import whole
from storage.signing import fits
from storage.store import open_reader
from tests.databases import MASTER_KEY
from tests.fakes.teams import world as teams
from tests.faults.evidence import Evidence, Letter, Row
from tests.faults.load import ADA, BEN, CLEO, Load
from tests.faults.story import APPROVALS, chat
from tests.faults.weather import Weather
from tests.house import text_of

_INSTANTS = (
    "requests.created_at",
    "requests.decided_at",
    "requests.closed_at",
    "votes.at",
    "events.at",
    "notices.created_at",
    "steps.settled_at",
)
_MANAGED = "/manage/segments/"
_ROWS = "SELECT id, kind, state, created_at, decided_at, closed_at, expires_at FROM requests"
_VOTES = "SELECT request_id, person_id FROM votes WHERE verdict = 'approve'"
_CALLED = "SELECT request_id FROM events WHERE kind = 'request.stalled'"
_WORKS = "SELECT workflow_uuid || ' ' || status FROM dbos.workflow_status WHERE status <> 'SUCCESS'"
_LOST = "SELECT kind || ' ' || given_up FROM notices WHERE given_up IS NOT NULL AND doubts = 0"


async def gathered(load: Load, weather: Weather, began: datetime) -> Evidence:
    rows = load.at.rows
    calls = [call for call in await load.at.calls() if call["method"] == "DELETE" and call["status"] in {200, 204}]
    return Evidence(
        began=began,
        ended=datetime.now(UTC),
        filed=load.filed,
        rows={row[0]: row[1] for row in _requests(load)},
        works=[work for (work,) in rows(_WORKS)],
        deletions=list(_deletions(calls)),
        segments=[datetime.fromisoformat(call["at"]) for call in calls if _MANAGED in call["path"]],
        voted=load.erasing.voted if load.erasing else None,
        letters=list(_letters(load, (await load.at.steer("GET", "mail"))["received"])),
        unseen=list(_unseen(load)),
        given_up=[notice for (notice,) in rows(_LOST)],
        posts=_posts(load),
        called=Counter(ref for (ref,) in rows(_CALLED)),
        doubling=weather.doubling,
        stamps=dict(_stamps(load)),
        chain=await _chain(load.at.database),
        lease=weather.lease,
        taken_over=weather.taken_over,
        undead=weather.undead,
    )


def _requests(load: Load) -> Iterator[tuple[str, Row]]:
    voters = set[tuple[str, str]](load.at.rows(_VOTES))
    for ref, kind, state, created, decided, closed, expires in load.at.rows(_ROWS):
        own = frozenset(person for of, person in voters if of == ref)
        yield ref, Row(kind, state, created, decided, closed, expires, own)


def _deletions(calls: list[dict[str, Any]]) -> Iterator[tuple[str, datetime]]:
    """Of those that had their effect: what is gone already is answered with 404."""
    known = {entry.id: str(entry.mail) for entry in DIRECTORY}
    for call in calls:
        if _MANAGED not in call["path"]:
            address = known.get(call["path"].partition("/rbac/principals/")[2].partition("/")[0], call["path"])
            yield address, datetime.fromisoformat(call["at"])


def _letters(load: Load, received: list[dict[str, Any]]) -> Iterator[Letter]:
    for letter in received:
        subject, at = str(letter["subject"]), datetime.fromisoformat(letter["at"])
        ref = next((ref for ref in load.filed if ref in subject), subject)
        yield Letter(ref, subject.startswith("Re:"), at)


def _unseen(load: Load) -> Iterator[tuple[str, str]]:
    for ref in load.filed:
        places = (APPROVALS, chat(ADA), chat(BEN), chat(CLEO))
        yield from ((ref, place) for place in places if not load.story.shows(place, ref))
        for place in (teams.APPROVALS, teams.ADA.chat, teams.BEN.chat):
            if not any(ref in said.text for said in load.teams.world.shown(place)):
                yield ref, place


def _posts(load: Load) -> Counter[str]:
    """What was said in each place in these words, by a call that was answered as it should be."""
    slack = [call for call in load.at.slack.world.made("chat.postMessage") if call.status == 200 and not call.error]
    said = Counter(text_of(call.arguments) for call in slack)
    there = [call for call in load.teams.world.made("send", "create") if call.status == 201 and _says(call.body)]
    return said + Counter(text_of([call.path, call.body]) for call in there)


def _says(body: dict[str, Any]) -> bool:
    """Whether it is a message, and no answer to somebody who wrote just now."""
    return "DSR-" in text_of(body)


def _stamps(load: Load) -> Iterator[tuple[str, tuple[datetime, datetime]]]:
    for instant in _INSTANTS:
        table, column = instant.split(".")
        yield instant, load.at.rows(f"SELECT min({column}), max({column}) FROM {table}")[0]


async def _chain(url: str) -> str:
    async with open_reader(url, MASTER_KEY) as reader:
        key, newest = await reader.read(lambda unit: (unit.log.keys.public(), unit.log.newest()))
        verifier = Verifier(key, fits, newest[0] if newest else None)
        try:
            async for line in whole(reader, datetime.now(UTC)):
                verifier.take(line)
            verifier.end()
        except Broken as broken:
            return str(broken)
    return ""
