"""What people settle of an erasure: the forms, and what is said then."""

from __future__ import annotations

from collections.abc import Sequence

from domain.words.de.lists import progress

FUTURE_DELETION = "Der Tag der Löschung darf nicht in der Zukunft liegen."

STATE_IT = (
    "Bitte erklären Sie auf der Karte, wann der Datensatz in den ursprünglichen Quellen gelöscht wurde. Bis dahin wird "
    "nichts aktualisiert."
)

STATE_TITLE = "In der Quelle gelöscht"

STATE_TEXT = "Ich kann das nicht prüfen: Ihre Erklärung steht im Protokoll."

STATE_DAY = "An welchem Tag wurde der Datensatz dort gelöscht?"

STATE_HINT = "Lassen Sie es leer, um es später zu erklären."

DECIDE_TITLE, DECIDE_FIELD, DECIDE_RUN, DECIDE_DELETE = (
    "Ein inaktives Segment",
    "Was soll geschehen?",
    "Aktivieren und berechnen",
    "Löschen",
)

DECIDE_TEXT = (
    "Keine Aktualisierung erreicht „{}“, und die Person kann noch darin sein. „Aktivieren und berechnen“ berechnet seine "
    "Mitglieder neu und legt es wieder still. Löschen lässt sich nicht rückgängig machen und braucht die Stimme einer "
    "genehmigenden Person."
)

DECIDE_KEEP, DECIDE_ALL_TITLE = "Weiter warten lassen", "Inaktive Segmente"

WAITING_NOW = (
    "Nichts wurde entschieden: Sie warten alle weiter. Bitte wählen Sie für mindestens eines, oder schließen Sie dies."
)


def decide_all(number: int) -> str:
    return f"Alle {number} entscheiden…"


def decide_all_text(left: int) -> str:
    """`left`: how many have no place in this form."""
    more = f" Danach kommen {left} weitere: Drücken Sie die Schaltfläche dann noch einmal." if left else ""
    return (
        "Keine Aktualisierung erreicht diese Segmente, und die Person kann noch darin sein. „Aktivieren und berechnen“ "
        "berechnet die Mitglieder eines Segments neu und legt es wieder still. Löschen lässt sich nicht rückgängig machen "
        f"und braucht die Stimme einer genehmigenden Person.{more}"
    )


VOTE_TITLE, VOTE_FIELD, VOTE_YES, VOTE_NO = "Segment löschen", "Löschen?", "Ja, löschen", "Nein, behalten"

VOTE_TEXT = "Das Segment „{}“ wird mit allem darin gelöscht. Das lässt sich nicht rückgängig machen."

TICK_TITLE, TICK_FIELD = "Statisches Segment?", "Was wurde getan?"

TICK_TEXT = (
    "Customer Insights sagt nicht, ob „{}“ statisch ist. Sehen Sie dort nach: Erstellen Sie es neu, oder machen Sie es "
    "dynamisch."
)

CLOSE_TITLE = "Ohne Suche schließen"

CLOSE_FIELD = "Warum genügt es? Es wird dann „nicht durch Suche bestätigt“ heißen"

CONFIRM_TITLE, CONFIRM_FIELD = (
    "Empfänger",
    "Weitere Empfänger von Daten der Person, durch Kommas getrennt",
)

CONFIRM_TEXT = "Auf der Liste: {}. Sie bestätigen, dass sie mit denen, die Sie hinzufügen, vollständig ist."

NOBODY = "niemand"

NAMES_NOBODY = "Bitte nennen Sie hier Empfänger, oder lassen Sie das Feld leer, wenn es sonst niemanden gibt."

TELL_TITLE, TELL_DAY = "Ein Empfänger", "Unterrichtet am"

TELL_WHY = "Oder: warum es unmöglich ist oder unverhältnismäßig wäre"

TELL_TEXT = "„{}“ muss von der Löschung erfahren (Art. 19 DSGVO)."

TELL_EITHER = "Bitte geben Sie den Tag oder den Grund an."

ANSWER_TITLE, ANSWER_DAY = "Antwort an die Person", "Die Person wurde unterrichtet am"

DONE_NOW, ASKED_NOW, KEPT_NOW = (
    "Festgehalten.",
    "Ich habe die genehmigenden Personen gebeten, darüber abzustimmen.",
    "Das Segment bleibt. Bitte entscheiden Sie neu.",
)


def vote_counted(count: int, quorum: int) -> str:
    return f"Ihre Stimme zählt: {progress(count, quorum)}. Es wartet auf {quorum - count} weitere."


def vote_wanted(ref: str) -> str:
    return f"{ref} wartet auf eine Stimme: Ein Segment soll gelöscht werden."


def votes_so_far(count: int, quorum: int, names: Sequence[str]) -> str:
    return f"{progress(count, quorum)}" + (f": ✓ {', ✓ '.join(names)}" if names else "")
