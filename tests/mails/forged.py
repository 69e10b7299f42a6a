"""Senders who are not who they say, strangers who know the ticket, and mails that our server did not vouch for."""

from __future__ import annotations

from domain.mail.message import Meaning
from tests.mails.case import PROVED, cases, raw
from tests.mails.questions import ASK

_TOP = "Authentication-Results"
FAILED = "mx.contoso.com; spf=fail smtp.mailfrom=evil.example; dkim=none; dmarc=fail header.from=microsoft.com"


def _checked(results: str | None, *above: str, **headers: str | None) -> bytes:
    return raw(ASK, authentication_results=results, top=[(_TOP, value) for value in above], **headers)


_FORGED = {
    "DMARC failed": _checked(FAILED),
    "DMARC failed, a pass injected below": _checked(PROVED, FAILED),
    "DMARC failed, a pass in a comment": _checked(
        "mx.contoso.com; spf=fail (dmarc=pass header.from=microsoft.com); dmarc=fail header.from=microsoft.com"
    ),
    "DMARC failed, a pass in a nested comment": _checked(
        "mx.contoso.com; spf=fail (a (b; dmarc=pass header.from=microsoft.com) c); dmarc=fail header.from=microsoft.com"
    ),
    "DMARC failed, a pass in quotes": _checked(
        'mx.contoso.com; spf=fail smtp.mailfrom="x; dmarc=pass header.from=microsoft.com"@evil.example;'
        " dmarc=fail header.from=microsoft.com"
    ),
    "DMARC failed, a pass as a property": _checked(
        "mx.contoso.com; spf=fail smtp.mailfrom=dmarc=pass; dmarc=fail reason=dmarc=pass header.from=microsoft.com"
    ),
    "DMARC failed, in capitals": _checked("MX.CONTOSO.COM; DMARC=FAIL HEADER.FROM=MICROSOFT.COM"),
    "DMARC passed for another domain": _checked("mx.contoso.com; dmarc=pass header.from=evil.example"),
    "DMARC passed for a subdomain": _checked("mx.contoso.com; dmarc=pass header.from=mail.microsoft.com"),
    "DMARC passed for a longer domain": _checked("mx.contoso.com; dmarc=pass header.from=microsoft.com.evil.example"),
    "DMARC passed for nobody in particular": _checked("mx.contoso.com; dmarc=pass"),
    "DMARC passed for two domains": _checked(
        "mx.contoso.com; dmarc=pass header.from=evil.example header.from=microsoft.com"
    ),
    "two From fields": raw(ASK, top=[("From", "Eve <eve@evil.example>")]),
    "two addresses in From": raw(ASK, from_="eve@evil.example, D365CI@microsoft.com"),
    "a group in From": raw(ASK, from_="Team: D365CI@microsoft.com;"),
    "an address within a comment": raw(ASK, from_="D365CI@microsoft.com (eve@evil.example)"),
    "an address after the brackets": raw(ASK, from_="<D365CI@microsoft.com> eve@evil.example"),
    "brackets in brackets": raw(ASK, from_="<<eve@evil.example>D365CI@microsoft.com>"),
    "a route": raw(ASK, from_="<@evil.example:D365CI@microsoft.com>"),
    "a quoted local part": raw(ASK, from_='"eve@evil.example"@microsoft.com'),
    "an address as a name without quotes": raw(ASK, from_="D365CI@microsoft.com <eve@microsoft.com>"),
    "no From at all": raw(ASK, from_=None),
    "an empty From": raw(ASK, from_=""),
}

