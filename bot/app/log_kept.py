"""What `[audit]` asks for, and this machine cannot do: said by `dsrbot check`, and at the start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from storage.destroyed import list_beside

_NOWHERE = (
    "audit.anchor is in a folder that is not there or cannot be written, so the log is compared with nothing, and no "
    "key that is destroyed is put on the list: make the folder, or check what is mounted and its rights."
)
_LIST = "The list of destroyed keys beside audit.anchor cannot be read and written: check the disk and its rights."


def unkept(anchor: str) -> Iterator[str]:
    """Why what stands on another disk protects nothing; a sentence each. Only looks."""
    if not anchor:
        return
    path = Path(anchor)
    beside = list_beside(path)
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        yield _NOWHERE
    elif beside and beside.exists() and not (beside.is_file() and os.access(beside, os.R_OK | os.W_OK)):
        yield _LIST
