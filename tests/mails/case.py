"""How a mail of the corpus is put together. Everything that is not said is as in a genuine answer in our thread."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from domain.mail.message import Meaning, Rules, Thread

REQUEST = "<dsr-7k3qfa.request@contoso.com>"
CONFIRMATION = "<dsr-7k3qfa.confirmation@contoso.com>"
RULES = Rules(team="D365CI@microsoft.com", domains=("microsoft.com",), server="mx.contoso.com")
THREAD = Thread(ticket="DSR-7K3QFA", letters=(REQUEST,))
PROVED = (
    "mx.contoso.com; spf=pass smtp.mailfrom=microsoft.com; dkim=pass header.d=microsoft.com;"
    " dmarc=pass header.from=microsoft.com"
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """`confirmed`: the mail comes after our confirmation. `meaning`: what it must be taken for."""

    name: str
    raw: bytes
    meaning: Meaning
    confirmed: bool = False

    @property
    def thread(self) -> Thread:
        letters = (REQUEST, CONFIRMATION) if self.confirmed else (REQUEST,)
        return Thread(ticket=THREAD.ticket, letters=letters, confirmed=self.confirmed)


GENUINE = {
    "Return-Path": "<D365CI@microsoft.com>",
    "Authentication-Results": PROVED,
    "Received": "from mail.protection.example (192.0.2.7) by mx.contoso.com; Mon, 2 Nov 2026 09:12:01 +0000",
    "From": "D365 Customer Insights <D365CI@microsoft.com>",
    "To": "Tess Vermeer <tess@contoso.com>",
    "Subject": "RE: Export of personal data from Customer Insights [DSR-7K3QFA]",
    "Date": "Mon, 2 Nov 2026 09:12:00 +0000",
    "Message-ID": "<answer-1@microsoft.com>",
    "In-Reply-To": REQUEST,
    "References": REQUEST,
}


def raw(
    text: str | None,
    *,
    html: str = "",
    files: Iterable[str] = (),
    charset: str = "utf-8",
    top: Iterable[tuple[str, str]] = (),
    type_: str = "",
    **headers: str | None,
) -> bytes:
    """Header names are written with underscores (`from_`); None leaves one out; `top` stands above all others."""
    changed = {name.rstrip("_").replace("_", "-").casefold(): value for name, value in headers.items()}
    fields = [*top]
    for name, value in GENUINE.items():
        told = changed.pop(name.casefold(), value)
        fields += [(name, told)] if told is not None else []
    fields += [(name, value) for name, value in changed.items() if value is not None]
    kind, body = _body(text, html, list(files), charset)
    fields += [("MIME-Version", "1.0"), ("Content-Type", type_ or kind)]
    fields += [] if "content-transfer-encoding" in changed else [("Content-Transfer-Encoding", "8bit")]
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return lines.encode("utf-8", errors="surrogateescape") + b"\r\n" + body


def _body(text: str | None, html: str, files: list[str], charset: str) -> tuple[str, bytes]:
    parts = []
    if text is not None:
        plain = text.replace("\n", "\r\n").encode(charset, errors="replace")
        parts.append((f"text/plain; charset={charset}", b"", plain))
    if html:
        parts.append((f"text/html; charset={charset}", b"", html.encode(charset)))
    if len(parts) == 1 and not files:
        return parts[0][0], parts[0][2]
    sub = "mixed" if files else "alternative"
    content = base64.b64encode(b"made up")
    parts += [(f'application/octet-stream; name="{name}"', _disposition(name), content) for name in files]
    return f'multipart/{sub}; boundary="=-=-cut-=-="', b"".join(_part(*part) for part in parts) + b"--=-=-cut-=-=--\r\n"


def _disposition(name: str) -> bytes:
    kind = "inline" if name.endswith(".png") else "attachment"
    return f'Content-Disposition: {kind}; filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n'.encode()


def _part(kind: str, headers: bytes, body: bytes) -> bytes:
    return b"--=-=-cut-=-=\r\nContent-Type: " + kind.encode() + b"\r\n" + headers + b"\r\n" + body + b"\r\n"


def cases(prefix: str, meaning: Meaning, mails: dict[str, bytes], *, confirmed: bool = False) -> tuple[Case, ...]:
    return tuple(
        Case(name=f"{prefix}: {name}", raw=content, meaning=meaning, confirmed=confirmed)
        for name, content in mails.items()
    )
