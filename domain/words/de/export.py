"""Exports: the form, the letters, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.export.letters import Holder, Purpose
from domain.export.plan import Deed, Stage
from domain.moment import PLACE
from domain.notes import Note
from domain.words.de.german import GERMAN
from domain.words.de.moments import day
from domain.words.de.plan import ANSWER_SUBMIT

STAGES: Mapping[Stage, str] = {
    Stage.REQUEST: "Der Antrag an das Team von Microsoft",
    Stage.QUESTION: "Ihre Frage, ob er von uns ist",
    Stage.CONFIRMATION: "Unsere Bestätigung",
    Stage.DELIVERY: "Die Daten",
    Stage.ANSWER: "Die Person hat ihre Antwort",
    Stage.REMINDER: "Erinnerung {}",
}

HOLDERS: Mapping[Holder, str] = {
    Holder.CUSTOMER: "Jemand aus den Kundendaten",
    Holder.USER: "Jemand, der Customer Insights nutzt",
}

PURPOSES: Mapping[Purpose, str] = {
    Purpose.ACCESS: "Eine Kopie der eigenen Daten (Auskunft, Art. 15)",
    Purpose.PORTABILITY: "Daten zum Mitnehmen (Datenübertragbarkeit, Art. 20)",
}

AS: Mapping[Purpose, str] = {
    Purpose.ACCESS: "Es ist als Auskunft beantragt (Art. 15 DSGVO).",
    Purpose.PORTABILITY: "Es ist als Datenübertragbarkeit beantragt (Art. 20 DSGVO), daher verlangt die Mail ein maschinenlesbares Format.",
}

TITLE, WHOSE, WHO = "Daten exportieren", "Wessen Daten?", "E-Mail-Adresse der Person"

PURPOSE = "Worum hat die Person gebeten?"

WHOSE_EXPORT = "Wessen Daten? Zum Beispiel: export customer anna@contoso.com as access. Möglich ist auch „user“."

GUIDED = "Kein Postfach ist verbunden, daher schreibe ich die Mails, und ein Mandanten-Admin sendet sie."

DEEDS: Mapping[Deed, str] = {
    Deed.SEND: "Senden…",
    Deed.SENT: "Ich habe sie gesendet…",
    Deed.RESOLVE: "Klären…",
    Deed.CAME: "Eingegangen…",
    Deed.ANSWER: "Die Person hat ihre Antwort…",
}

SUBMITS_OF_MAIL: Mapping[Deed, str] = {
    Deed.SENT: "Senden festhalten",
    Deed.RESOLVE: "Verbleib festhalten",
    Deed.CAME: "Eingang festhalten",
    Deed.ANSWER: ANSWER_SUBMIT,
}

WAITS_FOR_TEAM, WAITS_FOR_TENANT_ADMIN = "Wartet auf das Team von Microsoft", "Wartet auf einen Mandanten-Admin"

SEND_LABELS: Mapping[Stage, str] = {Stage.REQUEST: "Antrag senden", Stage.CONFIRMATION: "Bestätigen"}

SEND, REMIND = "Senden", "Erinnerung senden"

REMINDER_READS = "Die Mail unten geht hinaus, wenn Sie „Erinnerung senden“ drücken, und nicht vorher."

SENDING_NOW = "Die Mail ist unterwegs. Die Karte zeigt, wann sie gesendet wurde."

SENT_TITLE, SENT_DAY = "Die Mail wurde gesendet", "An welchem Tag?"

CAME_TITLE, CAME_DAY = "Mail eingegangen", "An welchem Tag kam sie?"

CAME_FILES, CAME_FILES_HINT = (
    "Was war angehängt?",
    "Die Namen der Dateien, einer je Zeile. Ich bewahre keine Datei auf.",
)

RESOLVE_TITLE, RESOLVE_FIELD = "Ging die Mail hinaus?", "Was zeigt der Ordner „Gesendet“?"
OTHER_DOUBT = (
    "Nicht festgehalten: Die Mail wurde seither noch einmal versucht. "
    "Sehen Sie erneut in den Ordner „Gesendet“, und drücken Sie dann „Klären“."
)

WENT_OUT, DID_NOT_GO_OUT = "Sie wurde gesendet", "Sie wurde nicht gesendet: jetzt senden"

NEEDS_FILES = "Bitte nennen Sie, was angehängt war, oder schreiben Sie „ein Link“."

_NEXT = {
    Deed.SEND: "Als Nächstes: Ein Mandanten-Admin liest die Mail auf der eigenen Karte und drückt „{}“.",
    Deed.SENT: "Als Nächstes: Ein Mandanten-Admin sendet die Mail auf der eigenen Karte von Hand und drückt „Ich habe sie gesendet“.",
    Deed.RESOLVE: "Als Nächstes: Ein Mandanten-Admin sieht in den Ordner „Gesendet“ und drückt „Klären“.",
    Deed.CAME: "Als Nächstes: Das Team von Microsoft antwortet. Wenn ihre Mail anders ankam, drücken Sie „Eingegangen“.",
    Deed.ANSWER: "Als Nächstes: Ein Mandanten-Admin gibt der Person die Daten und sagt es hier. Ich speichere sie nie und leite sie nie weiter.",
}

TURNS: Mapping[Stage, str] = {
    Stage.REQUEST: "Der Antrag an das Team von Microsoft wartet darauf, dass Sie ihn senden.",
    Stage.QUESTION: "Wir warten auf eine Antwort des Teams von Microsoft. Bitte sehen Sie nach, ob sie kam.",
    Stage.CONFIRMATION: "Das Team von Microsoft fragt, ob der Antrag von uns ist. Bitte bestätigen Sie.",
    Stage.DELIVERY: "Wir warten auf die Daten vom Team von Microsoft. Bitte sehen Sie nach, ob sie kamen.",
    Stage.ANSWER: "Die Daten liegen im Postfach. Bitte antworten Sie der Person, und sagen Sie es auf der Karte.",
}

TURN_NOTES: Mapping[Note, str] = {
    Note.DOUBTFUL: "Niemand weiß, ob eine Mail hinausging. Bitte sehen Sie in den Ordner „Gesendet“.",
    Note.UNREAD: "Es kam eine Mail, die ich nicht lesen kann. Sie kann ihre Antwort sein, daher sende ich keine Erinnerung. Bitte sehen Sie in das Postfach.",
    Note.SILENT: "Das Team von Microsoft hat lange nicht geantwortet. Bitte gehen Sie dem nach.",
    Note.BOUNCED: "Eine Mail an das Team von Microsoft kam unzustellbar zurück. Bitte gehen Sie dem nach.",
    Note.NOT_PORTABLE: "Was kam, ist nicht maschinenlesbar. Bitte verlangen Sie ein anderes Format, bevor Sie der Person antworten.",
    Note.MAIL_REFUSED: "Eine Mail ließ sich nicht senden. Ihre Karte sagt, warum.",
    Note.MAIL_DOWN: "Eine Mail ließ sich nicht senden. Ihre Karte sagt, warum.",
}

MAILED_ALREADY = "Der Antrag ging vor diesem Ende hinaus, daher kann noch eine Antwort des Teams von Microsoft kommen."


def unclear(text: str) -> str:
    return f"„{text[:40]}“ verstehe ich dort nicht. {WHOSE_EXPORT}"


def erasure_open(refs: Sequence[str]) -> str:
    return (
        f"Zu dieser Person ist auch eine Löschung offen: {GERMAN.all_of(list(refs))}. Was sie löscht, bevor die Daten "
        "kommen, fehlt in der Kopie."
    )


def next_deed(deed: Deed, stage: Stage) -> str:
    return _NEXT[deed].format(SEND_LABELS.get(stage, ""))


def turn(ref: str, sentence: str) -> str:
    return f"{ref}: {sentence}"


def late(ref: str, when: date) -> str:
    return f"{ref}: Die Antwort an die Person ist am {day(when)} fällig, und die Daten sind noch nicht da."


def mail(to: str, subject: str, text: str) -> str:
    return f"An: {to}\nBetreff: {subject}\n\n{text}"


ON_MOMENT = f"am {PLACE}"


def on_day(when: date, name: str) -> str:
    return f"am {day(when)}, sagt {name}"


def delivered(told: str, files: Sequence[str]) -> str:
    """What came, never what stands in it. `told`: by which mail."""
    names = ", ".join(files) or "ein Link in der Mail"
    return f"{told}, im registrierten Postfach: {names[:300]}"


def says(told: str, name: str) -> str:
    return f"{told}, sagt {name}"


def by_hand(told: str, files: Sequence[str]) -> str:
    return f"{told}: {', '.join(files)[:300]}"
