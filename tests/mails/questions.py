"""Questions whether the request is ours, in many shapes; and mails of the same team that ask no such thing."""

from __future__ import annotations

import base64

from domain.mail.message import Meaning
from tests.mails.case import PROVED, REQUEST, cases, raw

ASK = "Hello Tess,\n\nplease confirm that you want this export.\n\nKind regards\nThe Customer Insights team\n"
OURS = (
    "Hello,\n\nplease export the personal data that Customer Insights holds of this customer:\n\n    anna@contoso.com\n"
)
QUOTED = "".join(f"> {line}\n" for line in OURS.splitlines())
_ON = "On Mon, 2 Nov 2026 at 08:59, Tess Vermeer <tess@contoso.com> wrote:\n" + QUOTED
_AM = "Am 02.11.2026 um 08:59 schrieb Tess Vermeer <tess@contoso.com>:\n" + QUOTED
_LE = "Le lun. 2 nov. 2026 à 08:59, Tess Vermeer <tess@contoso.com> a écrit\u00a0:\n" + QUOTED
_EL = "El lun, 2 nov 2026 a las 8:59, Tess Vermeer (<tess@contoso.com>) escribió:\n" + QUOTED
_IL = "Il giorno lun 2 nov 2026 alle ore 08:59 Tess Vermeer ha scritto:\n" + QUOTED
_VON = "Von: Tess Vermeer <tess@contoso.com>\nGesendet: Montag, 2. November 2026\nAn: D365CI\n\n" + OURS
OUTLOOK = (
    "From: Tess Vermeer <tess@contoso.com>\nSent: Monday, November 2, 2026 8:59 AM\n"
    "To: D365CI <D365CI@microsoft.com>\nSubject: Export [DSR-7K3QFA]\n\n"
)
OLD_QUESTION = "Please confirm that you want this export."
QUOTED_QUESTION = f"> {OLD_QUESTION}\n> Kind regards\n"

_SAYINGS = {
    "a plain request": "Please confirm the request below.",
    "with courtesy": "Could you kindly confirm that this request comes from you?",
    "a need": "Before we can begin we need your confirmation.",
    "a wait": "We are waiting for your confirmation before we start the export.",
    "a reply with a word": 'If this is right, simply reply "I confirm" to this e-mail.',
    "an acknowledgement": "Kindly acknowledge this message so that we can proceed.",
    "a condition": "We will start the export once you confirm.",
    "a heading": "Action required: confirm your request for a data export.",
    "please at the end": "Confirm by answering this mail, please.",
    "with a thank-you before": "Thank you for your request. Please confirm that it is yours.",
    "with a thank-you after": "Please confirm the request. Thank you in advance.",
    "with an address in the sentence": "Please reply to this mail (D365CI@microsoft.com) to confirm the export.",
    "on two lines": "Please reply to this message\nand confirm that we may export the data.",
    "required": "Your confirmation is required.",
    "of an admin": "To proceed we need you to acknowledge that you are the tenant admin and want this export.",
    "an approval": "Kindly reply with your approval so that we can proceed.",
    "twice over": "Can you please verify and confirm that this is a legitimate request?",
    "a word to send": "If you started this request, please respond to this e-mail with “Confirmed”.",
    "needed first": "Your acknowledgement is needed before we can continue.",
    "a request for it": "We are writing to request your confirmation of the request below.",
    "with a receipt": "Please acknowledge receipt of this request and confirm that we may proceed.",
    "in other words": "Kindly revert with your confirmation at the earliest.",
    "to be provided": "Please provide your confirmation so that we can begin.",
    "whether to begin": "Do you want us to go ahead with this export?",
    "do you": "Do you confirm the request for the export?",
    "German": "Bitte bestätigen Sie, dass wir die Daten exportieren sollen.",
    "German, a need": "Wir benötigen noch Ihre Bestätigung, bevor wir beginnen.",
    "French": "Bonjour,\nveuillez confirmer que cette demande vient de vous.",
    "French, with thanks": "Bonjour,\nmerci de bien vouloir confirmer votre demande.",
    "Spanish": "Hola:\npor favor, confirme que desea esta exportación.",
    "Spanish, a need": "Necesitamos su confirmación antes de empezar.",
    "Italian": "Buongiorno,\nsi prega di confermare la richiesta.",
    "Italian, politely": "La preghiamo di confermare che la richiesta è sua.",
    "Dutch": "Hallo,\nwilt u bevestigen dat dit verzoek van u komt?",
    "Portuguese": "Olá,\npor favor, confirme o pedido de exportação.",
    "Polish": "Dzień dobry,\nprosimy o potwierdzenie tego wniosku.",
}

