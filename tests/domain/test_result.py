"""What came of a step is kept as what it is; what an earlier release kept as a sentence is turned back into that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from domain import result as results
from domain.drawing.results import drawn
from domain.earlier import day_of, turned_back
from domain.erasure.looks import Aim, Kind, Look, Why, packed
from domain.result import (
    AwaitsRun,
    ByMail,
    Closed,
    DoneByRun,
    Earlier,
    LeftOn,
    LookedAt,
    NotChecked,
    OnDay,
    OthersLeft,
    Result,
    RunMissed,
    Sent,
    StillIn,
    Typed,
    Unknown,
    kept,
    result_of,
)
from domain.words.en import EN

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = date(2026, 11, 2)
REFUSED = Look(aim=Aim(kind=Kind.TABLE, table="Orders"), label="Orders", source="Shop", why=Why.REFUSED)
LOOKS = {"looks": json.dumps([packed(REFUSED)])}
NOTHING: dict[str, str] = {}
MAIL = "on {at}, from d365ci@microsoft.com, under “RE: an “export”"

# (key, note, what else was kept, the sentence that earlier releases kept) → what it says
SENTENCES: Mapping[str, tuple[str, str, Mapping[str, str], str, Result]] = {
    "stated": ("statement:", "stated", NOTHING, "2 Nov 2026", OnDay(DAY)),
    "told": ("recipient:acme", "told", NOTHING, "2 Nov 2026", OnDay(DAY)),
    "not told": ("recipient:acme", "not_told", NOTHING, "2 Nov 2026", Typed("2 Nov 2026")),
    "ticked": ("static:vip", "ticked", NOTHING, "recreated", Typed("recreated")),
    "answered": ("answer:", "told", NOTHING, "2 Nov 2026", OnDay(DAY)),
    "gone": (
        "check:1", "gone", NOTHING,
        "asked 12 times at 9 places, each time with proof that the question finds whoever is there", LookedAt(12, 9),
    ),
    "there": (
        "check:1", "still_there", NOTHING,
        "source Shop, table Orders; source unknown, table Customer; table A, B, which Customer Insights makes from the "
        "profiles: look there why it was not made anew; segment VIP, Old",
        StillIn((("Shop", "Orders"), ("", "Customer")), ("A", "B"), ("VIP", "Old")),
    ),
    "unchecked": (
        "check:2", "no_check", LOOKS, "not checked: table Orders of Shop (it takes no look-up).",
        NotChecked((REFUSED,)),
    ),
    "closed": (
        "check:2", "closed", LOOKS,
        "because “I looked”; the look-up said: not checked: table Orders of Shop (it takes no look-up)",
        Closed("I looked", NotChecked((REFUSED,))),
    ),
    "closed unseen": ("check:1", "closed", NOTHING, "because “I looked”", Closed("I looked")),
    "closed, unsure": (
        "check:1", "closed", NOTHING, "because “I looked”; the look-up said: Something",
        Closed("I looked", Earlier("Something")),
    ),
    "awaits": ("downstream:merge", "scheduled", NOTHING, "waits for the scheduled refresh of {at}", AwaitsRun(NOON)),
    "by schedule": (
        "downstream:merge", "", NOTHING, "done by the scheduled refresh of {at}", DoneByRun(NOON, scheduled=True),
    ),
    "by a run": ("downstream:merge", "", NOTHING, "done by the full refresh of {at}", DoneByRun(NOON)),
    "missed": (
        "downstream:merge", "", NOTHING, "the scheduled refresh did not do it, so I start it myself", RunMissed(),
    ),
    "left on": (
        "segment:old", "timed_out", NOTHING,
        "is still active and could not be switched off again: deactivate it in Customer Insights", LeftOn(),
    ),
    "others": (
        "8f-1", "removed", NOTHING, "others who are missing from the list were removed, too: “Ada did”",
        OthersLeft("Ada did"),
    ),
    "sent": ("mail:request", "sent", NOTHING, "on {at}", Sent(NOON)),
    "sent by hand": ("mail:request", "sent", NOTHING, "on 2 Nov 2026, says Tess T", OnDay(DAY, "Tess T")),
    "came by hand": (
        "mail:delivery", "delivered", NOTHING, "on 2 Nov 2026, says Tess T: a.csv, b.csv",
        OnDay(DAY, "Tess T", ("a.csv", "b.csv")),
    ),
    "asked": (
        "mail:question", "asked", NOTHING, f"{MAIL}”", ByMail(NOON, "d365ci@microsoft.com", "RE: an “export”"),
    ),
    "asked, said": (
        "mail:question", "asked", NOTHING, "on {at}, from nobody whom I can tell, under “”, says Tess T",
        ByMail(NOON, "", "", "Tess T"),
    ),
    "delivered": (
        "mail:delivery", "delivered", NOTHING, "on {at}, from a@b.com, under “x”, in the registered mailbox: a.csv",
        ByMail(NOON, "a@b.com", "x", files=("a.csv",)),
    ),
    "delivered by link": (
        "mail:delivery", "delivered", NOTHING,
        "on {at}, from a@b.com, under “x”, in the registered mailbox: a link in the mail",
        ByMail(NOON, "a@b.com", "x", files=()),
    ),
    "delivered, said": (
        "mail:delivery", "delivered", NOTHING, "on {at}, from a@b.com, under “x”, says Tess T: a.csv, b.csv",
        ByMail(NOON, "a@b.com", "x", "Tess T", ("a.csv", "b.csv")),
    ),
    "bounced": ("mail:delivery", "bounced", NOTHING, "on {at}, from a@b.com, under “x”", ByMail(NOON, "a@b.com", "x")),
}  # fmt: skip


@pytest.mark.parametrize(("key", "note", "known", "text", "result"), SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_is_turned_back_and_reads_as_before(
    key: str, note: str, known: Mapping[str, str], text: str, result: Result
) -> None:
    before = Earlier(text, NOON if "{at}" in text else None)
    assert turned_back(key, note, before, known) == result
    assert drawn(result, UTC, EN) == drawn(before, UTC, EN)


@pytest.mark.parametrize("key", sorted({key for key, *_ in SENTENCES.values()}))
@pytest.mark.parametrize("text", ["anything", "31 Feb 2026", "2 Nov", "on {at}, somehow", "on 2 Foo 2026, says Tess"])
def test_what_nobody_is_sure_of_stays_a_sentence(key: str, text: str) -> None:
    before = Earlier(text)
    assert turned_back(key, "", before, {}) == before


COPIES = {
    LookedAt(
        12, 9, 4
    ): "asked 12 times at 9 places, 4 of them in Dataverse, each time with proof that the question finds "
    "whoever is there",
    StillIn(
        segments=("VIP",), unasked=True
    ): "segment VIP; the copies in Dataverse were not looked at yet, as they follow Customer Insights",
}


@pytest.mark.parametrize("result", COPIES, ids=repr)
def test_it_is_told_whether_dataverse_was_looked_at(result: Result) -> None:
    assert drawn(result, UTC, EN) == COPIES[result]


def test_where_dataverse_is_no_place_of_looks_what_is_kept_is_what_an_earlier_release_reads() -> None:
    for result in (LookedAt(12, 9), StillIn(segments=("VIP",))):
        assert not {"copies", "unasked"} & set(json.loads(kept(result)["result"]))


RESULTS = [
    *(result for *_, result in SENTENCES.values()), *COPIES, Earlier("as it was", NOON), Earlier("as it was"),
]  # fmt: skip


@pytest.mark.parametrize("result", RESULTS, ids=repr)
def test_a_result_is_read_as_it_was_kept(result: Result) -> None:
    assert result_of(kept(result)) == result


def test_every_kind_of_result_is_tried() -> None:
    every = {kind for kind in vars(results).values() if isinstance(kind, type) and issubclass(kind, Result)}
    assert {type(result) for result in RESULTS} == every - {Result, Unknown}


@pytest.mark.parametrize(
    "text",
    ['{"as":"later","day":"2026-11-02"}', '{"as":"on_day","when":"2026-11-02"}', '{"as":"on_day","day":"soon"}', "[]"],
)
def test_what_a_later_release_keeps_says_nothing_and_stays(text: str) -> None:
    found = result_of({"result": text})
    assert found == Unknown(text)
    assert drawn(found, UTC, EN) == ""
    assert result_of(kept(found)) == found
    assert result_of(kept(Closed("I looked", found))) == Closed("I looked", Unknown(json.dumps(json.loads(text))))


def test_what_an_earlier_release_kept_since_then_is_the_newest() -> None:
    """It knows nothing of results, so it leaves them where they are."""
    assert result_of({**kept(OnDay(DAY)), "detail": "on {at}", "at": NOON.isoformat()}) == Earlier("on {at}", NOON)
    assert result_of({"detail": "old", **kept(RunMissed())}) == RunMissed()
    assert result_of({"detail": "old", **kept(None)}) is None
    assert result_of({}) is None


def test_no_fact_of_a_result_is_called_as_what_says_its_kind() -> None:
    assert all(field.name != "as" for result in RESULTS for field in fields(result))


@pytest.mark.parametrize(
    ("text", "day"), [("2 Nov 2026", DAY), ("31 Dec 2025", date(2025, 12, 31)), ("0 Nov 2026", None)]
)
def test_a_day_is_read_as_cards_write_it(text: str, day: date | None) -> None:
    assert day_of(text) == day
