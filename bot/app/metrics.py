"""Numbers for who watches the bot, in the text form of Prometheus: counts alone, of nobody."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.sealing import SEALED
from bot.app.wiring import Bot

TYPE = "text/plain; version=0.0.4"

SAID = {
    "dsrbot_altered_requests": "Open requests whose records are not what was filed; nothing is done for them.",
    "dsrbot_failing": "Requests and people for whom something that is done for all fails; the log says for which.",
    "dsrbot_log_sealed": "1 while the audit log is sealed as it grows, 0 while it cannot be.",
}


async def numbers(bot: Bot) -> str:
    altered = await bot.store.read(lambda unit: unit.requests.altered())
    sealed = int(bot.sealer.state == SEALED)
    found = {"dsrbot_altered_requests": altered, "dsrbot_failing": len(bot.deps.failing), "dsrbot_log_sealed": sealed}
    return _lines(found)


def _lines(values: Mapping[str, int]) -> str:
    told = (f"# HELP {name} {SAID[name]}\n# TYPE {name} gauge\n{name} {value}\n" for name, value in values.items())
    return "".join(told)
