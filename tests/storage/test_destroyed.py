"""The list of destroyed keys: shared, torn lines, lines of others, and what it does to a database that comes back."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.destroyed import DestroyedKeys, list_beside
from storage.vault import Vault

VAULT = Vault(os.urandom(32), os.urandom(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dsrbot.anchor.destroyed"


def test_it_stands_beside_the_anchor() -> None:
    assert list_beside(Path("/disk/dsrbot.anchor")) == Path("/disk/dsrbot.anchor.destroyed")
    assert list_beside(None) is None


def test_what_is_appended_is_read_again(path: Path) -> None:
    keys = DestroyedKeys(path, VAULT)
    assert not keys.missing, "there is no anchor either"
    path.with_suffix("").touch()
    assert keys.missing
    keys.append(["ab12"])
    keys.append([])
    keys.append(["cd34", "ab12"])
    assert keys.read() == ({"ab12", "cd34"}, 0)
    assert not keys.missing


def test_without_a_path_nothing_is_kept_and_nothing_missing() -> None:
    keys = DestroyedKeys(None, VAULT)
    keys.append(["ab12"])
    assert keys.read() == (set(), 0)
    assert not keys.missing
    assert not keys.wanted


@pytest.mark.parametrize("cut", [1, 5, 20, 33])
def test_a_line_that_was_cut_off_costs_itself_alone(path: Path, cut: int) -> None:
    keys = DestroyedKeys(path, VAULT)
    keys.append(["aaaa", "bbbb"])
    path.write_bytes(path.read_bytes()[:-cut])
    assert keys.read() == ({"aaaa", "bbbb"} if cut == 1 else {"aaaa"}, int(cut > 1))
    keys.append(["cccc"])
    found, _ = keys.read()
    assert found >= {"aaaa", "cccc"}


def test_lines_of_others_destroy_nothing_and_are_counted(path: Path) -> None:
    other = DestroyedKeys(path, Vault(os.urandom(32), os.urandom(32)))
    other.append(["aaaa"])
    with path.open("ab") as file:
        file.write(b"bbbb\n\xff\xfe\nbbbb 00000000000000000000000000000000\n")
    assert DestroyedKeys(path, VAULT).read() == (set(), 4)


def test_many_may_append_at_once(path: Path) -> None:
    ids = [f"{number:04x}" for number in range(200)]
    with ThreadPoolExecutor(8) as replicas:
        list(replicas.map(lambda one: DestroyedKeys(path, VAULT).append([one]), ids))
    assert DestroyedKeys(path, VAULT).read() == (set(ids), 0)
