"""Letters to a person, and to those who hold their data as well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.erasure.outliving import Left
from domain.letters import LetterKind, MailEnd, Wrong
from domain.words.de.german import GERMAN
from domain.words.de.plan import OUTLIVES

_FOOT = "Unser Aktenzeichen ist $reference.\n\n$signed\n$controller\n"

TEMPLATES: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: (
        "Guten Tag,\n\nam $received haben wir $asked erhalten. Sie haben unsere Antwort spätestens am $due. Wenn wir mehr "
        f"Zeit brauchen, sagen wir es Ihnen vorher, mit dem Grund.\n\n{_FOOT}"
    ),
    LetterKind.ANSWER: (
        f"Guten Tag,\n\nam $received haben wir $asked erhalten.\n\n$done\n\n$left\n\nIhre Rechte\n$rights\n\n{_FOOT}"
    ),
    LetterKind.EXTENSION: (
        "Guten Tag,\n\nWir haben Ihren Antrag am $received erhalten. Für die Antwort brauchen wir mehr Zeit, aus diesem "
        "Grund: $reason. Sie erhalten unsere Antwort spätestens am $due (Artikel 12 Absatz 3 DSGVO).\n\nIhre Rechte\n"
        f"$rights\n\n{_FOOT}"
    ),
    LetterKind.REFUSAL: (
        "Guten Tag,\n\nam $received haben wir $asked erhalten. Wir kommen ihm nicht nach. Dies ist der Grund:\n\n$ground"
        f"\n\nSie können sich beschweren\n$complaint\n\nSie können vor Gericht gehen\n$remedy\n\n{_FOOT}"
    ),
    LetterKind.RECIPIENTS: (
        "Guten Tag,\n\nSie haben von uns personenbezogene Daten dieser Person erhalten:\n\n$person\n\nSie hat uns um die "
        "Löschung gebeten, und wir führen sie aus. Bitte löschen auch Sie diese Daten, alle Links darauf und alle Kopien, "
        "und sagen Sie uns, wann es geschehen ist. Das gilt nicht, wo es unmöglich oder unverhältnismäßig aufwendig ist "
        f"(Artikel 17 und 19 DSGVO). Bitte behandeln Sie diesen Brief vertraulich.\n\n{_FOOT}"
    ),
}

NAMES: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: "Eingangsbestätigung",
    LetterKind.ANSWER: "Antwort",
    LetterKind.EXTENSION: "Verlängerung",
    LetterKind.REFUSAL: "Verweigerung",
    LetterKind.RECIPIENTS: "Mitteilung an Empfänger",
}

WRONG: Mapping[Wrong, str] = {
    Wrong.BROKEN: "hat ein Dollarzeichen, das kein Platzhalter ist: Schreiben Sie $$ für eines, das stehen bleibt",
    Wrong.UNKNOWN: "hat Platzhalter, die dieser Brief nicht kennt ({}): Nehmen Sie sie heraus",
    Wrong.MISSING: "hat {} nicht, was die DSGVO verlangt (Art. {}): Setzen Sie es ein",
    Wrong.NAMELESS: "hat {} nicht, woran man erkennt, worum es geht: Setzen Sie es ein",
    Wrong.LONG: "ist länger als 3.000 Zeichen: Kürzen Sie ihn",
    Wrong.EMPTY: "ist leer: Schreiben Sie ihn, oder nehmen Sie die Datei weg",
}

UNKNOWN = "Diesen Brief kenne ich nicht. Es gibt acknowledgement, answer, extension, refusal und recipients."

WHICH_ONE = "Bitte sagen Sie, welchen Brief: zum Beispiel „letter DSR-… answer“."

WHICH = "Welchen Brief? Unten stehen die, die sich jetzt schreiben lassen."

NONE: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: "Auf diesen Antrag wartet niemand mehr, daher gibt es keinen Eingang zu bestätigen.",
    LetterKind.ANSWER: "Noch gibt es nichts zu antworten: Es ist nicht bekannt, was aus dem Antrag wurde.",
    LetterKind.EXTENSION: "Dieser Antrag lässt sich nicht verlängern und wurde es nicht.",
    LetterKind.REFUSAL: (
        "Dieser Antrag wurde nicht verweigert. „refuse“ fragt nach dem Grund und den Rechten und schreibt den Brief."
    ),
    LetterKind.RECIPIENTS: "Noch gibt es Empfängern nichts mitzuteilen: Zu diesem Antrag hat keine Löschung begonnen.",
}

NOBODY = "Dieser Antrag betrifft keine Person, die um etwas gebeten hat, daher lässt sich niemandem schreiben."

FORGOTTEN = "Der Schlüssel dieser Person wurde vernichtet, daher weiß niemand mehr, wem zu schreiben wäre."

DOWNLOAD, SEND = "Herunterladen", "Senden…"

SEND_TEXT = "Der Brief geht vom registrierten Postfach an die Person, so wie Sie ihn hier lesen. Das lässt sich nicht zurücknehmen."

SENDING = "Der Brief ist unterwegs. Ich sage Ihnen hier, wenn er gesendet ist."

NO_MAILBOX = "Es ist kein Postfach verbunden, bitte senden Sie ihn selbst."

BY_HAND = "Diesen Brief senden Sie selbst: Etwas muss mit ihm gehen, oder er geht an jemanden, dessen Adresse ich nicht kenne."

NO_ADDRESS = "Dieser Antrag nennt keine einzelne E-Mail-Adresse, bitte senden Sie den Brief selbst."

EXTEND_FIRST = "Halten Sie die Verlängerung zuerst fest, mit „extend“ und ihrem Grund: Dann geht der Brief hinaus, wie er dort steht."

TOO_LATE = (
    "Die erste Frist ist vorbei, dieser Brief käme zu spät. Bitte sprechen Sie mit Ihren Datenschutzbeauftragten."
)

WHICH_LANGUAGE = "Briefe schreibe ich nur auf {}. Bitte nennen Sie nach „in“ eine davon."

NOT_PROVED = "Die Person wurde gefragt, wer sie ist, und hat es noch nicht gezeigt, daher sende ich ihr keine Antwort."

SENT_ALREADY = "Dieser Brief wurde schon gesendet, oder vielleicht: Sehen Sie im Ordner „Gesendet“ des Postfachs nach."

CHANGED = "Der Brief würde inzwischen anders lauten, daher wurde nichts gesendet. Bitte lesen Sie ihn noch einmal."

MAILED: Mapping[MailEnd, str] = {
    MailEnd.SENT: (
        "wurde vom Postfach gesendet. Wenn er der Person antwortet, sagen Sie bitte auf der Karte, an welchem Tag."
    ),
    MailEnd.DOUBT: (
        "ging vielleicht hinaus. Bitte sehen Sie im Ordner „Gesendet“ des Postfachs nach; ich sende ihn nicht noch einmal."
    ),
    MailEnd.REFUSED: (
        "wurde vom Postfach abgelehnt und daher nicht gesendet. Bitte senden Sie ihn selbst, oder fragen Sie die, die mich "
        "betreiben."
    ),
    MailEnd.DOWN: "wurde nicht gesendet: Das Postfach antwortete lange nicht. Bitte versuchen Sie es noch einmal.",
    MailEnd.ALTERED: "wurde nicht gesendet: Was ich dafür aufbewahre, ist nicht, was ich geschrieben hatte. Die Admins wissen davon.",
    MailEnd.CHANGED: (
        "wurde nicht gesendet: Er würde inzwischen anders lauten, oder darf nicht mehr hinaus. Bitte lesen Sie ihn noch "
        "einmal."
    ),
}

GONE = (
    "Wir haben Ihre personenbezogenen Daten aus unserer Kundendatenplattform gelöscht. Danach haben wir nachgesehen: Sie "
    "sind nicht mehr da."
)

CLOSED = (
    "Wir haben die Löschung Ihrer personenbezogenen Daten aus unserer Kundendatenplattform ausgeführt. Eine maschinelle "
    "Prüfung ließ sich nicht abschließen, daher hat jemand von uns nachgesehen."
)

DELIVERED = "Mit diesem Brief erhalten Sie eine Kopie Ihrer personenbezogenen Daten."

ANY_AUTHORITY = "einer Aufsichtsbehörde, insbesondere an Ihrem Aufenthaltsort, Ihrem Arbeitsplatz oder dem Ort des mutmaßlichen Verstoßes"


def title(kind: LetterKind, ref: str) -> str:
    return f"{NAMES[kind]} · {ref}"


def lead(kind: LetterKind) -> str:
    return f"Brief: {NAMES[kind]}"


def about(kind: LetterKind, ref: str) -> str:
    return f"Ein Brief zu {ref}, zum Lesen und Senden: {NAMES[kind]}."


def send_title(kind: LetterKind, ref: str) -> str:
    return f"Dies senden: {NAMES[kind]}, {ref}?"


def subject(received: date) -> str:
    """It says nothing of what was asked: subjects are shown in lists and on phones."""
    return f"Ihr Antrag vom {GERMAN.long(received)}"


def mailed(ref: str, kind: LetterKind, end: MailEnd) -> str:
    return f"{ref}: Der Brief ({NAMES[kind]}) {MAILED[end]}"


def sends(name: str) -> str:
    return f"{name} sendet diesen Brief schon und hört von mir, wie es ausging."


def complaint(authority: str) -> str:
    """`authority`: the company's own; empty: any."""
    return f"Sie haben das Recht auf Beschwerde bei {authority or ANY_AUTHORITY} (Artikel 77 DSGVO)."


def day(when: date) -> str:
    return GERMAN.long(when)


def outlives(left: Left) -> str:
    """What is erased by itself later; what somebody must end is not the person's business."""
    dated = [f"{OUTLIVES[what]} bis {day(until)}" for what, until in left if until]
    return f"Von selbst enden später einige technische Kopien: {GERMAN.all_of(dated)}." if dated else ""
