"""Each kind of event is written by somebody and explained to who checks the log; what another release wrote stays."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_type_hints

import pytest

from domain.erasure.plan import HumanTask
from domain.event import EventKind
from domain.export.plan import Deed
from domain.request import SETTLED, Verdict
from handlers.erasure.acts import EVENTS as SETTLED_BY_PEOPLE
from handlers.export.acts import EVENTS as DONE_BY_PEOPLE
from handlers.ports import Events
from handlers.requests.audit import note
from handlers.requests.case import Case
from handlers.requests.decision import VOTED
from handlers.requests.steps import ENDS

HOME = Path(__file__).parents[2]
DOCS = HOME / "docs" / "audit-log.md"


@pytest.fixture(scope="module")
def written() -> str:
    """All that can write an event."""
    rooms = (HOME / room for room in ("bot", "domain", "handlers", "storage"))
    files = (file for room in rooms for file in room.rglob("*.py") if file != HOME / "domain" / "event.py")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("kind", EventKind)
def test_each_kind_is_written_by_somebody(kind: EventKind, written: str) -> None:
    assert re.search(rf"\bEventKind\.{kind.name}\b", written)


def test_each_kind_is_explained_to_who_checks_the_log() -> None:
    explained = re.findall(r"^\| `([a-z_.-]+\.[a-z_-]+)` \| \w", DOCS.read_text(), re.MULTILINE)
    assert explained == [kind.value for kind in EventKind]


def test_whatever_somebody_can_do_has_its_kind() -> None:
    assert (set(SETTLED_BY_PEOPLE), set(DONE_BY_PEOPLE)) == (set(HumanTask), set(Deed))
    assert (set(VOTED), set(ENDS)) == (set(Verdict), set(SETTLED))
    for of in (SETTLED_BY_PEOPLE, DONE_BY_PEOPLE, VOTED, ENDS):
        assert len(set(of.values())) == len(of)


def test_what_another_release_wrote_stays_as_it_is() -> None:
    other = EventKind("request.washed")
    assert (other, other.value, other in set(EventKind)) == ("request.washed", "request.washed", False)
    assert EventKind("request.filed") is EventKind.REQUEST_FILED


def test_no_text_can_be_given_for_a_kind(written: str) -> None:
    assert {get_type_hints(add)["kind"] for add in (Events.add, Case.event, note)} == {EventKind}
    assert "EventKind(" not in written
