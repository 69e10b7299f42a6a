"""A refusal on the page of a real `dsrbot run`, without a browser: the form, what is wrong in it, and the letter."""

from __future__ import annotations

import json
import re
from pathlib import Path

from domain.words.en import EN
from domain.words.en import refusing as told
from tests.bot.playground.visitor import Visitor, visiting
from tests.processes import running

GROUND = "Article 17(3)(e): we need it for a court case"
TYPED = "refresh crm contacts for anna.berg@contoso.com"


async def test_the_form_stays_open_until_it_is_whole_and_then_the_letter_is_there(tmp_path: Path) -> None:
    async with running(tmp_path, "run") as bot:
        address = (await bot.says("playground is open: ")).partition("open: ")[2].rstrip("/")
        async with visiting(address, longest=60) as visitor:
            await visitor.type("ada", TYPED)
            filed = await visitor.until("dm:ada", "I have asked for approval")
            (ref, *_) = re.findall(r"DSR-[0-9A-Z]{6}", json.dumps(filed))
            _, answer = await visitor.type("ada", f"refuse {ref[4:].lower()} {GROUND}")
            values = {field["name"]: [field["value"]] for field in answer["form"]["fields"]}
            assert values == {"ground": [GROUND], "complaint": [EN.letters.complaint("")], "remedy": [told.OWN_REMEDY]}
            _, answer = await visitor.fill("ada", "refuse", ref, {**values, "complaint": [" "]})
            errors = {field["name"]: field["error"] for field in answer["form"]["fields"] if field["error"]}
            assert errors == {"complaint": told.NEEDED}
            assert answer["form"]["fields"][0]["value"] == GROUND
            _, answer = await visitor.fill("ada", "refuse", ref, values)
            assert answer["form"] is None
            letter = await visitor.until("dm:ada", told.NEXT)
            assert GROUND in letter["card"]["copy"]
            _, answer = await visitor.type("ada", "refuse DSR-000000 because")
            await visitor.until("dm:ada", "I know no request “DSR-000000”")
            while not (channel := "".join(m for m in elsewhere(visitor) if ref in m and "Refused" in m)):
                await visitor.event()
            assert GROUND not in channel


def elsewhere(visitor: Visitor) -> list[str]:
    """All that stands in channels."""
    return [json.dumps(m, ensure_ascii=False) for (place, _), m in visitor.shown.items() if not place.startswith("dm:")]
