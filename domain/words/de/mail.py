"""Mails that came: what was read in them, and those that changed nothing."""

from __future__ import annotations

from collections.abc import Mapping

from domain.mail.message import Meaning
from domain.moment import Moment, Timed
from domain.words.de.export import ON_MOMENT

FROM, SUBJECT, CAME, NOBODY = "Von", "Betreff", "Eingegangen", "niemand, den ich benennen kann"

MEANINGS: Mapping[Meaning, str] = {
    Meaning.CONFIRMATION_ASKED: "Das Team von Microsoft fragt noch einmal. Das ändert nichts.",
    Meaning.DELIVERED: "Das Team von Microsoft hat noch einmal Daten gesendet. Das ändert nichts; sie liegen im Postfach.",
    Meaning.BOUNCE: "Eine Mail kam unzustellbar zurück. Das ändert nichts.",
    Meaning.AUTO_REPLY: "Das ist eine automatische Antwort. Sie zählt nicht als Antwort.",
    Meaning.STRANGER: "Das ist von jemand Fremdem. Es zählt nicht als Antwort, was immer darin steht. Bitte antworten Sie nicht darauf.",
    Meaning.FORGED: "Das ist nicht von dem Absender, den es nennt. Es zählt nicht als Antwort. Bitte antworten Sie nicht darauf.",
    Meaning.UNCLEAR: "Ich kann nicht sagen, was dies bedeutet, daher zählt es nicht als Antwort, bevor Sie nachgesehen haben.",
}

REASONS: Mapping[str, str] = {
    "no_ticket": "Sie nennt keinen unserer Anträge. Wenn sie zu einem gehört, drücken Sie auf dessen Karte „Eingegangen“.",
    "two_tickets": "Sie nennt mehr als einen Antrag. Drücken Sie „Eingegangen“ auf der Karte dessen, zu dem sie gehört.",
    "nothing_sent": "Für diesen Antrag wurde noch nichts gesendet.",
    "unexpected_files": "Sie bringt Dateien, obwohl noch nichts bestätigt wurde.",
    "nothing_new": "Sie wiederholt nur, was schon geschrieben wurde.",
    "no_question": "Sie fragt nicht, ob der Antrag von uns ist.",
    "asks_more": "Sie verlangt mehr als eine Bestätigung.",
    "other_object": "Sie verlangt eine Bestätigung, sagt aber nicht deutlich, dass es die dieses Antrags ist.",
    "more_said": "Sie sagt mehr, als ich verstehe.",
    "odd_files": "Ihre Dateien können etwas anderes sein als die Daten, oder nur ein Teil davon.",
    "of_another": "Eine Datei oder ein Link darin nennt eine andere Person, einen anderen Antrag oder eine andere Umgebung.",
    "not_the_data": "Sie scheint etwas anderes zu bringen als die Daten.",
    "asked_again": "Sie fragt etwas, obwohl der Antrag bestätigt ist.",
    "no_data": "Sie bringt keine Daten.",
    "not_read": "Sie war nicht lesbar.",
    "junk": "Sie liegt im Ordner für Junk-E-Mail, daher zählt sie erst, wenn Sie nachgesehen haben.",
    "long_head": "Ihr Kopf ist zu lang, um ihn ganz zu lesen.",
    "long_text": "Sie ist so lang oder bringt so viele Dateien, dass ich nur den Anfang lese.",
    "hidden_text": "Ihre Gestaltung kann Wörter verbergen oder andere zeigen als die, die ich lese.",
    "more_text": "Sie enthält mehr Text als den, den ich gelesen habe.",
    "unlike_texts": "Ihr einfacher und ihr gestalteter Text sagen nicht dasselbe.",
    "by_machine": "Sie kommt von Microsofts eigener Adresse, aber eine Maschine scheint sie gesendet zu haben.",
    "known_elsewhere": "Sie kommt von einer Adresse, die Microsoft verwendet, aber das beweist hier nichts.",
    "other_recipient": "Sie sagt nicht, dass unsere eigene Mail an das Team von Microsoft zurückkam.",
    "unreadable": "Sie war nicht lesbar.",
    "not_checked": "Niemand hat geprüft, wer sie gesendet hat.",
    "check_unreadable": "Die Prüfung ihres Absenders ist nicht lesbar.",
    "checked_elsewhere": "Ihr Absender wurde von einem anderen Server geprüft als unserem.",
    "dmarc_undecided": "Die Prüfung ihres Absenders kam zu keinem Ergebnis.",
}

UNREADABLE_MAIL = (
    "Eine Mail im registrierten Postfach kann ich nicht lesen, daher weiß ich nicht, ob sie einen Export betrifft. Bitte sehen "
    "Sie dort nach. Wenn sie eine Antwort des Teams von Microsoft ist, drücken Sie „Eingegangen“ auf der Karte ihres Antrags."
)

UNREADABLE_TITLE, IN_JUNK = "Eine Mail, die ich nicht lesen kann", "Sie liegt im Ordner für Junk-E-Mail."

NOT_IT = "Das war es nicht"

NOT_IT_NOW = "Zurückgenommen. Der Antrag wartet wieder auf ihre Mail."

MAILBOX_AGAIN = "Ich kann das registrierte Postfach wieder lesen."

IF_IT_IS_THEIRS = "Wenn es das ist, worauf wir warten, drücken Sie „Eingegangen“."


def mailbox_unread(since: str | Moment) -> str:
    return Timed(
        "Das registrierte Postfach kann ich nicht lesen, seit: ",
        since,
        ". Solange geht keine Erinnerung an das Team von Microsoft, denn ihre Antwort kann dort liegen. Wer DSR Bot betreibt, "
        "kann „dsrbot check“ versuchen; sehen Sie bis dahin bitte selbst in das Postfach.",
    )


def came_by(sender: str, subject: str) -> str:
    """What a reading rests on."""
    return f"{ON_MOMENT}, von {sender or NOBODY}, unter „{subject[:120]}“"


def they_wrote(text: str) -> str:
    return f"Sie schrieben: „{text}“"


def rests_on(detail: str) -> str:
    return Timed("Ihre Mail kam ", detail, ".")


def title(ref: str) -> str:
    return f"Eine Mail zu {ref}" if ref else "Eine Mail des Teams von Microsoft"
