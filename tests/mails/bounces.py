"""What mail systems write when a mail cannot be delivered: after their manner, in words of our own."""

from __future__ import annotations

from domain.mail.message import Meaning
from tests.mails.case import REQUEST, cases, raw

_REPORT = 'multipart/report; report-type=delivery-status; boundary="=-=-cut-=-="'
_NOBODY: dict[str, str | None] = {"return_path": "<>", "authentication_results": None, "auto_submitted": "auto-replied"}


def _parts(words: str, status: str, returned: str, *, kind: str = "message/rfc822") -> str:
    return (
        f"--=-=-cut-=-=\nContent-Type: text/plain\n\n{words}\n"
        f"--=-=-cut-=-=\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{status}\n"
        f"--=-=-cut-=-=\nContent-Type: {kind}\n\n{returned}\n--=-=-cut-=-=--\n"
    )


_RETURNED = (
    f"From: Tess Vermeer <tess@contoso.com>\nTo: D365CI@microsoft.com\nSubject: Export [DSR-7K3QFA]\n"
    f"Message-ID: {REQUEST}\n\nPlease confirm that this is in the returned mail only.\n"
)
_FAILED = "Final-Recipient: rfc822; D365CI@microsoft.com\nAction: failed\nStatus: 5.1.1"
_DELAYED = "Final-Recipient: rfc822; D365CI@microsoft.com\nAction: delayed\nStatus: 4.4.1"


def _report(sender: str, subject: str, words: str, status: str = _FAILED, **headers: str | None) -> bytes:
    told: dict[str, str | None] = {**_NOBODY, "from_": sender, "subject": subject, **headers}
    return raw(_parts(words, status, _RETURNED), type_=_REPORT, **told)


def _plain(sender: str, subject: str, words: str, **headers: str | None) -> bytes:
    told: dict[str, str | None] = {**_NOBODY, "from_": sender, "subject": subject, **headers}
    return raw(f"{words}\n\n{_RETURNED}", **told)


_BOUNCES = {
    "Postfix": _report(
        "MAILER-DAEMON@mx.contoso.com (Mail Delivery System)",
        "Undelivered Mail Returned to Sender",
        "This is the mail system at mx.contoso.com. Your message could not be delivered.",
        in_reply_to=None,
        references=None,
    ),
    "Exchange": _report(
        "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.com>",
        "Undeliverable: Export of personal data from Customer Insights [DSR-7K3QFA]",
        "Delivery has failed to these recipients or groups.",
        x_ms_exchange_message_is_ndr="",
    ),
    "Exchange, in German": _report(
        "Microsoft Outlook <postmaster@contoso.com>",
        "Unzustellbar: Export [DSR-7K3QFA]",
        "Fehler bei der Zustellung an folgende Empfänger.",
    ),
    "Exim": _plain(
        "Mail Delivery System <Mailer-Daemon@mx.contoso.com>",
        "Mail delivery failed: returning message to sender",
        "A message that you sent could not be delivered to all of its recipients.",
        x_failed_recipients="D365CI@microsoft.com",
    ),
    "Sendmail": _report(
        "Mail Delivery Subsystem <MAILER-DAEMON@contoso.com>",
        "Returned mail: see transcript for details",
        "The original message was received at Mon, 2 Nov 2026.",
        precedence="bulk",
    ),
    "qmail": _plain(
        "MAILER-DAEMON@mx.contoso.com",
        "failure notice",
        "Hi. This is the program that delivers mail at mx.contoso.com.",
        auto_submitted=None,
    ),
    "Gmail": _report(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
        "Delivery Status Notification (Failure)",
        "Address not found.",
        x_failed_recipients="D365CI@microsoft.com",
    ),
    "Lotus Domino": _report(
        "Postmaster@contoso.com", "DELIVERY FAILURE: User unknown", "Your message was not delivered."
    ),
    "MDaemon": _plain("MDaemon@contoso.com", "Permanent Delivery Failure", "The mail could not be delivered."),
    "Courier": _report("MAILER-DAEMON@contoso.com", "NOTICE: mail delivery status.", "The mail is returned."),
    "OpenSMTPD": _report("Mailer Daemon <MAILER-DAEMON@contoso.com>", "Delivery error", "This is the mailer daemon."),
    "Yahoo": _plain("MAILER-DAEMON@yahoo.example", "Failure Notice", "Sorry, we could not deliver your message."),
    "in plain words": _report("postmaster@contoso.com", "Mail not delivered: Export", "It was not delivered."),
    "a full mailbox": _report("postmaster@contoso.com", "Undeliverable: Export", "The mailbox is full.", _FAILED),
    "a policy": _plain("postmaster@contoso.com", "Message rejected: Export [DSR-7K3QFA]", "Refused by policy."),
    "French": _report("postmaster@contoso.com", "Non remis : Export [DSR-7K3QFA]", "Échec de la remise."),
    "Spanish": _report("postmaster@contoso.com", "No se puede entregar: Export", "No se pudo entregar el mensaje."),
    "Italian": _report("postmaster@contoso.com", "Mancato recapito: Export", "Il messaggio non è stato recapitato."),
    "without a return path": _report(
        "MAILER-DAEMON@contoso.com", "Undelivered Mail", "Not delivered.", return_path=None, auto_submitted=None
    ),
    "by the null path alone": _plain("<>", "Undelivered mail", "Not delivered.", auto_submitted=None),
    "with a proved sender": _report(
        "postmaster@microsoft.com",
        "Undeliverable: Export [DSR-7K3QFA]",
        "Please confirm the address and send again.",
        authentication_results="mx.contoso.com; dmarc=pass header.from=microsoft.com",
    ),
    "with a variable return address": _plain(
        "bounces+123-tess=contoso.com@relay.example", "Undeliverable: Export", "Not delivered.", return_path="<>"
    ),
}

_NOT_YET = {
    "delayed, Postfix": _report(
        "MAILER-DAEMON@contoso.com", "Delayed Mail (still being retried)", "No need to do anything.", _DELAYED
    ),
    "delayed, Exchange": _report("postmaster@contoso.com", "Delivery delayed: Export", "Still trying.", _DELAYED),
    "delayed, Sendmail": _report(
        "MAILER-DAEMON@contoso.com", "Warning: could not send message for past 4 hours", "Still trying.", _DELAYED
    ),
    "delayed, German": _report(
        "postmaster@contoso.com", "Zustellung verzögert: Export", "Es wird weiter versucht.", _DELAYED
    ),
    "delivered": _report(
        "postmaster@contoso.com", "Delivered: Export", "Your message was delivered.", "Action: delivered"
    ),
    "relayed": _report("postmaster@contoso.com", "Relayed: Export", "Your message was relayed.", "Action: relayed"),
}

BOUNCES = (
    *cases("a bounce", Meaning.BOUNCE, _BOUNCES),
    *cases("no bounce, and no answer", Meaning.AUTO_REPLY, _NOT_YET),
)
