"""A file that a command writes is there as a whole, or as it was before; and only its owner reads it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot.cli.written import written


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.mark.parametrize("before", [None, 0o600, 0o644])
def test_it_is_its_owners_alone_from_the_first_byte(tmp_path: Path, before: int | None) -> None:
    file = tmp_path / "log.jsonl"
    if before is not None:
        file.write_bytes(b"old")
        file.chmod(before)
    with written(file) as there:
        there.write(b"new")
        assert {mode(one) for one in tmp_path.iterdir() if one != file} == {0o600}
    assert (file.read_bytes(), mode(file)) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("fault", [ValueError, OSError, KeyboardInterrupt])
def test_what_fails_leaves_the_one_before(tmp_path: Path, fault: type[BaseException]) -> None:
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"old")

    def fail() -> None:
        with written(file) as there:
            there.write(b"half of it")
            raise fault

    with pytest.raises(fault):
        fail()
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_where_a_link_leads_is_written_and_the_link_stays(tmp_path: Path) -> None:
    file, link = tmp_path / "there", tmp_path / "link"
    link.symlink_to(file)
    with written(link) as there:
        there.write(b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_what_is_no_file_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with written(pipe) as there:
        there.write(b"new")
    assert os.read(reading, 10) == b"new"
    os.close(reading)
    assert pipe.is_fifo()


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(OSError), written(tmp_path / "nowhere" / "file"):  # noqa: PT011
        pass
