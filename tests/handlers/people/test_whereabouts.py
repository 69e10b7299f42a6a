"""Tables, store, index and segments are asked once for many look-ups, and nothing rests on what is only remembered."""

from __future__ import annotations

import asyncio

from domain.words import en as words
from tests.handlers.erasure.erasing import ANNA, index
from tests.stage import Scene, said

SEAN = "sean.o'neil@example.com"
_OF_ALL = ("manage/entities", "manage/search", "profilestore/stateinfo", "manage/segments")


async def _asked(desk: Scene) -> dict[str, int]:
    return {part: len(await desk.calls("GET", part)) for part in _OF_ALL}


async def test_what_is_the_same_for_everybody_is_asked_once_for_many(desk: Scene) -> None:
    for who in (ANNA, SEAN, ANNA):
        assert words.find.NOT_FOUND not in said(await desk.typed("ada", f"find {who}"))
    assert await _asked(desk) == dict.fromkeys(_OF_ALL, 1)
    of_each = len(await desk.calls("GET", "/data/")) + len(await desk.calls("GET", "profile/keyring"))
    assert of_each / 3 <= 4


async def test_several_who_look_at_once_share_a_call(desk: Scene) -> None:
    held = desk.wire.hold("GET", "manage/entities")
    looks = [asyncio.create_task(desk.typed(who, f"find {ANNA}")) for who in ("ada", "amir") * 2]
    await desk.wait(lambda: held.met)
    held.release.set()
    for look in looks:
        assert words.find.found(1) in said(await look)
    assert await _asked(desk) == dict.fromkeys(_OF_ALL, 1)


async def test_that_nobody_is_there_is_said_after_asking_anew(desk: Scene) -> None:
    await desk.typed("ada", f"find {ANNA}")
    assert words.find.NOT_FOUND in said(await desk.typed("ada", "find ghost@contoso.com"))
    assert (await _asked(desk))["manage/entities"] == 2
    assert (await _asked(desk))["profilestore/stateinfo"] == 2


async def test_a_store_that_is_built_anew_meanwhile_is_a_doubt_about_nobody(desk: Scene) -> None:
    await desk.typed("ada", f"find {ANNA}")
    desk.wire.change("GET", "profilestore/stateinfo", lambda body: {**body, "primaryInfo": {"currentState": "inBuild"}})
    answer = said(await desk.typed("ada", "find ghost@contoso.com"))
    assert words.find.DOUBTS["store"] in answer
    assert words.find.NOTHING_PROVED in answer
    before = (await _asked(desk))["profilestore/stateinfo"]
    await desk.typed("ada", f"find {ANNA}")
    assert (await _asked(desk))["profilestore/stateinfo"] > before, "such a state is not kept"


async def test_a_refusal_by_a_column_that_left_the_index_is_asked_about_anew(desk: Scene) -> None:
    await desk.typed("ada", f"find {ANNA}")
    await index(desk, searchable=False, filterable=False)
    answer = said(await desk.typed("ada", f"find {ANNA}"))
    assert words.find.DOUBTS["no_index"] in answer


async def test_what_failed_is_asked_again(desk: Scene) -> None:
    desk.wire.refuse("GET", "manage/search", 404)
    for _ in range(2):
        await desk.typed("ada", f"find {ANNA}")
    found = await _asked(desk)
    assert found["manage/entities"] == 2, "a model without its index is not kept"
    await desk.typed("ada", f"find {ANNA}")
    assert await _asked(desk) == found


async def test_what_the_bot_changes_itself_is_forgotten_at_once(desk: Scene) -> None:
    await desk.typed("ada", f"find {ANNA}")
    people = desk.bot.deps.insights.people
    await people.activate("Seg_OldCampaign")
    assert words.find.dormant_segments(1) not in said(await desk.typed("ada", f"find {ANNA}"))
    assert await _asked(desk) == dict.fromkeys(_OF_ALL, 2)
    desk.wire.refuse("DELETE", "manage/segments", 500)
    await asyncio.gather(people.delete_segment("Seg_OldCampaign"), return_exceptions=True)
    await desk.typed("ada", f"find {ANNA}")
    assert await _asked(desk) == dict.fromkeys(_OF_ALL, 3), "also where nobody knows whether it took effect"


async def test_what_is_filed_rests_on_a_look_of_its_own(desk: Scene) -> None:
    await desk.typed("ada", f"find {ANNA}")
    form = await desk.typed("ada", f"erase {ANNA}")
    shown = await _asked(desk)
    assert shown["manage/entities"] == 1
    values = {field.name: tuple(field.value.splitlines()) for field in form.fields if field.value}  # type: ignore[union-attr]
    await desk.act("ada", "erase", form.ref, form=values)
    assert (await _asked(desk))["manage/entities"] == 2
    assert (await _asked(desk))["profilestore/stateinfo"] == 2
    await desk.file("ada", f"refresh crm contacts for {SEAN}")
    assert (await _asked(desk))["manage/entities"] == 3


async def test_nobody_is_asked_for_once_more_after_the_store_was_asked_anew(desk: Scene) -> None:
    await desk.typed("ada", f"find {ANNA}")
    before = len(await desk.calls("GET", "/instances/"))
    await desk.typed("ada", "find ghost@contoso.com")
    made = [call["path"] for call in (await desk.calls("GET", "/instances/"))[before:]]
    store = next(number for number, path in enumerate(made) if path.endswith("profilestore/stateinfo"))
    questions = [number for number, path in enumerate(made) if "/data/" in path]
    assert questions[0] < store < questions[-1], "what was built while the first question was answered is no doubt else"
    assert sum(number > store for number in questions) == sum(number < store for number in questions)


async def test_each_of_several_people_of_a_filing_is_looked_up_with_the_store_of_that_moment(desk: Scene) -> None:
    await desk.file("ada", f"refresh crm contacts for {ANNA} {SEAN}")
    assert (await _asked(desk))["profilestore/stateinfo"] == 2
    assert (await _asked(desk))["manage/entities"] == 1


async def test_that_no_segment_sleeps_is_told_after_asking_anew(desk: Scene) -> None:
    people = desk.bot.deps.insights.people
    await people.activate("Seg_OldCampaign")
    await desk.typed("ada", f"find {ANNA}")
    await desk.steer("PUT", "/segments/Seg_OldCampaign", {"active": False})  # by somebody in the service itself
    assert words.find.dormant_segments(1) in said(await desk.typed("ada", f"find {ANNA}"))
