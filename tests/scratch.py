"""Where tests keep what they throw away: in memory where there is plenty; a disk would have to sync all the time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
_PLENTY = 2**31  # bytes; a container often has 64 MB only


def memory() -> str | None:
    """A folder in memory; None where there is none that is large enough."""
    roomy = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _PLENTY
    return str(_MEMORY) if roomy else None
