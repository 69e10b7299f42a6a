"""Mails are taken note of once each, and the mailbox is read on from where it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.mail.message import StoredMail
from domain.request import Conflict, Kind, State
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, a_mail, file_request


async def test_a_mail_is_known_by_the_name_that_the_mailbox_gave_it(store: Store) -> None:
    def add(unit: Unit) -> StoredMail | None:
        return unit.mails.get(unit.mails.add(a_mail(file_request(unit))))

    kept = await store.write(add)
    assert kept
    assert (kept.key, kept.reason, kept.sealed) == ("AAMk1", "no_question", b"sealed")
    assert await store.read(lambda unit: (unit.mails.known("AAMk1"), unit.mails.known("AAMk2"))) == (True, False)


async def test_a_mail_that_was_taken_note_of_at_the_same_moment_is_not_taken_again(store: Store) -> None:
    def twice(unit: Unit) -> None:
        request = file_request(unit)
        unit.mails.add(a_mail(request))
        with pytest.raises(Conflict):
            unit.mails.add(a_mail(request))
        assert len(unit.mails.of(request.id)) == 1

    await store.write(twice)


async def test_the_mails_of_a_request_come_in_their_order(store: Store) -> None:
    def add(unit: Unit) -> list[str]:
        request, other = file_request(unit), file_request(unit)
        for key, of in (("a", request), ("b", other), ("c", request)):
            unit.mails.add(a_mail(of, key))
        return [mail.key for mail in unit.mails.of(request.id)]

    assert await store.write(add) == ["a", "c"]


async def test_each_mailbox_is_read_on_from_where_it_was(store: Store) -> None:
    def read(unit: Unit) -> list[str]:
        before = unit.mails.cursor("one")
        unit.mails.reached("one", "5")
        unit.mails.reached("one", "9")
        unit.mails.reached("other", "2")
        return [before, unit.mails.cursor("one"), unit.mails.cursor("other")]

    assert await store.write(read) == ["", "9", "2"]


async def test_tickets_that_ended_a_while_ago_are_listened_for_no_more(store: Store) -> None:
    def find(unit: Unit) -> list[str]:
        ids = []
        for state, closed in ((State.IN_PROGRESS, None), (State.COMPLETED, NOW), (State.DENIED, NOW - timedelta(9))):
            ids.append(file_request(unit, kind=Kind.EXPORT, state=state, closed_at=closed).id)
        file_request(unit, kind=Kind.REFRESH)
        assert [r.id for r in unit.requests.of_kind(Kind.EXPORT, NOW - timedelta(1))] == ids[:2]
        return ids

    assert len(await store.write(find)) == 3
