"""Nothing personal can be found in the bytes of the database, not even right after it was written."""

from __future__ import annotations

from pathlib import Path

from domain.cell import hold_cell
from domain.target import Target
from storage.store import open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, a_step, a_vote, an_account, file_request

ADDRESS, REFERENCE = "anna.mueller@contoso.com", "CASE-77 of Anna"


async def test_the_files_of_a_database_hold_no_clear_text_of_what_was_sealed(sqlite_url: str) -> None:
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    async with open_store(sqlite_url, MASTER_KEY) as store:
        await store.write(use_every_table)
        while_open = read_all(folder)
    closed = read_all(folder)
    assert b"opaque-label" in while_open, "what is not secret can be found, so the search works"
    for bytes_ in (while_open, closed):
        for secret in (ADDRESS, ADDRESS.split("@")[0], REFERENCE, MASTER_KEY):
            assert secret.encode() not in bytes_
            assert secret.upper().encode() not in bytes_.upper()


def use_every_table(unit: Unit) -> None:
    person = unit.people.meet(an_account(), "Ada", ADDRESS, NOW).person
    subject = unit.subjects.for_address(ADDRESS, NOW)
    sealed = unit.subjects.seal(subject, REFERENCE, hold_cell(subject))
    mark = unit.subjects.fingerprint(ADDRESS)
    request = file_request(unit, subject_id=subject, requester_id=person.id, sealed=sealed, run=1, fingerprint=mark)
    unit.people.keep_with(request.id, person.id)
    unit.people.meet(an_account("U0NEW"), "Eve", ADDRESS, NOW)
    unit.subjects.link(request.id, subject)
    unit.steps.add([a_step(request, label="opaque-label", sealed=sealed, fault=sealed)])
    unit.votes.add(a_vote(request, reason=sealed), b"proof")
    unit.events.add("filed", NOW, actor=person.id, request=request.id, data={"reason": sealed.hex()})
    unit.notices.add("key", "asked", Target.person(person.id), NOW, request=request.id)
    unit.start(request)


def read_all(folder: Path) -> bytes:
    """The database with its write-ahead log."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("dsrbot.sqlite3*")))