_SHAPES = {
    "the answer above a quote": raw(f"{ASK}\n{_ON}"),
    "the answer below a quote": raw(f"{_ON}\n{ASK}"),
    "the answer between quotes": raw(f"{QUOTED}\n{ASK}\n{QUOTED}"),
    "above an Outlook history": raw(f"{ASK}\n{OUTLOOK}{OURS}"),
    "above a separator": raw(f"{ASK}\n-----Original Message-----\n{OUTLOOK}{OURS}"),
    "above a wrapped attribution": raw(f"{ASK}\n" + _ON.replace("Vermeer <", "Vermeer\n<")),
    "German, above its quote": raw(f"Bitte bestätigen Sie die Anfrage.\n\n{_AM}"),
    "German, below its quote": raw(f"{_AM}\nBitte bestätigen Sie die Anfrage.\n"),
    "German Outlook": raw(f"Bitte bestätigen Sie die Anfrage.\n\n{_VON}"),
    "French, above its quote": raw(f"Veuillez confirmer la demande.\n\n{_LE}"),
    "French, below its quote": raw(f"{_LE}\nVeuillez confirmer la demande.\n"),
    "Spanish, above its quote": raw(f"Por favor, confirme la solicitud.\n\n{_EL}"),
    "Italian, below its quote": raw(f"{_IL}\nSi prega di confermare.\n"),
    "HTML alone": raw(
        None, html="<html><body><p>Hello Tess,</p><p>please <b>confirm</b> the request.</p></body></html>"
    ),
    "HTML above a blockquote": raw(
        None, html="<p>Please confirm the request.</p><blockquote type='cite'><p>please export …</p></blockquote>"
    ),
    "HTML below a blockquote": raw(
        None, html="<blockquote>please export …</blockquote><p>Please confirm the request.</p>"
    ),
    "HTML as Outlook writes it": raw(
        None,
        html="<html><head><style>p{margin:0}</style></head><body><div>Please confirm the request.</div>"
        "<div id='divRplyFwdMsg'><b>From:</b> Tess<br><b>Sent:</b> Monday<br></div><div>please export</div></body>",
    ),
    "text and HTML": raw(ASK, html="<p>Please confirm that you want this export.</p>"),
    "with the logo of the signature": raw(ASK, html="", files=["image001.png"]),
    "without References, by the mark alone": raw(ASK, in_reply_to=None, references=None),
    "without the mark, by References alone": raw(ASK, subject="Your request"),
    "by In-Reply-To alone": raw(ASK, subject="Your request", references=None),
    "the mark in small letters, without brackets": raw(
        ASK, in_reply_to=None, references=None, subject="re: export of personal data (dsr-7k3qfa)"
    ),
    "the mark within an encoded subject": raw(
        ASK, in_reply_to=None, references=None, subject="=?utf-8?B?UsOpOiBFeHBvcnQgW0RTUi03SzNRRkFd?="
    ),
    "a bare address in From": raw(ASK, from_="D365CI@microsoft.com"),
    "another mailbox of the same domain": raw(ASK, from_='"Insights, Support" <ci-support@microsoft.com>'),
    "a sender in capitals": raw(ASK, from_="D365CI@MICROSOFT.COM"),
    "a Reply-To that is nobody's business": raw(ASK, reply_to="elsewhere@fabrikam.example"),
    "other results below ours": raw(
        ASK, top=[("Authentication-Results", PROVED)], authentication_results="mx.other.example; dmarc=fail"
    ),
    "results with comments": raw(
        ASK,
        authentication_results="mx.contoso.com 1; spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=microsoft.com;\r\n"
        " dkim=pass (2048-bit key; secure) header.d=microsoft.com; dmarc=pass (p=REJECT) header.from=microsoft.com",
    ),
    "Auto-Submitted says no": raw(ASK, auto_submitted="no"),
    "in Latin 1": raw("Guten Tag,\nbitte bestätigen Sie die Anfrage.\nSchöne Grüße\n", charset="iso-8859-1"),
    "in UTF-16": raw(
        base64.encodebytes(ASK.encode("utf-16")).decode(),
        type_="text/plain; charset=utf-16",
        content_transfer_encoding="base64",
    ),
    "with a footer about other things": raw(
        f"{ASK}-- \nIf you got this by mistake, please confirm that you deleted it.\nUnable to find us? See the map.\n"
    ),
    "who was away before": raw("Sorry, I was out of office until Friday.\n" + ASK),
    "with invisible characters": raw("Please con\u00adfirm the re\u200bquest.\n"),
}

