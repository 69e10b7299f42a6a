"""Reports of undelivered mail: whom they say was not reached."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail.recognition import recognise
from domain.mail.reports import failed_in, reports
from tests.mails import CORPUS, RULES, THREAD
from tests.mails.bounces import BOUNCES
from tests.mails.case import raw
from tests.mails.forged import FAILED
from tests.mails.reading import headers_only, whole

TEAM = "D365CI@microsoft.com"
HEAD = "Reporting-MTA: dns; mx.example\n\n"


@pytest.mark.parametrize(
    ("status", "failed"),
    [
        (f"{HEAD}Final-Recipient: rfc822; {TEAM}\nAction: failed\nStatus: 5.1.1\n", [TEAM]),
        (f"{HEAD}Final-Recipient: RFC822;<{TEAM}>\r\nAction: Failed\r\n", [TEAM]),
        (f"{HEAD}Original-Recipient: rfc822;{TEAM}\nFinal-Recipient: x400; C=US\nAction: failed\n", ["c=us", TEAM]),
        (f"{HEAD}Final-Recipient: rfc822; {TEAM}\nAction: delayed\n", []),
        (f"{HEAD}Final-Recipient: rfc822; {TEAM}\nAction: delivered\n", []),
        (
            f"{HEAD}Final-Recipient: rfc822; a@b.c\nAction: failed\n\nFinal-Recipient: rfc822; {TEAM}\nAction: relayed",
            ["a@b.c"],
        ),
        ("", []),
        ("nothing of the kind", []),
    ],
)  # fmt: skip
def test_who_was_not_reached_for_good_is_named(status: str, failed: list[str]) -> None:
    assert failed_in(status) == tuple(name.casefold() for name in failed)


@given(st.text(max_size=2000))
def test_any_status_can_be_read(status: str) -> None:
    failed_in(status)


def test_the_part_that_says_so_outweighs_field_and_text() -> None:
    mail = whole(raw(f"Not delivered to {TEAM}.", x_failed_recipients=TEAM))
    assert reports(mail, TEAM)
    assert not reports(replace(mail, failed=("other@contoso.com",)), TEAM)
    assert not reports(replace(mail, failed=()), TEAM)
    assert reports(replace(mail, failed=(TEAM.casefold(),)), TEAM)


def test_the_field_outweighs_the_text() -> None:
    assert not reports(whole(raw(f"To {TEAM}", x_failed_recipients="other@contoso.com")), TEAM)
    assert reports(whole(raw("To somebody", x_failed_recipients=f"other@contoso.com, <{TEAM}>")), TEAM)


def test_every_bounce_of_the_corpus_reports_our_own_recipient() -> None:
    bounces = [case for case in BOUNCES if case.name.startswith("a bounce")]
    unreported = [case.name for case in bounces if not reports(_read(case.raw), TEAM)]
    assert unreported == []


def test_automatic_mail_whose_sender_is_proved_to_be_forged_is_forged_whatever_it_is() -> None:
    forged = FAILED.replace("microsoft.com", "contoso.com")
    by_machine = [
        case for case in CORPUS if case.meaning in {"bounce", "auto_reply"} and "contoso.com>" in str(case.raw)
    ]
    for case in by_machine:
        mail = headers_only(b"Authentication-Results: " + forged.encode() + b"\r\n" + case.raw)
        if mail.sender.endswith("@contoso.com"):
            assert recognise(mail, THREAD, RULES).meaning == "forged"


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-generated"},
        {"precedence": "bulk"},
        {"list_unsubscribe": "<https://x.example>"},
        {"return_path": "<>"},
    ],
)
def test_what_a_machine_sent_from_the_teams_own_address_is_perhaps_an_answer(headers: dict[str, str]) -> None:
    asked = recognise(whole(raw("Please confirm the request.", **headers)), THREAD, RULES)
    assert (asked.meaning, asked.reason) == ("auto_reply", "by_machine")
    unproved = recognise(whole(raw("Please confirm.", authentication_results=None, **headers)), THREAD, RULES)
    assert (unproved.meaning, unproved.reason == "by_machine") == ("auto_reply", False)


def _read(content: bytes):  # type: ignore[no-untyped-def]
    mail = whole(content)
    status = content.partition(b"message/delivery-status\r\n\r\n")[2].partition(b"\r\n--=-=-cut")[0]
    found = content.partition(b"message/delivery-status\n\n")[2].partition(b"\n--=-=-cut")[0] or status
    return replace(mail, failed=failed_in(found.decode())) if found else mail
