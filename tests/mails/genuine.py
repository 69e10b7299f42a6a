"""Questions and deliveries as a team would write them at more length, in several languages: each counts."""

from __future__ import annotations

from domain.mail.message import Meaning
from tests.mails.case import cases, raw
from tests.mails.deliveries import sent

_QUESTIONS = {
    "at length": "Hi Tess,\n\nThank you for contacting the Dynamics 365 Customer Insights team.\n\nWe have received a request"
    " to export personal data. Before we process it, please confirm that this request is yours by replying to this e-mail."
    "\n\nKind regards,\nPriya\nCustomer Insights Privacy Team",
    "of an administrator": "Dear Tess,\n\nThis is regarding your request to export personal data from Dynamics 365 Customer"
    " Insights under Article 15 of the GDPR.\n\nAs the tenant administrator, please confirm your request by replying to this"
    " message. Once we have your confirmation, we will process the request and send you the data.\n\nBest regards,\nSam",
    "with a reason": "Hello Tess,\n\nAs a security measure we verify every request. Please reply to this email with your"
    " confirmation that we may export the data.\n\nThanks\nJoe",
    "with what to do otherwise": "Hello,\n\nplease confirm that this request comes from you. If you did not make this request,"
    " please ignore this mail. If you have any questions, please do not hesitate to contact us.\n\nRegards\nThe team",
    "with a disclaimer": "Please confirm the request.\n\nKind regards\nSam\n\nThis e-mail and any attachments are confidential\n"
    "and intended for the recipient alone. Read our privacy statement: https://privacy.microsoft.com/statement\n",
    "with a telephone number below": "Please confirm the request.\n\nBest regards\nSam Lee\nMicrosoft Corporation\n+1 425 555 0100\n",
    "of our own ticket": "Please confirm the request DSR-7K3QFA.",
    "German": "Hallo Frau Vermeer,\n\nvielen Dank für Ihre Anfrage. Bitte bestätigen Sie uns kurz, dass der Export von Ihnen"
    " angefordert wurde.\n\nViele Grüße\nJonas",
    "French": "Bonjour,\n\nNous avons bien reçu votre demande d'export. Afin de pouvoir la traiter, merci de nous confirmer"
    " qu’elle émane bien de vous.\n\nCordialement\nL’équipe",
    "Spanish": "Hola Tess:\n\nHemos recibido su solicitud de exportación. Por favor, responda a este correo para confirmar la"
    " solicitud.\n\nSaludos\nEl equipo",
    "Italian": "Buongiorno,\n\nabbiamo ricevuto la sua richiesta di esportazione dei dati. Per procedere, la preghiamo di"
    " confermare la richiesta rispondendo a questa e-mail.\n\nCordiali saluti",
    "Dutch": "Geachte mevrouw Vermeer,\n\nWij hebben uw verzoek ontvangen. Gelieve dit verzoek te bevestigen door op deze"
    " e-mail te antwoorden.\n\nMet vriendelijke groet",
}
_DELIVERIES = {
    "at length": sent(
        "Hello Tess,\n\nplease find attached the export of the personal data in JSON format. Please let us know if you have"
        " any questions.\n\nRegards\nSam",
        "export.json",
    ),
    "with a password to come": sent(
        "Hello Tess,\n\nthank you for your confirmation. Attached you will find the requested personal data. The file is"
        " protected with a password. We will share the password by phone.\n\nRegards",
        "data.zip",
    ),
    "a link to a store": sent(
        "Hello,\n\nyour data export is ready. You can download it from the following link:\n\n"
        "https://contoso.blob.core.windows.net/exports/1.zip?sv=1\n\nThe link is valid for 7 days.\n\nThanks\nJoe"
    ),
    "German": sent("Guten Tag,\n\nanbei erhalten Sie den gewünschten Datenexport im CSV-Format.\n\nGrüße", "daten.csv"),
    "French": sent(
        "Bonjour,\n\nMerci pour votre confirmation. Vous trouverez en pièce jointe l’export des données demandées."
        "\n\nCordialement",
        "données.csv",
    ),
    "Spanish": sent(
        "Hola:\n\nGracias por su confirmación. Adjunto encontrará los datos exportados en formato JSON.\n\nSaludos",
        "datos.json",
    ),
    "Italian": sent("Buongiorno,\n\ngrazie per la conferma. In allegato trova i dati esportati.\n\nSaluti", "dati.csv"),
    "Dutch": sent(
        "Beste Tess,\n\nBedankt voor uw bevestiging. In de bijlage vindt u de geëxporteerde gegevens.\n\nGroeten",
        "gegevens.csv",
    ),
}

GENUINE_MAILS = (
    *cases("a genuine question", Meaning.CONFIRMATION_ASKED, {name: raw(text) for name, text in _QUESTIONS.items()}),
    *cases("a genuine delivery", Meaning.DELIVERED, _DELIVERIES, confirmed=True),
)
