"""The playground's JavaScript as TypeScript reads it, by its comments and `types.d.ts`.

`python -m tests.bot.playground.typescript` says what is wrong, and ends as the compiler ends; `make page` calls it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import bot.playground
from tests.npm import NotHere, Package, installed
from tests.programs import NODE, Ask, or_exit

TYPESCRIPT = Package("typescript", "5.9.3", "bin/tsc")
PAGE = Path(bot.playground.__path__[0])


def judged(page: Path, program: Ask) -> subprocess.CompletedProcess[str]:
    """What the compiler says of the scripts in a folder that has a tsconfig.json. Raises: NotHere."""
    command = [program(NODE), installed(TYPESCRIPT, program), "--project", page, "--pretty", "false"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


if __name__ == "__main__":
    try:
        done = judged(PAGE, or_exit)
    except NotHere as missing:
        sys.exit(str(missing))
    sys.stdout.write(done.stdout or "The page keeps to its types.\n")
    sys.exit(done.returncode)
