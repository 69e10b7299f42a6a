"""Addresses of mail servers: what is encrypted, and what is refused."""

from __future__ import annotations

import pytest

from gateways.mail import Server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://smtp.contoso.com", Server(host="smtp.contoso.com", port=465, encrypted=True)),
        ("smtp://smtp.contoso.com", Server(host="smtp.contoso.com", port=587, encrypted=False, upgrades=True)),
        ("smtp://smtp.contoso.com:25", Server(host="smtp.contoso.com", port=25, encrypted=False, upgrades=True)),
        ("imaps://imap.contoso.com:1993", Server(host="imap.contoso.com", port=1993, encrypted=True)),
        ("smtp://127.0.0.1:1025", Server(host="127.0.0.1", port=1025, encrypted=False)),
        ("imap://localhost", Server(host="localhost", port=143, encrypted=False)),
        ("imap://[::1]:1143", Server(host="::1", port=1143, encrypted=False)),
        (
            "imaps://tess%40contoso.com:p%3Aa%2Fs%20s%25@imap.contoso.com",
            Server(host="imap.contoso.com", port=993, user="tess@contoso.com", password="p:a/s s%", encrypted=True),
        ),
    ],
)
def test_an_address_says_how_a_server_is_spoken_to(url: str, server: Server) -> None:
    assert Server.of(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "imap://imap.contoso.com",
        "imap://127.0.0.1.evil.example",
        "http://imap.contoso.com",
        "imaps://",
        "imaps://imap.contoso.com:port",
        "imaps://imap.contoso.com:99999",
        "imaps://tess:a%0D%0Ab@imap.contoso.com",
        "imaps://te%00ss:x@imap.contoso.com",
        "imaps://[::1",
        "",
        "secret",
    ],
)
def test_what_would_give_secrets_away_or_is_no_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|imaps") as caught:
        Server.of(url)
    assert not any(word in str(caught.value) for word in ("contoso", "tess", "secret"))


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Server.of("imaps://tess:secret@imap.contoso.com"))
    assert "tess" not in repr(Server.of("imaps://tess:secret@imap.contoso.com"))
