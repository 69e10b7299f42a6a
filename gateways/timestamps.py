"""A time-stamping authority: asked over HTTP, and its answers checked, by RFC 3161.

What is not wholly as it was asked for is no time stamp.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from common.web import at_most
from domain.audit.stamps import NoStamp, StampFault, agree

WITHIN = 20.0  # seconds
MOST = 65_536  # bytes of an answer
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"  # RFC 3161, section 3.4
_SHA_256 = "2.16.840.1.101.3.4.2.1"


@dataclass(frozen=True, kw_only=True)
class Authority:
    """`roots`: the certificates that vouch for who signs there. `within`: seconds for one answer."""

    url: str
    roots: Sequence[x509.Certificate]
    within: float = WITHIN

    async def stamp(self, session: aiohttp.ClientSession, text: str, now: datetime) -> str:
        """Its answer, in base64, which is good, and of about now. Raises: NoStamp."""
        query = TimestampRequestBuilder().data(text.encode("ascii")).hash_algorithm(HashAlgorithm.SHA256).build()
        answer = await self._asked(session, query.as_bytes())
        if not agree(check(answer, text, self.roots, query.nonce), now):
            raise NoStamp(StampFault.CLOCK)
        return base64.b64encode(answer).decode("ascii")

    async def _asked(self, session: aiohttp.ClientSession, query: bytes) -> bytes:
        limit, kind = aiohttp.ClientTimeout(total=self.within), {"Content-Type": _QUERY}
        try:
            async with session.post(self.url, data=query, headers=kind, timeout=limit, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise NoStamp(StampFault.UNREACHABLE if answer.status >= 500 else StampFault.REFUSED)
                if answer.content_type != _REPLY:
                    raise NoStamp(StampFault.GARBLED)
                read = await at_most(answer.content, MOST)
        except (TimeoutError, aiohttp.ClientError, OSError):
            raise NoStamp(StampFault.UNREACHABLE) from None
        if len(read) > MOST:
            raise NoStamp(StampFault.GARBLED)
        return read


def check(answer: bytes, text: str, roots: Sequence[x509.Certificate], nonce: int | None = None) -> datetime:
    """When the authority knew the text, in UTC. `nonce`: of the question; None: it is not known any more.

    Raises:
        NoStamp: the answer is no time stamp of this text by whom these certificates vouch for.
    """
    try:
        stamp = decode_timestamp_response(answer)
        status = PKIStatus(stamp.status)
    except ValueError:
        raise NoStamp(StampFault.GARBLED) from None
    if status is not PKIStatus.GRANTED:
        raise NoStamp(StampFault.REFUSED)
    hashed = hashlib.sha256(text.encode("ascii")).digest()
    if _said(stamp) != (_SHA_256, hashed) or (nonce is not None and stamp.tst_info.nonce != nonce):
        raise NoStamp(StampFault.OTHER)
    try:
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify(stamp, hashed)
    except (VerificationError, ValueError):
        raise NoStamp(StampFault.UNTRUSTED) from None
    return stamp.tst_info.gen_time.astimezone(UTC)


def _said(stamp: TimeStampResponse) -> tuple[str, bytes]:
    try:
        imprint = stamp.tst_info.message_imprint
        return imprint.hash_algorithm.dotted_string, imprint.message
    except ValueError:
        raise NoStamp(StampFault.GARBLED) from None


def check_text(answer: str, text: str, roots: Sequence[x509.Certificate]) -> datetime:
    """The same for an answer that was kept in base64. Raises: NoStamp."""
    try:
        kept = base64.b64decode(answer, validate=True)
    except ValueError:
        raise NoStamp(StampFault.GARBLED) from None
    return check(kept, text, roots)


def roots_of(path: Path) -> Sequence[x509.Certificate]:
    """The certificates in a PEM file.

    Raises:
        ValueError: there are none, or it cannot be read.
    """
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError:
        raise ValueError from None
