"""A chart is drawn by a process of its own, which is told nothing else, ends in time, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from domain.drawing.chart import chart
from domain.file import Hindrance, Unmade
from domain.words.en import EN
from gateways.charts import Charts
from tests.domain.test_drawn_report import FULL

CHART = chart(FULL, date(2026, 11, 2), EN)


async def drawn(*, dark: bool) -> Image.Image:
    return Image.open(io.BytesIO(await Charts()(CHART, dark=dark)))


async def test_it_is_a_picture_on_light_or_dark_paper_that_says_what_it_shows() -> None:
    light, dark = await asyncio.gather(drawn(dark=False), drawn(dark=True))
    assert (light.format, light.size) == ("PNG", dark.size)
    assert light.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert dark.convert("RGB").getpixel((2, 2)) == (0x1A, 0x1D, 0x21)
    assert light.info["Description"] == CHART.alt
    assert len({light.getpixel((x, y)) for x in range(0, light.width, 7) for y in range(0, light.height, 7)}) > 5


async def test_the_bot_itself_never_loads_what_draws() -> None:
    await Charts()(CHART, dark=False)
    code = "import bot.app.wiring, sys; print([m for m in ('matplotlib', 'numpy', 'PIL') if m in sys.modules])"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    assert (await process.communicate())[0].strip() == b"[]"


def script(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "draws.py"
    path.write_text(text, encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_it_is_given_none_of_our_environment_and_nobody_elses_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSRBOT_MASTER_KEY", "secret")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tells = script(tmp_path, "import os, sys; sys.stdin.read(); print(sorted(os.environ), os.getcwd())")
    told = (await Charts(tells)(CHART, dark=False)).decode()
    assert "MPLCONFIGDIR" in told
    assert "DSRBOT" not in told
    assert str(tmp_path) in told
    assert names(tmp_path) == ["draws.py"]


@pytest.mark.parametrize(
    "text",
    [
        "import sys; sys.exit(3)",
        "import sys; sys.stdin.read(); sys.exit(3)",
        "while True: pass",
        "import time; time.sleep(99)",
    ],
    ids=["ends", "reads and ends", "is at it for ever", "sleeps"],
)
async def test_one_that_fails_or_is_at_it_for_too_long_is_ended_and_said(tmp_path: Path, text: str) -> None:
    charts = Charts(script(tmp_path, text), within=0.5)
    for _ in range(2):
        with pytest.raises(Unmade) as unmade:
            await charts(CHART, dark=False)
        assert unmade.value.why is Hindrance.UNDRAWN
