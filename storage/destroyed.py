"""The list of destroyed keys: a file outside the database, so that a backup that is restored loses them again.

A line is the id of a subject and a proof, by a key of the database, that it was the bot who wrote it. Replicas share
the file: each line is appended under a lock, and on the disk before anything rests on it.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Sequence
from pathlib import Path

from storage.vault import Vault

_LINE = re.compile(r"([0-9a-f]{1,64}) ([0-9a-f]{32})")


def list_beside(anchor: Path | None) -> Path | None:
    """Where the list stands: beside the anchor of the log."""
    return anchor.with_name(f"{anchor.name}.destroyed") if anchor else None


class DestroyedKeys:
    """Without a path, there is none."""

    def __init__(self, path: Path | None, vault: Vault) -> None:
        self._path, self._vault = path, vault

    @property
    def wanted(self) -> bool:
        return self._path is not None

    @property
    def missing(self) -> bool:
        """Though there is an anchor that it should stand beside."""
        return self._path is not None and not self._path.exists() and self._path.with_suffix("").exists()

    def read(self) -> tuple[set[str], int]:
        """The ids, and how many lines prove nothing: cut off while they were written, or not of this database.

        Raises:
            OSError: it cannot be read.
        """
        if not self._path or not self._path.exists():
            return set(), 0
        lines = self._path.read_text(encoding="ascii", errors="replace").split("\n")
        found = [_LINE.fullmatch(line) for line in lines if line]
        proved = {one[1] for one in found if one and one[2] == self._proof(one[1])}
        return proved, len(found) - sum(bool(one and one[1] in proved) for one in found)

    def append(self, subject_ids: Sequence[str]) -> None:
        """Raises OSError; what is on it already does no harm."""
        if not self._path:
            return
        new = not self._path.exists()
        lines = "".join(f"{one} {self._proof(one)}\n" for one in subject_ids)
        with self._path.open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(_begun(file.fileno()) + lines.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        if new:
            keep_name(self._path.parent)

    def _proof(self, subject_id: str) -> str:
        return self._vault.fingerprint(f"destroyed {subject_id}")[:32]


def _begun(handle: int) -> bytes:
    """What ends a line that was cut off, so that the next one is whole."""
    size = os.fstat(handle).st_size
    return b"" if not size or os.pread(handle, 1, size - 1) == b"\n" else b"\n"


def keep_name(folder: Path) -> None:
    """That there is such a file, on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
