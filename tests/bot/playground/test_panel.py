"""The sandbox panel and the clock, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.playground.demo_desk import SOURCES, Served, served
from tests.bot.playground.visitor import TOKEN, Visitor, visiting
from tests.domain.words.pseudo import pseudo, unspoken


async def _get(visitor: Visitor, path: str) -> tuple[int, Any]:
    async with visitor.session.get(f"{visitor.url}/playground/api/{path}") as answer:
        return answer.status, await (answer.json() if answer.status == 200 else answer.text())


async def test_words_to_complete_come_from_the_wiring(visitor: Visitor) -> None:
    _, words = await _get(visitor, "complete")
    assert "remove-user" in [verb["text"] for verb in words["verbs"]]
    assert '"CRM Contacts"' in [source["text"] for source in words["after"]["refresh"]]


async def test_the_next_refresh_goes_as_chosen(visitor: Visitor) -> None:
    body = {"source": "CRM Web", "behaviour": "fail", "seconds": 2}
    assert await visitor.post("steer", body) == (200, {})
    _, panel = await _get(visitor, "sandbox")
    assert [source["name"] for source in panel["sources"]] == list(SOURCES)
    assert {"id": "CRM Web", "name": "CRM Web", "behaviour": "fail", "seconds": 2} in panel["sources"]


async def test_a_sandbox_that_is_silent_gives_a_plain_sentence(visitor: Visitor, here: Served) -> None:
    here.desk.down = True
    assert await _get(visitor, "sandbox") == (502, "The sandbox is not answering.")
    body = {"source": "CRM Web", "behaviour": "fail", "seconds": None}
    assert await visitor.post("steer", body) == (502, "The sandbox did not take that.")


async def test_microsofts_team_answers_as_chosen(visitor: Visitor, here: Served) -> None:
    assert await visitor.post("team", {"behaviour": "silence"}) == (200, {})
    assert (await _get(visitor, "sandbox"))[1]["team"] == "silence"
    assert (await visitor.post("team", {"behaviour": ""}))[0] == 400
    here.desk.down = True
    assert await visitor.post("team", {"behaviour": "answer"}) == (502, "The sandbox did not take that.")


async def test_a_person_is_deleted_in_the_original_sources_and_it_is_said_where(visitor: Visitor, here: Served) -> None:
    body = {"email": " anna@contoso.com "}
    status, answer = await visitor.post("delete", body)
    assert (status, here.desk.deleted) == (200, ["anna@contoso.com"])
    assert answer["said"].startswith("Deleted in CRM Contacts and CRM Web.")
    assert "any more" in (await visitor.post("delete", body))[1]["said"]
    assert (await visitor.post("delete", {"email": ""}))[0] == 400
    here.desk.down = True
    assert await visitor.post("delete", body) == (502, "The sandbox did not take that.")


async def test_a_static_segment_is_made_anew(visitor: Visitor) -> None:
    _, before = await _get(visitor, "sandbox")
    assert before["segments"] == [{"id": "Seg_TradeFair", "name": "Trade fair 2025", "at": None}]
    assert (await visitor.post("recreate", {"segment": "Seg_TradeFair"}))[0] == 200
    _, after = await _get(visitor, "sandbox")
    assert after["segments"][0]["at"]
    assert (await visitor.post("recreate", {"segment": "Seg_Nobody"}))[0] == 502


@pytest.mark.parametrize("seconds", [-1, 86_401, "1", float("1e999")])
async def test_a_length_that_makes_no_sense_is_refused(visitor: Visitor, seconds: object) -> None:
    assert (await visitor.post("steer", {"source": "CRM Web", "behaviour": "fail", "seconds": seconds}))[0] == 400


async def test_the_clock_moves_on_and_back_to_now(visitor: Visitor, here: Served) -> None:
    assert await visitor.post("clock", {"seconds": 3_600}) == (200, {"ahead": 3_600})
    assert await visitor.post("clock", {"seconds": 86_400}) == (200, {"ahead": 90_000})
    assert here.desk.ahead == 90_000
    while visitor.ahead != 90_000:  # every page that is open sees it
        await visitor.event()
    assert await visitor.post("clock", {"seconds": None}) == (200, {"ahead": 0})
    assert here.desk.ahead == 0


@pytest.mark.parametrize("body", [{}, {"seconds": 0}, {"seconds": -60}, {"seconds": 1e12}, {"seconds": True}])
async def test_the_clock_moves_by_sensible_steps_only(visitor: Visitor, here: Served, body: object) -> None:
    assert (await visitor.post("clock", body))[0] == 400
    assert here.desk.ahead == 0


async def test_why_not_is_said_in_the_words_of_the_company() -> None:
    async with served(words=pseudo()) as here, visiting(here.url) as visitor:
        here.desk.down = True
        steering = {"source": "CRM Web", "behaviour": "fail", "seconds": None}
        act = {"act": "typed", "who": "ada", "place": "dm:ben", "delivery": "delivery-1", "text": "help"}
        async with visitor.session.get(f"{visitor.url}/playground/none.js") as missing:
            heard = [(missing.status, await missing.text())]
        heard += [await _get(visitor, "sandbox"), await visitor.post("steer", steering), await visitor.post("act", {})]
        heard += [await visitor.post("act", act), await visitor.post("act", act, **{TOKEN: "another start"})]
    assert [status for status, _ in heard] == [404, 502, 502, 400, 400, 403]
    assert len({said for _, said in heard}) == 6
    assert [(said, unspoken(said)) for _, said in heard if unspoken(said)] == []
