"""A file that a command writes: all of it or nothing, so that what fails leaves the one before as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO


@contextmanager
def written(file: Path, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """What is written aside becomes the file at the end of the block, never readable by others in between. What is no
    file, such as a device or a pipe, is written to as it is.

    Raises:
        OSError: it cannot be written.
    """
    if file.exists() and not file.is_file():
        with file.open("wb") as there:
            yield there
        return
    place = file.resolve()  # where a link leads
    with NamedTemporaryFile(dir=place.parent, prefix=f"{place.name}.", suffix=".new", delete=False) as draft:
        path = Path(draft.name)
        try:
            yield draft.file
            draft.flush()
            os.fsync(draft.fileno())
            path.chmod(mode)
            path.replace(place)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
