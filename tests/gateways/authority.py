"""A time-stamping authority of RFC 3161 on loopback, with keys made for one test, and faults on demand."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey


def tlv(tag: int, *parts: bytes) -> bytes:
    """DER (X.690): tag, length, contents."""
    whole = b"".join(parts)
    size = len(whole)
    if size < 128:
        return bytes([tag, size]) + whole
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + whole


def seq(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def number(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    told = [40 * first + second]
    for arc in rest:
        pieces = [arc & 0x7F]
        while arc := arc >> 7:
            pieces.append(arc & 0x7F | 0x80)
        told += reversed(pieces)
    return tlv(0x06, bytes(told))


SHA_256 = seq(oid("2.16.840.1.101.3.4.2.1"))
TST_INFO, SIGNED_DATA = oid("1.2.840.113549.1.9.16.1.4"), oid("1.2.840.113549.1.7.2")


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificate(name: str, key: Key, issuer: str, by: Key, *, ca: bool = False) -> x509.Certificate:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=900))
        .not_valid_after(now + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if not ca:
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(use, critical=True)
    return made.sign(by, SHA256())


def _key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Authority:
    """`fault`: what it does wrong; empty: nothing."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    fault: str = ""
    url: str = ""
    asked: int = 0
    root_key: Key = field(default_factory=_key)
    key: Key = field(default_factory=_key)

    def __post_init__(self) -> None:
        self.root = certificate("Root", self.root_key, "Root", self.root_key, ca=True)
        self.own = certificate("Clock", self.key, "Root", self.root_key)

    @property
    def pem(self) -> str:
        return self.root.public_bytes(Encoding.PEM).decode()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        assert request.content_type == "application/timestamp-query"
        asked = await request.read()
        if self.fault == "hangs":
            await asyncio.sleep(3600)
        if self.fault == "html":
            return web.Response(text="<html>Log in</html>", content_type="text/html")
        if self.fault == "down":
            return web.Response(status=503)
        if self.fault == "moved":
            return web.Response(status=302, headers={"Location": "/elsewhere"})
        body = {"garbage": b"\x30\x03nothing", "huge": b"\x30" * 200_000}.get(self.fault) or self.reply(asked)
        return web.Response(body=body, content_type="application/timestamp-reply")

    def reply(self, asked: bytes) -> bytes:
        """`asked`: a query as the bot writes it: version, imprint of SHA-256, nonce."""
        if self.fault == "refuses":
            return seq(seq(number(2)))
        at = asked.index(b"\x04\x20") + 2
        imprint, rest = asked[at : at + 32], asked[at + 32 :]
        nonce = rest[: 2 + rest[1]] if rest[:1] == b"\x02" else b""
        if self.fault == "another imprint":
            imprint = hashlib.sha256(b"other").digest()
        if self.fault == "another nonce":
            nonce = number(7)
        if self.fault == "no nonce":
            nonce = b""
        return self.answered(imprint, nonce)

    def answered(self, imprint: bytes, nonce: bytes = b"") -> bytes:
        return seq(seq(number(0)), self.token(imprint, nonce))

    def token(self, imprint: bytes, nonce: bytes = b"") -> bytes:
        when = tlv(0x18, f"{self.at:%Y%m%d%H%M%SZ}".encode())
        info = seq(number(1), oid("1.2.3.4"), seq(SHA_256, tlv(0x04, imprint)), number(42), when, nonce)
        shown = self.own.public_bytes(Encoding.DER)
        signing = seq(seq(seq(tlv(0x04, hashlib.sha256(shown).digest()))))
        attributes = sorted(
            [
                seq(oid("1.2.840.113549.1.9.3"), tlv(0x31, TST_INFO)),
                seq(oid("1.2.840.113549.1.9.4"), tlv(0x31, tlv(0x04, hashlib.sha256(info).digest()))),
                seq(oid("1.2.840.113549.1.9.16.2.47"), tlv(0x31, signing)),
            ]
        )
        key = _key() if self.fault == "another key" else self.key
        signature = key.sign(tlv(0x31, *attributes), ec.ECDSA(SHA256()))
        who = seq(self.own.issuer.public_bytes(), number(self.own.serial_number))
        algorithm = seq(oid("1.2.840.10045.4.3.2"))
        signer = seq(number(1), who, SHA_256, tlv(0xA0, *attributes), algorithm, tlv(0x04, signature))
        content = seq(TST_INFO, tlv(0xA0, tlv(0x04, info)))
        certificates = b"" if self.fault == "no certificate" else tlv(0xA0, shown)
        data = seq(number(3), tlv(0x31, SHA_256), content, certificates, tlv(0x31, signer))
        return seq(SIGNED_DATA, tlv(0xA0, data))


@asynccontextmanager
async def running(authority: Authority) -> AsyncIterator[Authority]:
    app = web.Application()
    app.router.add_post("/", authority.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert runner.addresses
    authority.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield authority
    finally:
        await runner.cleanup()
