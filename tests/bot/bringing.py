"""Files that somebody gives at a door, as tests read them."""

from __future__ import annotations

import pytest

from domain.upload import NotBrought, Unbrought, Upload

MOST = 1_000


async def why(file: Upload) -> Unbrought:
    """It is not brought."""
    with pytest.raises(NotBrought) as bad:
        await file.read(MOST)
    return bad.value.why