_NOT_PROVED = {
    "nobody checked": _checked(None),
    "nobody checked, Received-SPF passed": _checked(None, received_spf="pass"),
    "another server checked": _checked(PROVED.replace("mx.contoso.com", "mx.fabrikam.example")),
    "another server on top of ours": _checked(PROVED, "mx.fabrikam.example; dmarc=pass header.from=microsoft.com"),
    "a server with a longer name": _checked(PROVED.replace("mx.contoso.com", "mx.contoso.com.evil.example")),
    "a server with a name before": _checked(PROVED.replace("mx.contoso.com", "evil.example mx.contoso.com")),
    "no server named": _checked("spf=pass smtp.mailfrom=microsoft.com; dmarc=pass header.from=microsoft.com"),
    "SPF and DKIM alone": _checked(
        "mx.contoso.com; spf=pass smtp.mailfrom=microsoft.com; dkim=pass header.d=microsoft.com"
    ),
    "no check done": _checked("mx.contoso.com; none"),
    "no policy": _checked("mx.contoso.com; dmarc=none header.from=microsoft.com"),
    "a guess": _checked("mx.contoso.com; dmarc=bestguesspass header.from=microsoft.com"),
    "a passing error": _checked("mx.contoso.com; dmarc=temperror header.from=microsoft.com"),
    "two verdicts": _checked(
        "mx.contoso.com; dmarc=fail header.from=microsoft.com; dmarc=pass header.from=microsoft.com"
    ),
    "a verdict put in through the envelope": _checked(
        'mx.contoso.com; spf=none (domain of "a); dmarc=pass header.from=microsoft.com (b"@evil.example)'
        " smtp.mailfrom=evil.example; dmarc=fail header.from=microsoft.com"
    ),
    "a comment that never ends": _checked("mx.contoso.com; dmarc=pass header.from=microsoft.com (and"),
    "a quote that never ends": _checked('mx.contoso.com; dmarc=pass header.from=microsoft.com; x="y'),
    "a comment that never began": _checked("mx.contoso.com; x) ; dmarc=pass header.from=microsoft.com"),
    "an escaped end": _checked("mx.contoso.com; spf=fail (a \\) b; dmarc=pass header.from=microsoft.com"),
    "only the results of a chain": _checked(None, arc_authentication_results=f"i=1; {PROVED}"),
    "only the original results": _checked(None, authentication_results_original=PROVED),
    "an empty field": _checked(""),
    "an empty field above ours": _checked(PROVED, ""),
}

_STRANGERS = {
    "with the mark": raw(ASK, from_="Eve <eve@fabrikam.example>"),
    "with the mark, proved": raw(
        ASK,
        authentication_results="mx.contoso.com; dmarc=pass header.from=fabrikam.example",
        from_="Eve <eve@fabrikam.example>",
    ),
    "with the team's name": raw(ASK, from_='"D365CI@microsoft.com" <eve@evil.example>'),
    "with the team's name, encoded": raw(ASK, from_="=?utf-8?Q?D365CI=40microsoft=2Ecom?= <eve@evil.example>"),
    "of a longer domain": raw(ASK, from_="D365CI@microsoft.com.evil.example"),
    "of a subdomain": raw(ASK, from_="D365CI@news.microsoft.com"),
    "of a domain with a hyphen": raw(ASK, from_="D365CI@microsoft-support.example"),
    "of a domain that ends alike": raw(ASK, from_="D365CI@evilmicrosoft.com"),
    "of a domain with rn for m": raw(ASK, from_="D365CI@rnicrosoft.com"),
    "of a domain with a zero": raw(ASK, from_="D365CI@micr0soft.com"),
    "of a tenant": raw(ASK, from_="D365CI@contoso.onmicrosoft.com"),
    "of a domain in punycode": raw(ASK, from_="D365CI@xn--mirosoft-y0a.com"),
    "of our own company": raw(ASK, from_="Ben <ben@contoso.com>"),
}
_FOREIGN_LETTERS = {
    "Cyrillic letters": raw(ASK, from_="D365CI@miсrоsoft.com"),
    "full-width letters": raw(ASK, from_="D365CI@ｍicrosoft.com"),
    "a zero-width space": raw(ASK, from_="D365CI@micro\u200bsoft.com"),
}

FORGED = (
    *cases("forged", Meaning.FORGED, {**_FORGED, **_FOREIGN_LETTERS}),
    *cases("not proved", Meaning.UNCLEAR, _NOT_PROVED),
    *cases("a stranger", Meaning.STRANGER, _STRANGERS),
    *cases(
        "a stranger after the confirmation",
        Meaning.STRANGER,
        {"with a file": raw("The data is attached.", files=["export.csv"], from_="Eve <eve@fabrikam.example>")},
        confirmed=True,
    ),
    *cases(
        "forged after the confirmation",
        Meaning.FORGED,
        {"with a file": raw("The data is attached.", files=["export.csv"], authentication_results=FAILED)},
        confirmed=True,
    ),
)
