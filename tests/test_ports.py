"""A port that one process of tests is given is given to no other one, also before and after somebody listens on it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
ASKS = "from tests.ports import free_port; print(free_port(), flush=True); input()"


@pytest.fixture
def among() -> dict[str, str]:
    """A range of two that no other test uses."""
    first = 20_000 + os.getpid() % 490 * 2
    return {**os.environ, "TEST_PORTS": f"{first}-{first + 1}"}


def asking(among: dict[str, str], stack: ExitStack) -> str:
    """What a process is given, which goes on."""
    started = subprocess.Popen([sys.executable, "-c", ASKS], cwd=HOME, env=among, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
    process = stack.enter_context(started)
    assert process.stdout
    stack.callback(process.kill)
    return process.stdout.readline().strip()


def test_no_two_processes_are_given_the_same_one_though_nobody_listens_yet(among: dict[str, str]) -> None:
    with ExitStack() as stack:
        given = [asking(among, stack) for _ in range(3)]
    assert len({*given[:2]}) == 2
    assert all(given[:2])
    assert given[2] == "", "there is none left"


def test_what_a_process_was_given_is_free_again_when_it_has_ended(among: dict[str, str]) -> None:
    for _ in range(3):
        with ExitStack() as stack:
            assert asking(among, stack)
