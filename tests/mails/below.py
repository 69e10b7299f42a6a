"""Mails of the proved team with a question or with the data, and with words below them that change what they say."""

from __future__ import annotations

from domain.mail.message import Meaning
from tests.mails.case import cases, raw
from tests.mails.deliveries import sent

_QUESTION, _FRAGE = "Hello Tess,\n\nplease confirm the request.", "Guten Tag,\n\nbitte bestätigen Sie die Anfrage."
_DATA, _DATEN = "Hello,\n\nplease find attached the exported data.", "Guten Tag,\n\nanbei die exportierten Daten."
FAREWELLS = ("Best regards\nJane\n", "Viele Grüße,\n\nJana Berg\n\n")

# Below a farewell, however short.
UNFINISHED = (
    "More files follow Monday.", "More to come tomorrow", "Profiles are still missing", "Password: not sent yet",
    "Incomplete", "Part One", "More Files Follow", "Rest pending", "Half of it", "1 of 2", "Data: tomorrow", "2 files left",
    "Only the profiles", "Profiles missing!", "P.S. Two more", "Draft", "Is this yours?", "Encrypted; key later",
    "Not all of it", "Data Incomplete", "Please wait", "Do not use it", "Wrong file", "The rest: Monday",
    "Der Rest folgt morgen.", "Es fehlen noch Profile.", "Profile Fehlen", "Teil Zwei folgt", "Rest Montag",
    "Unvollständig", "Nachlieferung Dienstag", "Nur die Hälfte", "Noch ohne Profile", "Kennwort folgt", "Nachtrag kommt",
    "Vorläufig", "Bitte noch warten", "Fortsetzung folgt", "Weitere Dateien morgen", "2. Teil morgen", "Falsche Datei",
)  # fmt: skip
CONDITIONS = (
    "Otherwise we delete everything.", "Otherwise we delete everything", "We close it then", "And send your passport",
    "Closing the case", "Ask your admin first", "Case closed otherwise", "No export otherwise", "Or: cancel it",
    "By 3 December", "Urgent: call us", "Sonst löschen wir alles.", "Andernfalls wird gelöscht", "Mit Vollmacht bitte",
    "Ausweis nötig", "Und den Ausweis senden", "Frist: 3 Tage", "Sonst Löschung", "Nicht antworten", "Antrag abgelehnt",
)  # fmt: skip
# In the place of a disclaimer, with a word of one.
NO_DISCLAIMERS = (
    "This copy lacks the confidential profiles.",
    "The above is half of it, as the rest is privileged.",
    "Microsoft will send the confidential profiles on Monday.",
    "This e-mail and its attachment hold half of the confidential data.",
    "This message is confidential. The rest of the data follows.",
    "Notice: the confidential part is not attached.",
    "Privacy: profiles are left out, see our privacy policy.",
    "This information is privileged and was left out of the export.",
    "If you are not the intended recipient, tell us, and we export it anew.",
    "Hinweis: Die vertraulichen Profile sind darin noch nicht enthalten.",
    "Diese Mail enthält nur die Hälfte, der Empfänger erhält den Rest morgen.",
    "Diese Nachricht enthält nur vertrauliche Profile.",
    "Vertrauliche Daten liefern wir am Montag nach.",
    "Datenschutz: Die Profile fehlen noch.",
    "This e-mail is confidential, please delete the attachment.",
    "Diese E-Mail ist vertraulich, bitte löschen Sie den Anhang.",
)
_NO_DISCLAIMERS_OF_QUESTIONS = (
    "The information we need besides: the passport (confidential).",
    "This tenant is not yours according to our privacy policy.",
    "Microsoft Corporation deletes the tenant then.",
    "This request is confidential and closed on Monday.",
    "Hinweis: Ohne Vollmacht der Geschäftsführung dürfen wir nicht exportieren.",
    "Diese Anfrage ist vertraulich und wird sonst gelöscht.",
    "Datenschutzhinweis: Der Export löscht die Profile.",
)