_NO_QUESTION = {
    "only a quoted question": raw(f"Hello Tess,\nwe are looking into it.\n\n{QUOTED_QUESTION}"),
    "only a question in an Outlook history": raw(
        f"We are looking into it.\n\nFrom: D365CI <D365CI@microsoft.com>\nSent: Friday\nTo: Tess\n\n{OLD_QUESTION}\n"
    ),
    "only a question below a separator": raw(f"Noted.\n\n-----Original Message-----\n{OLD_QUESTION}\n"),
    "only a question below a German attribution": raw(
        f"Danke.\n\nAm 01.10.2026 um 10:00 schrieb D365CI <D365CI@microsoft.com>:\n\n{OLD_QUESTION}\n"
    ),
    "only a question below a French attribution": raw(
        f"Merci.\n\nLe 1 oct. 2026 à 10:00, D365CI <D365CI@microsoft.com> a écrit :\n\n{OLD_QUESTION}\n"
    ),
    "only a question in a blockquote": raw(None, html=f"<p>Noted.</p><blockquote>{OLD_QUESTION}</blockquote>"),
    "only a question in Outlook's HTML history": raw(
        None, html=f"<p>Noted.</p><div id='appendonsend'></div><div>From: D365CI</div><p>{OLD_QUESTION}</p>"
    ),
    "only a question that nobody sees": raw(None, html=f"<p>Noted.</p><p style='display:none'>{OLD_QUESTION}</p>"),
    "a forwarded question": raw(f"FYI\n\n---------- Forwarded message ---------\nFrom: D365CI\n\n{OLD_QUESTION}\n"),
    "nothing but a quote": raw(QUOTED_QUESTION),
    "nothing at all": raw(""),
    "a receipt in words": raw("We have received your request and will get back to you."),
    "a statement": raw("This mail confirms that your request has reached us."),
    "thanks for a confirmation": raw("Thank you for your confirmation. We have started."),
    "none needed": raw("No confirmation is needed at this point. We have started."),
    "not to be confirmed": raw("You do not need to confirm anything."),
    "one to come": raw("You will be asked to confirm the request in a separate mail."),
    "receipt of the mail itself": raw("Please confirm receipt of this mail."),
    "deletion": raw("We sent you the wrong file. Please confirm that you have deleted it."),
    "another person needed": raw("We could not find this customer. Please confirm the e-mail address."),
    "more is asked": raw("Please confirm the request and provide the id of the environment."),
    "an identity is asked": raw("Please confirm your identity with a copy of your passport."),
    "which environment": raw("Please confirm which environment you mean."),
    "a refusal": raw("Your request was rejected. Please confirm that you have read this."),
    "nothing to do": raw("We have started. No action is required from you."),
    "one that follows": raw("A confirmation e-mail will follow."),
    "a number": raw("Confirmation number: 12345"),
    "not by phone": raw("Please note that we cannot confirm receipt by phone."),
    "one to ignore": raw("Please ignore the earlier mail asking you to confirm."),
    "how to do it": raw("Please see our page on how to confirm requests in the future."),
    "perhaps later": raw("Please note that you may be asked to confirm this."),
    "one they will send": raw("As part of our process you'll receive a mail asking you to confirm the request."),
    "by them": raw("Please allow five days for us to confirm your request."),
    "confirmed by them": raw("Please be informed that we have confirmed your role."),
    "by phone": raw("In order to confirm, please call us."),
    "in a portal": raw("Please confirm the request in the portal."),
    "with a click": raw("Please confirm by clicking here: https://contoso.example. Click once."),
    "German thanks": raw("Vielen Dank für Ihre Bestätigung."),
    "German, none needed": raw("Eine Bestätigung ist nicht nötig, bitte keine Bestätigung senden."),
    "French thanks": raw("Merci pour votre confirmation."),
    "Spanish thanks": raw("Gracias por su confirmación."),
    "Dutch thanks": raw("Bedankt voor uw bevestiging."),
    "a language nobody wrote words for": raw("Vahvistakaa pyyntö, kiitos."),
    "data before it was confirmed": raw("The requested data is attached.", files=["export.csv"]),
    "a question with a file": raw(ASK, files=["terms.pdf"]),
    "a question in a picture": raw("", files=["question.png"]),
    "the mark of another ticket": raw(ASK, subject="RE: Export [DSR-000000]"),
    "two marks": raw(ASK, subject="RE: Export [DSR-7K3QFA] [DSR-000000]"),
    "no thread and no mark": raw(ASK, subject="Your request", in_reply_to=None, references="<other@contoso.com>"),
    "the mark within a longer word": raw(ASK, in_reply_to=None, references=None, subject="XDSR-7K3QFA9"),
    "a copy of our own letter": raw(OURS, message_id=REQUEST, in_reply_to=None, references=None),
}

_IN_WORDS = {name: raw(f"Hello Tess,\n\n{text}\n\nRegards\n") for name, text in _SAYINGS.items()}

QUESTIONS = (
    *cases("a question", Meaning.CONFIRMATION_ASKED, _IN_WORDS),
    *cases("a question", Meaning.CONFIRMATION_ASKED, _SHAPES),
    *cases("no question", Meaning.UNCLEAR, _NO_QUESTION),
)
