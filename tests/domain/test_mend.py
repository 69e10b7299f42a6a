"""What is wrong with a door is kept as what it is, and said in the words of who reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.drawing.mend import drawn
from domain.mend import (
    ChannelShared,
    ConversationShared,
    CredentialsRefused,
    DirectoryRefused,
    EarlierMend,
    Mend,
    RightsMissing,
    TenantRefused,
    TenantSilent,
    TokenRefused,
    UnknownMend,
    WorkspaceRefused,
    WorkspaceWithdrawn,
    kept,
    mend_of,
)
from domain.words.en import EN
from tests.domain.words.pseudo import pseudo

PSEUDO = pseudo()

MENDS: list[Mend] = [
    TokenRefused("SLACK_APP_TOKEN", "token_revoked"),
    WorkspaceRefused("T0FABRIKAM", "token_revoked"),
    WorkspaceWithdrawn("T0FABRIKAM", ""),
    WorkspaceWithdrawn("T0FABRIKAM", "org_login_required"),
    RightsMissing("chat:write users:read"),
    ChannelShared("approvals", "C0"),
    ConversationShared("approvals", "19:x@thread.tacv2"),
    CredentialsRefused(""),
    DirectoryRefused(),
    TenantRefused("99999999-3333-4444-8555-666666666666"),
    TenantSilent("99999999-3333-4444-8555-666666666666"),
]


@pytest.mark.parametrize("mend", MENDS, ids=lambda mend: type(mend).__name__)
def test_it_is_read_as_it_was_kept_and_said(mend: Mend) -> None:
    row: dict[str, Any] = json.loads(json.dumps({"surface": "slack", "code": "c", **kept(mend)}))
    assert mend_of(row) == mend
    assert drawn(mend, EN).endswith(".")


def test_no_kind_is_left_out() -> None:
    assert {type(mend) for mend in MENDS} | {EarlierMend, UnknownMend} == set(Mend.__subclasses__())


@pytest.mark.parametrize("row", [{**kept(None)}, {"mend": ""}, {"code": ""}])
def test_where_nothing_is_kept_all_is_well_again(row: dict[str, str]) -> None:
    assert mend_of({"surface": "slack", **row}) is None


def test_the_sentence_of_an_earlier_release_stands_as_it_was() -> None:
    found = mend_of({"surface": "slack", "code": "token_revoked", "mend": "Copy the token again."})
    assert found == EarlierMend("Copy the token again.")
    assert drawn(found, PSEUDO) == "Copy the token again."


@pytest.mark.parametrize("row", [{"what": "licence_ended", "until": "2027"}, {"what": "token_refused"}])
def test_what_a_later_release_keeps_is_said_elsewhere(row: dict[str, str]) -> None:
    found = mend_of({"surface": "slack", "code": "x", **row})
    assert found == UnknownMend()
    assert drawn(found, EN) == EN.notices.MEND_UNKNOWN


@pytest.mark.parametrize("mend", MENDS, ids=lambda mend: type(mend).__name__)
def test_no_word_of_it_escapes_its_readers_language(mend: Mend) -> None:
    assert str(drawn(mend, PSEUDO)).startswith(f"⟦{drawn(mend, EN)}⟧")
