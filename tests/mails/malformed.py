"""Mails that break the rules of mails. What can be read safely is read; nothing is taken for more than it says."""

from __future__ import annotations

import re

from domain.mail.message import Meaning
from tests.mails.case import PROVED, REQUEST, cases, raw
from tests.mails.questions import ASK

_CUT = 'multipart/mixed; boundary="=-=-cut-=-="'
_WHOLE = raw(ASK)
_HEAD = _WHOLE.partition(b"\r\n\r\n")[0]

_STILL_A_QUESTION = {
    "an unknown charset": raw(ASK, type_="text/plain; charset=klingon-8"),
    "a wrong charset": raw("Grüße. Bitte bestätigen Sie die Anfrage.", type_="text/plain; charset=us-ascii"),
    "Latin 1 that says UTF-8": raw(
        "Schöne Grüße. Please confirm.", charset="iso-8859-1", type_="text/plain; charset=utf-8"
    ),
    "a charset in quotes with blanks": raw(ASK, type_='text/plain; charset=" utf-8 "'),
    "a part that never ends": raw("--=-=-cut-=-=\nContent-Type: text/plain\n\n" + ASK, type_=_CUT),
    "a MIME type nobody knows": raw(ASK, type_="text/x-whatever"),
    "an empty Content-Type": raw(ASK, type_=" "),
    "a subject with broken encoding": raw(ASK, subject="=?utf-8?B?!!!?= [DSR-7K3QFA]"),
    "a subject in an unknown charset": raw(ASK, subject="=?klingon?Q?qapla?= [DSR-7K3QFA]"),
    "raw bytes in the subject": _WHOLE.replace(b"Export of", b"\xff\xfe\x80 of"),
    "a date that is none": raw(ASK, date="yesterday"),
    "a Message-ID with blanks": raw(ASK, message_id="<answer 1@microsoft.com>"),
    "no Message-ID": raw(ASK, message_id=None),
    "References cut short": raw(ASK, references="<old@microsoft.com <also-old@x"),
    "References folded": raw(ASK, in_reply_to=None, references=f"<a@x.example>\r\n\t<b@x.example>\r\n {REQUEST}"),
    "a thousand References": raw(ASK, in_reply_to=REQUEST, references=" ".join(f"<{n}@x.example>" for n in range(200))),
    "a subject without end": raw(ASK, subject="[DSR-7K3QFA] " + "x" * 5000),
    "bare line feeds": _WHOLE.replace(b"\r\n", b"\n"),
    "header names in capitals": re.sub(rb"(?m)^[A-Za-z-]+:", lambda name: name[0].upper(), _WHOLE),
    "quoted-printable gone wrong": raw(
        "Please=20confirm the request=ZZ.", content_transfer_encoding="quoted-printable"
    ),
    "HTML left open": raw(None, html="<p>Please confirm the request.<div><b>Regards"),
    "HTML with a comment left open": raw(None, html="<p>Please confirm the request.</p><!-- and"),
    "NUL in the text": raw("Please confirm\x00 the request."),
    "a name with a comma in From": raw(ASK, from_='"CI, Team" <D365CI@microsoft.com>'),
    "From folded": raw(ASK, from_="D365 Customer Insights\r\n <D365CI@microsoft.com>"),
}
_NO_MORE = {
    "no body": _HEAD + b"\r\n",
    "a boundary that never comes": raw("nothing here", type_='multipart/mixed; boundary="other"'),
    "a multipart without boundary": raw("nothing here", type_="multipart/mixed"),
    "parts within parts": raw(
        "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(40)),
        type_="multipart/mixed; boundary=b0",
    ),
    "binary": raw("\x01\x02\x03" * 50, type_="application/octet-stream"),
    "HTML in a script left open": raw(None, html="<script>Please confirm the request."),
    "a question in an attached mail": raw(
        f"--=-=-cut-=-=\nContent-Type: text/plain\n\nSee below.\n--=-=-cut-=-=\nContent-Type: message/rfc822\n\n"
        f"Subject: old\n\n{ASK}\n--=-=-cut-=-=--\n",
        type_=_CUT,
    ),
    "a question in an attached text": raw(
        "--=-=-cut-=-=\nContent-Type: text/plain\n\nSee below.\n--=-=-cut-=-=\n"
        f"Content-Type: text/plain\nContent-Disposition: attachment; filename=old.txt\n\n{ASK}\n--=-=-cut-=-=--\n",
        type_=_CUT,
    ),
}
_NOT_PROVED = {
    "a check below the end of the header": raw("", authentication_results=None) + b"\r\n" + _WHOLE,
    "a check in the header of a part": raw(
        f"--=-=-cut-=-=\nContent-Type: text/plain\nAuthentication-Results: {PROVED}\n\n{ASK}\n--=-=-cut-=-=--\n",
        type_=_CUT,
        authentication_results=None,
    ),
}

MALFORMED = (
    *cases("malformed, and still a question", Meaning.CONFIRMATION_ASKED, _STILL_A_QUESTION),
    *cases("malformed, and no question", Meaning.UNCLEAR, _NO_MORE),
    *cases("malformed, and not proved", Meaning.UNCLEAR, _NOT_PROVED),
)