SIGNATURES = (
    "Jane", "Jane Doe", "JANE DOE", "Jörg Müller-Lüdenscheidt", "Maria de la Cruz", "Jan van der Berg", "An Li",
    "The Customer Insights team", "Customer Insights Privacy Team", "Ihr Microsoft Support-Team\nMünchen",
    "Sam\nPrivacy Engineer | Microsoft\n+1 425 555 0100", "Sam Lee\nData Protection Officer\nMicrosoft Ireland",
    "Sam Lee, Senior Program Manager\nTel.: +49 (89) 3176-0\nsam.lee@microsoft.com\nwww.microsoft.com",
    "Jana Berg\nDatenschutzbeauftragte\nMicrosoft Deutschland GmbH\nMünchen", "Sam Lee\n\nMicrosoft Corporation\nDublin",
    "Sam · Support Engineer · Customer Service & Support", "Sam\n\nSent from my iPhone", "Sam\n\nGet Outlook for iOS",
    "Jana\n\nVon meinem iPhone gesendet", "Sam Lee\n_______________",
)  # fmt: skip
DISCLAIMERS = (
    "This e-mail and any attachments are confidential and intended for the recipient alone.",
    "Confidentiality Notice: This message is intended only for the addressee and may contain privileged information. If"
    " you are not the intended recipient, please notify the sender immediately and delete this e-mail.",
    "If you have received this email in error, please notify us by reply and destroy all copies. Any unauthorized use or"
    " distribution is strictly prohibited.",
    "Please consider the environment before printing this e-mail.",
    "Microsoft respects your privacy. Please read our Privacy Statement: https://privacy.microsoft.com/privacystatement",
    "Microsoft Corporation, One Microsoft Way, Redmond, WA 98052",
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind oder diese E-Mail"
    " irrtümlich erhalten haben, informieren Sie bitte sofort den Absender und vernichten Sie diese Mail. Das unerlaubte"
    " Kopieren sowie die unbefugte Weitergabe dieser Mail ist nicht gestattet.",
    "Diese Nachricht ist vertraulich und nur für den Empfänger bestimmt.",
)


def _below(said: str, lines: tuple[str, ...]) -> dict[str, str]:
    return {f"{line} {number}": f"{said}\n\n{end}{line}\n" for number, end in enumerate(FAREWELLS) for line in lines}


def _last(said: str, farewell: str, lines: tuple[str, ...]) -> dict[str, str]:
    above = {f"{line}, above": f"{said}\n\n{line}\n" for line in lines}
    return above | {f"{line}, below": f"{said}\n\n{farewell}\n\n{line}\n" for line in lines}


_PARTS = {
    **_below(_DATA, UNFINISHED), **_last(_DATA, "Regards\nJane", NO_DISCLAIMERS),
    **_last(_DATEN, "Grüße\nJana", NO_DISCLAIMERS[-6:]),
}  # fmt: skip
_CONDITIONS = {
    **_below(_QUESTION, CONDITIONS), **_last(_QUESTION, "Regards\nJane", _NO_DISCLAIMERS_OF_QUESTIONS),
    **_last(_FRAGE, "Grüße\nJana", _NO_DISCLAIMERS_OF_QUESTIONS[-3:]),
}  # fmt: skip
NEAR_BELOW = (
    *cases(
        "a part below", Meaning.UNCLEAR, {n: sent(text, "export.csv") for n, text in _PARTS.items()}, confirmed=True
    ),
    *cases("a condition below", Meaning.UNCLEAR, {name: raw(text) for name, text in _CONDITIONS.items()}),
)
BELOW = (
    *cases("a signature below a question", Meaning.CONFIRMATION_ASKED, {
        name: raw(f"{_QUESTION}\n\nBest regards,\n\n{name}\n") for name in SIGNATURES
    }),
    *cases("a disclaimer below a question", Meaning.CONFIRMATION_ASKED, {
        name: raw(text) for name, text in _last(_QUESTION, "Regards\nJane", DISCLAIMERS).items()
    }),
    *cases("a signature below data", Meaning.DELIVERED, {
        name: sent(f"{_DATEN}\n\nViele Grüße\n{name}\n", "daten.csv") for name in SIGNATURES
    }, confirmed=True),
    *cases("a disclaimer below data", Meaning.DELIVERED, {
        name: sent(text, "export.csv") for name, text in _last(_DATA, "Regards\nJane", DISCLAIMERS).items()
    }, confirmed=True),
)  # fmt: skip
