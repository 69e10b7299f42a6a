"""`python -m tests.pictures [case…]`: every case as pictures in docs/doors/."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pictures.cases import CASES
from tests.pictures.doors import doors
from tests.programs import or_exit
from tests.stage import scene

PICTURES = Path(__file__).parents[2] / "docs/doors"


async def main(wanted: list[str]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with doors(or_exit) as easels:
        for name in wanted:
            with TemporaryDirectory() as folder:
                async with scene(f"sqlite:///{folder}/bot.db", Path(folder)) as on:
                    seen = await CASES[name](on)
            for part, answer in seen.answers.items():
                (PICTURES / f"{name}-{part}.png").write_bytes(await easels.draw(answer))
            if seen.record:
                (PICTURES / f"{name}-record.png").write_bytes(await easels.page(seen.record))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or list(CASES)))
