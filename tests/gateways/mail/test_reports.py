"""Whom Graph's mails report as not reached, however they are made."""

from __future__ import annotations

import pytest

from gateways.mail.graph_reading import failed_in_mime
from tests.linear import seconds

_STATUS = "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; Team@Microsoft.com\nAction: failed\n"
_REPORT = (
    f"Content-Type: multipart/report; boundary=b\n\n--b\n\nIt came back.\n--b\nContent-Type: {{}}\n\n{_STATUS}\n--b--\n"
)
_LONG = 500_000
TIRING = {
    "a field of separators": "Content-Type: multipart/report" + ";" * _LONG,
    "a field of quotes": "Content-Type: multipart/report; boundary=" + '\\"' * (_LONG // 2),
    "folded parameters": "Content-Type: multipart/report" + ";\n a=b" * (_LONG // 6),
    "mails in mails": "Content-Type: message/rfc822\n\n" * 3_000,
    "parts in parts": "".join(f"Content-Type: multipart/report; boundary=b{n}\n\n--b{n}\n" for n in range(3_000)),
    "many parts": "Content-Type: multipart/report; boundary=b\n\n" + "--b\n\n" * 100_000,
    "many groups": "Content-Type: message/delivery-status\n\n" + "a: b\n\n" * 80_000,
    "many reports": "Content-Type: message/delivery-status\n" * 14_000,
}


@pytest.mark.parametrize(
    "type_", ["message/delivery-status", "Message/Delivery-Status; charset=utf-8", "\n message/delivery-status"]
)
@pytest.mark.parametrize("breaks", ["\n", "\r\n"])
def test_a_report_names_whom_it_did_not_reach(type_: str, breaks: str) -> None:
    assert failed_in_mime(_REPORT.format(type_).replace("\n", breaks).encode()) == ("team@microsoft.com",)


@pytest.mark.parametrize("type_", ["text/plain", "message/delivery-status-x/a", "text/message/delivery-status"])
def test_what_has_no_such_part_names_nobody(type_: str) -> None:
    assert failed_in_mime(_REPORT.format(type_).encode()) is None


@pytest.mark.parametrize("made", TIRING)
def test_no_report_takes_long_to_read_or_cannot_be_read(made: str) -> None:
    mime = TIRING[made].encode()
    assert failed_in_mime(mime) in {None, ()}
    assert seconds(lambda _: failed_in_mime(mime), "") < 0.2
