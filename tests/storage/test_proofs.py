"""What one kind of row proves, no other does, nor does another database."""

from __future__ import annotations

import os

import pytest

from storage.proofs import Proofs
from storage.vault import Vault

VAULT = Vault(os.urandom(32), os.urandom(32), orders_key=os.urandom(32))
OTHER = Vault(os.urandom(32), os.urandom(32), orders_key=os.urandom(32))
VOTES = Proofs(VAULT, b"votes")
FOREIGN: dict[str, bytes | None] = {
    "none": None,
    "empty": b"",
    "of another text": VOTES.of("no"),
    "cut off": VOTES.of("yes")[:-1],
    "of another kind": Proofs(VAULT, b"devices").of("yes"),
    "of another database": Proofs(OTHER, b"votes").of("yes"),
}


def test_what_was_said_is_proved() -> None:
    assert VOTES.fits("yes", VOTES.of("yes"))


@pytest.mark.parametrize("which", FOREIGN)
def test_nothing_else_proves_it(which: str) -> None:
    assert not VOTES.fits("yes", FOREIGN[which])
