"""Where nobody is checked, nobody but this machine is served: the whole process, under its own address."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tests.fakes.teams import TENANT
from tests.forked import Forked
from tests.house import CONFIG, until
from tests.ports import free_port

HOST = {"Host": "evil.example"}


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/nowhere"])
async def test_the_mode_for_the_agents_playground_serves_no_page_of_elsewhere(tmp_path: Path, path: str) -> None:
    (tmp_path / "dsrbot.toml").write_text(CONFIG)
    port = free_port()
    environ = {"TEAMS_INSECURE_LOCAL": "1", "MicrosoftAppTenantId": TENANT, "PORT": str(port), "ADMIN_PORT": "0"}
    bot = Forked("bot", "run", "--sandbox", folder=tmp_path, environ=environ, log=tmp_path / "log")
    await bot.start()
    try:
        async with aiohttp.ClientSession() as session:

            async def status(**headers: str) -> int:
                try:
                    async with session.get(f"http://127.0.0.1:{port}{path}", headers=headers) as answer:
                        return answer.status
                except aiohttp.ClientConnectionError:
                    return 0

            assert await until(lambda: status(), "it serves") in {200, 404, 503}
            assert await status(**HOST) == 403
            assert await status(Origin="http://evil.example") == 403
    finally:
        bot.kill()
        await bot.wait()
