"""The form of a refresh that is corrected or filed anyway."""

from __future__ import annotations

import pytest

from domain.card import Form
from domain.words import en as words
from tests.stage import Scene


async def sources(on: Scene, verb: str, ref: str) -> tuple[set[str], str]:
    """Which are chosen in the form, and what is said of them."""
    form = await on.act("ada", verb, ref)
    assert isinstance(form, Form)
    field = next(field for field in form.fields if field.name == "sources")
    return set(field.value.split()) & {option.value for option in field.options}, field.hint


@pytest.mark.parametrize("verb", ["correct", "file-anyway"])
@pytest.mark.parametrize("who", ["", " for anna.berg@contoso.com"])
async def test_sources_that_unlisted_are_named_and_the_others_chosen(desk: Scene, verb: str, who: str) -> None:
    there, gone = await desk.source_id("CRM Contacts"), await desk.source_id("CRM Web")
    ref = await desk.file("ada", f"refresh crm contacts, crm web{who}")
    assert await sources(desk, verb, ref) == ({there, gone}, "")
    await desk.steer("DELETE", f"/datasources/{gone}")
    await desk.bot.deps.catalog.sources(fresh=0)
    assert await sources(desk, verb, ref) == ({there}, words.refresh.unlisted(["CRM Web"]))
