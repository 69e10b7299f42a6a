"""Mails with the data, in many shapes; and mails after the confirmation that bring none."""

from __future__ import annotations

from domain.mail.message import Meaning
from tests.mails.case import CONFIRMATION, REQUEST, cases, raw
from tests.mails.questions import ASK, QUOTED_QUESTION

_LATER = {
    "message_id": "<answer-2@microsoft.com>",
    "in_reply_to": CONFIRMATION,
    "references": f"{REQUEST} {CONFIRMATION}",
}


def sent(text: str | None, *files: str, html: str = "", **headers: str | None) -> bytes:
    return raw(text, files=files, html=html, **{**_LATER, **headers})


_DELIVERED = {
    "a CSV file": sent("Please find attached the exported data.", "customer.csv"),
    "JSON": sent("Here is the data you requested.", "export.json"),
    "several files": sent("The export is attached.", "profile.json", "activities.csv", "readme.txt"),
    "packed": sent("Attached is the export. The password will be sent separately.", "export.zip"),
    "a PDF": sent("Please find attached a copy of the data.", "export.pdf"),
    "a table": sent("The requested records are enclosed.", "records.xlsx"),
    "with a logo": sent("The data is attached.", "image001.png", "export.csv"),
    "late, with an apology": sent("Sorry for the delay. Please find the export attached.", "export.csv"),
    "asking for a receipt": sent("The data is attached. Please confirm receipt.", "export.csv"),
    "asking to say when it is stored": sent("Attached is the export. Please confirm once you stored it.", "export.csv"),
    "above the old question": sent(f"Attached is the data.\n\n{QUOTED_QUESTION}", "export.csv"),
    "a link": sent("Your export is ready. Download it here: https://contoso.blob.core.example/export?id=1"),
    "a link in HTML": sent(None, html="<p>You can download the data at <a href='x'>https://files.example/1</a></p>"),
    "uploaded": sent("Your export is complete. The files are available here: https://files.example/1"),
    "in short": sent("PFA the requested data.", "export.pdf"),
    "with a word on missing rows": sent("Attached is the data. Let us know if anything is missing.", "export.csv"),
    "with a password to come": sent("The export is attached. We'll share the password by phone.", "export.zip"),
    "with a word on deletion": sent("The data is attached. Our files will be deleted in 30 days.", "export.csv"),
    "with a word on days": sent("The export is attached. We will contact you on Monday.", "export.csv"),
    "asking to be told": sent(
        "Please find attached the export. Please let us know if anything is missing.", "export.csv"
    ),
    "where it is to be seen": sent("Please see attached the data you requested.", "export.csv"),
    "for some time": sent("The data is ready: https://files.example/1. The export will be available until Friday."),
    "for some days": sent(
        "You can download the exported data here: https://x.blob.core.windows.net/a. The link is valid for 14 days."
    ),
    "with a word on a password in time": sent(
        "The export is attached. We will share the password within 24 hours.", "export.zip"
    ),
    "with a word on an answer in time": sent(
        "The export is attached. We will contact you within 3 business days.", "export.csv"
    ),
    "German, a password in time": sent(
        "Anbei die exportierten Daten. Wir senden Ihnen das Passwort in 2 Tagen.", "export.zip"
    ),
    "German": sent("Anbei erhalten Sie die exportierten Daten.", "export.csv"),
    "German, a PDF": sent("Im Anhang finden Sie die Kopie der Daten.", "export.pdf"),
    "French": sent("Vous trouverez ci-joint les données demandées.", "export.pdf"),
    "Spanish": sent("Adjuntamos los datos solicitados.", "export.pdf"),
    "Italian": sent("In allegato i dati richiesti.", "export.pdf"),
    "Dutch": sent("In de bijlage vindt u de gegevens.", "export.pdf"),
    "Portuguese": sent("Segue em anexo a cópia dos dados.", "export.pdf"),
    "Polish": sent("W załączniku przesyłamy dane.", "export.pdf"),
    "by the mark alone": sent("The data is attached.", "export.csv", in_reply_to=None, references=None),
    "in answer to the request": sent("The data is attached.", "export.csv", in_reply_to=REQUEST, references=REQUEST),
    "a name in an old charset": sent("The data is attached.", "=?iso-8859-1?Q?Ausk=FCnfte=2Ecsv?="),
}

_NOT_DELIVERED = {
    "the old question again": sent(ASK),
    "the question again, with a file": sent("We still need your confirmation.", "details.json"),
    "thanks": sent("Thank you for your confirmation."),
    "data to come": sent("Thank you. We will send the data within five days."),
    "data to come, with a leaflet": sent("We will send the export soon. Attached is our FAQ.", "faq.pdf"),
    "a form": sent("Please fill in the attached form so that we can export the data.", "form.pdf"),
    "an agreement": sent("Attached is an agreement about the data, please sign it.", "agreement.docx"),
    "a summary of the process": sent("Attached is a summary of the process for data exports.", "summary.pdf"),
    "something to sign": sent("Please sign the attached document before we export the data.", "document.pdf"),
    "something to return": sent("Attached is a document, return it signed and we export the data.", "document.pdf"),
    "another contract": sent("Attached is the signed DPA.", "dpa.pdf"),
    "a failure": sent("We were unable to export the data.", "error.json"),
    "another failure": sent("The export has failed. The log is attached.", "log.json"),
    "nothing held": sent("There is no data about this person."),
    "not ready": sent("The export is not ready yet.", "status.csv"),
    "a signature only": sent("The data is attached.", "smime.p7s"),
    "a picture only": sent("The data is attached.", "image001.png"),
    "the attachment forgotten": sent("Please find attached the exported data."),
    "a mail as attachment": sent("See attached.", "old answer.eml"),
    "a link to something else": sent("Please rate us at https://survey.example/1"),
    "a link, not encrypted": sent("Your export is ready. Download it at http://files.example/1"),
    "a PDF without a word": sent("", "scan.pdf"),
    "a quoted delivery": sent("Did you get this?\n\n> The data is attached.\n> https://files.example/1\n"),
    "German, to come": sent("Die Daten werden Ihnen später zugesandt.", "hinweise.pdf"),
    "nothing": sent(""),
    "hardly a word": sent("Hello Tess,\nregards", "export.json"),
    "no word": sent("", "export.xml"),
    "attached, and not what": sent("Attached. Let us know if anything is missing.", "export.csv"),
    "another ticket": sent("The data is attached.", "export.csv", subject="RE: Export [DSR-000000]"),
}

DELIVERIES = (
    *cases("a delivery", Meaning.DELIVERED, _DELIVERED, confirmed=True),
    *cases("no delivery", Meaning.UNCLEAR, _NOT_DELIVERED, confirmed=True),
)
