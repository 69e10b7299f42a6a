"""The vault's own rules, without a database."""

from __future__ import annotations

import os

import pytest
from cryptography.exceptions import InvalidTag

from storage.vault import Vault, decrypt, encrypt

MASTER, LOOKUP = os.urandom(32), os.urandom(32)


def test_what_is_encrypted_is_bound_to_what_it_is_about() -> None:
    key = os.urandom(32)
    sealed = encrypt(key, b"anna", "subject 1")
    assert decrypt(key, sealed, "subject 1") == b"anna"
    for other_key, other_bytes, about in [
        (key, sealed, "subject 2"),
        (os.urandom(32), sealed, "subject 1"),
        (key, sealed[:-1] + bytes([sealed[-1] ^ 1]), "subject 1"),
    ]:
        with pytest.raises(InvalidTag):
            decrypt(other_key, other_bytes, about)


def test_a_wrapped_key_opens_with_the_master_key_it_was_wrapped_by_or_the_one_after() -> None:
    wrapped = Vault(MASTER, LOOKUP).new_key("subject")
    new = os.urandom(32)
    key = Vault(MASTER, LOOKUP).unwrapped("subject", wrapped)
    assert Vault(new, LOOKUP, previous=MASTER).unwrapped("subject", wrapped) == key
    with pytest.raises(InvalidTag):
        Vault(new, LOOKUP).unwrapped("subject", wrapped)
    with pytest.raises(InvalidTag):
        Vault(MASTER, LOOKUP).unwrapped("another subject", wrapped)


def test_only_so_many_keys_are_remembered() -> None:
    vault = Vault(MASTER, LOOKUP, remember=2)
    for subject in ("first", "second", "third"):
        vault.new_key(subject)
    assert vault.remembered("first") is None
    assert vault.remembered("second") is not None


def test_a_key_is_remembered_for_a_while_only() -> None:
    vault = Vault(MASTER, LOOKUP, remember_seconds=0)
    vault.new_key("subject")
    assert vault.remembered("subject") is None


def test_a_lookup_is_the_same_for_one_address_and_tells_nothing_across_purposes() -> None:
    vault = Vault(MASTER, LOOKUP)
    assert vault.lookup("person", " Anna@Contoso.com") == vault.lookup("person", "anna@contoso.com ")
    assert vault.lookup("person", "anna@contoso.com") != vault.lookup("subject", "anna@contoso.com")
    assert vault.lookup("person", "anna@contoso.com") != Vault(MASTER, os.urandom(32)).lookup(
        "person", "anna@contoso.com"
    )
