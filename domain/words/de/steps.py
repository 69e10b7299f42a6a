"""What came of a step, or how it stands."""

from __future__ import annotations

from collections.abc import Mapping

from domain.erasure.plan import StepKind
from domain.moment import Moment, Timed
from domain.notes import Note, is_known

NOTES: Mapping[Note, str] = {
    Note.EARLIER_JOB: "wartet auf das Ende einer früheren Aktualisierung",
    Note.PARTS_UNKNOWN: "wartet auf einen Lauf in Customer Insights, der nicht sagt, woran er arbeitet; er zählt hier daher für nichts",
    Note.QUEUED: "wartet, bis es an der Reihe ist",
    Note.RUNNING: "wird aktualisiert",
    Note.UNCLEAR: "in einem Zustand, den ich nicht kenne; ich sehe weiter nach",
    Note.RETRYING: "fehlgeschlagen, Customer Insights versucht es noch einmal",
    Note.UNANSWERED: "Customer Insights antwortet nicht; ich versuche es weiter",
    Note.THROTTLED: "Customer Insights hat um eine Pause gebeten",
    Note.CREDENTIALS: "die gespeicherte Anmeldung gilt nicht mehr. Wem die Quelle gehört, muss sich in Customer Insights neu anmelden. Drücken Sie dann „Erneut versuchen“.",
    Note.USER: "etwas an der Einrichtung der Quelle stimmt nicht. Wem sie gehört, sollte sie in Customer Insights öffnen. Drücken Sie dann „Erneut versuchen“.",
    Note.EXPIRED: "die zwischengespeicherten Daten der Quellen sind abgelaufen, daher lässt sich keine allein bearbeiten. Aktualisieren Sie einmal alle Quellen („refresh all“), und drücken Sie dann „Erneut versuchen“.",
    Note.DEPENDENCY: "etwas in Dataverse hängt von diesen Tabellen ab und hält die Arbeit auf; an den Quellen liegt es nicht. Wer Dataverse betreibt, muss die Abhängigkeit entfernen. Drücken Sie dann „Erneut versuchen“.",
    Note.WARNED: "mit Warnungen aktualisiert: Zeilen können fehlen",
    Note.EXTERNAL: "der Ort, von dem die Daten kommen, meldet einen Fehler. Wem die Quelle gehört, sollte ihn prüfen. Drücken Sie dann „Erneut versuchen“.",
    Note.SYSTEM: "Customer Insights selbst meldet einen Fehler. Drücken Sie „Erneut versuchen“; wenn es wieder fehlschlägt, schreiben Sie dem Team von Microsoft.",
    Note.TIMED_OUT: "es dauerte zu lange, und Customer Insights hat aufgegeben. Drücken Sie „Erneut versuchen“; wenn es wieder geschieht, schreiben Sie dem Team von Microsoft.",
    Note.SKIPPED: "Customer Insights hat es übersprungen, weil etwas davor fehlschlug. Die Daten wurden nicht aktualisiert. Drücken Sie „Erneut versuchen“.",
    Note.ABORTED: "die Aktualisierung wurde in Customer Insights angehalten; die alten Daten bleiben. Drücken Sie „Erneut versuchen“.",
    Note.DELETED: "diese Quelle gibt es in Customer Insights nicht mehr.",
    Note.GAVE_UP: "kein Ergebnis nach langem Warten. Sehen Sie in Customer Insights nach, und drücken Sie dann „Erneut versuchen“.",
    Note.REFUSED: "Customer Insights wollte die Aktualisierung nicht beginnen. Vielleicht darf es nur, wem die Quelle gehört: Fragen Sie dort, und drücken Sie dann „Erneut versuchen“.",
    Note.CANCELLED: "angehalten",
    Note.SHARED: "geht in Customer Insights weiter, da es auch anderen dient",
    Note.TOO_LATE: "ließ sich nicht anhalten; Customer Insights führt es zu Ende",
    Note.NOT_BEGUN: "nicht begonnen",
    Note.REMOVING: "wird entfernt",
    Note.REMOVED: "Rolle entzogen",
    Note.LISTED: "entfernt; Customer Insights kann 15 Minuten brauchen, um es zu zeigen",
    Note.GONE: "nicht mehr da",
    Note.GONE_BEFORE: "war schon nicht mehr da",
    Note.GONE_ONCE: "nicht mehr in der Liste der Nutzer; zur Sicherheit sehe ich noch einmal nach",
    Note.NOT_STARTED: "ich habe mehrmals gefragt, und Customer Insights hat es weder begonnen noch gesagt, warum. Sehen Sie dort unter Daten > Datenquellen und System > Status nach, und drücken Sie dann „Erneut versuchen“.",
    Note.NOT_DELETED: "Customer Insights meldet jedes Mal einen Fehler und führt es noch. Sehen Sie dort das Segment an, und drücken Sie dann „Erneut versuchen“.",
    Note.LEFT_ON: "geleert, und es ließ sich nicht wieder abschalten. Deaktivieren Sie es in Customer Insights, wenn es nicht aktiv sein soll.",
    Note.NOT_REMOVED: "Customer Insights meldet jedes Mal einen Fehler. Sehen Sie unter Einstellungen > Berechtigungen in Customer Insights nach, und drücken Sie dann „Erneut versuchen“.",
    Note.OWNER: "dieser Person gehört die Umgebung. Zuerst muss die Umgebung in Customer Insights an jemand anderen mit der Rolle Administrator gehen.",
    Note.OWN_APP: "das ist die eigene Anwendung von DSR Bot, und die entferne ich nicht.",
    Note.STILL_LISTED: "nach langem Warten noch in der Liste der Nutzer. Sehen Sie in Customer Insights nach, und drücken Sie dann „Erneut versuchen“.",
    Note.ELSEWHERE: "gehört zu einer anderen Umgebung als der, in der ich jetzt arbeite. Beantragen Sie es dort neu.",
    Note.BROKE: "bei mir ist etwas schiefgegangen. Drücken Sie „Erneut versuchen“; wenn es wieder geschieht, sagen Sie es denen, die DSR Bot betreiben.",
    Note.STATED: "erklärt",
    Note.STILL_HOLDS: "wurde aktualisiert und führt die Person noch. Löschen Sie den Datensatz in der ursprünglichen Quelle, und drücken Sie dann „Erneut versuchen“.",
    Note.STILL_HOLDS_PARTS: "wurde aktualisiert und führt die Person noch. Sie wird in Teilen gelesen, daher genügt es nicht, den Datensatz zu löschen. Führen Sie ihn im Ordner „Deletes“ der Quelle auf, und warten Sie das Ende der Stunde ab. Oder lassen Sie die Quelle einmal vollständig aktualisieren. Drücken Sie dann „Erneut versuchen“.",
    Note.STILL_IN: "führt die Person noch. Drücken Sie „Erneut versuchen“, um neu zu entscheiden.",
    Note.FORGOTTEN: "der Schlüssel der Person wurde vernichtet, daher weiß niemand mehr, nach wem zu suchen ist",
    Note.COPIED: "noch in einer Kopie in Dataverse, die später nachgezogen wird; ich sehe wieder nach",
    Note.BUILDING: "wartet: Der Speicher, der Suchen beantwortet, wird neu aufgebaut",
    Note.STILL_THERE: "noch da",
    Note.NO_CHECK: "nicht prüfbar",
    Note.CLOSED: "nicht durch Suche bestätigt; geschlossen von einer genehmigenden Person",
    Note.AFRESH: "wird noch einmal ausgeführt",
    Note.TO_RUN: "wird aktiviert und berechnet",
    Note.DELETE_ASKED: "die Löschung wartet auf Genehmigung",
    Note.TO_DELETE: "wird gelöscht",
    Note.EMPTIED: "aktiviert, berechnet und wieder stillgelegt",
    Note.SEGMENT_GONE: "gelöscht",
    Note.TICKED: "abgehakt",
    Note.CONFIRMED: "die Liste ist vollständig",
    Note.TOLD: "unterrichtet",
    Note.NOT_TOLD: "konnte nicht unterrichtet werden",
    Note.TOLD_NO: "verweigert, mit Grund, Beschwerderecht und Rechtsbehelf",
    Note.SCHEDULED: "wartet auf die geplante Aktualisierung",
    Note.APART: "etwas an dieser Person allein wartet auf jemanden",
    Note.ALTERED: "meine Aufzeichnungen sagen nicht mehr, was beantragt und genehmigt wurde. Nichts wird getan; die Admins wurden unterrichtet.",
    Note.HELD: "für diese Person gilt eine Löschsperre. Nichts wird getan, bis jemand sie aufhebt.",
    Note.PAUSED: "steht still, da alle Löschungen angehalten sind. Es geht von selbst weiter, wenn ein Admin sie fortsetzt.",
    Note.TO_SEND: "unterwegs",
    Note.SENT: "gesendet",
    Note.DOUBTFUL: "niemand weiß, ob sie hinausging. Bitte sehen Sie in den Ordner „Gesendet“ des Postfachs, und drücken Sie dann „Klären“.",
    Note.MAIL_REFUSED: "das Postfach hat sie abgelehnt, daher wurde sie nicht gesendet. Wer DSR Bot betreibt, kann „dsrbot check“ versuchen; senden Sie sie dann noch einmal.",
    Note.MAIL_DOWN: "das Postfach hat lange nicht geantwortet, daher wurde sie nicht gesendet. Bitte senden Sie sie noch einmal.",
    Note.ANSWERED: "nicht mehr nötig",
    Note.ASKED: "eingegangen",
    Note.DELIVERED: "geliefert",
    Note.UNREAD: "es kam eine Mail, die ich nicht lesen kann; sie kann ihre Antwort sein. Bitte sehen Sie in das Postfach, und drücken Sie dann „Eingegangen“, oder senden Sie eine Erinnerung.",
    Note.SILENT: "lange kam nichts. Schreiben Sie dem Team von Microsoft auf anderem Weg oder noch einmal.",
    Note.BOUNCED: "unsere Mail kam unzustellbar zurück. Prüfen Sie die Adresse des Teams von Microsoft, und senden Sie dann eine Erinnerung.",
    Note.NOT_PORTABLE: "was kam, ist nicht maschinenlesbar und daher keine Datenübertragbarkeit (Art. 20 DSGVO). Senden Sie eine Erinnerung, die ein Format wie CSV verlangt.",
    Note.NO_KEYS: "Customer Insights lehnt die Anmeldung oder beide Schlüssel ab. Wer DSR Bot betreibt, sollte „dsrbot check“ ausführen. Drücken Sie dann „Erneut versuchen“.",
    Note.NO_INSTANCE: "Customer Insights kennt die Umgebung nicht mehr; sie wurde vielleicht zurückgesetzt oder verschoben. Wer DSR Bot betreibt, sollte „dsrbot check“ ausführen. Drücken Sie dann „Erneut versuchen“.",
    Note.SAID_NO: "Customer Insights hat es abgelehnt und sagt nicht mit Worten, die ich kenne, warum. Sehen Sie in Customer Insights nach, und drücken Sie dann „Erneut versuchen“.",
    Note.UNREADABLE: "Customer Insights hat mehrmals auf eine Weise geantwortet, die ich nicht verstehe, daher rate ich nicht. Sehen Sie in Customer Insights nach, und drücken Sie dann „Erneut versuchen“.",
    Note.LIST_EMPTY: "nicht prüfbar: Die Liste der Nutzer kam leer zurück, und das kann nicht sein. Sehen Sie unter Einstellungen > Berechtigungen in Customer Insights nach, und drücken Sie dann „Erneut versuchen“.",
    Note.LIST_UNREAD: "nicht prüfbar: Einige Einträge der Liste der Nutzer sind nicht lesbar. Sehen Sie unter Einstellungen > Berechtigungen in Customer Insights nach, und drücken Sie dann „Erneut versuchen“.",
    Note.LIST_CUT: "nicht prüfbar: Die Liste der Nutzer hatte kein Ende. Sehen Sie unter Einstellungen > Berechtigungen in Customer Insights nach, und drücken Sie dann „Erneut versuchen“.",
    Note.LIST_WITHOUT_US: "nicht prüfbar: Die eigene Anwendung von DSR Bot fehlt in der Liste der Nutzer, also ist sie nicht vollständig. Sehen Sie unter Einstellungen > Berechtigungen in Customer Insights nach, und drücken Sie dann „Erneut versuchen“.",
    Note.LIST_SHORT: "nicht prüfbar: Auch andere fehlen, die in der Liste der Nutzer standen. Wenn Einstellungen > Berechtigungen in Customer Insights sie zeigt, drücken Sie „Erneut versuchen“. Wenn jemand auch sie entfernt hat, sagt das ein anderer Admin oder eine genehmigende Person mit „Andere fehlen…“.",
    Note.LIST_LACKS_MANY: "nicht prüfbar: Auch sehr viele andere fehlen, die in der Liste der Nutzer standen. Sehen Sie unter Einstellungen > Berechtigungen in Customer Insights nach. Wenn sie dort stehen, drücken Sie „Erneut versuchen“; wenn sie entfernt wurden, brechen Sie dies ab, und beantragen Sie es neu.",
    Note.LIST_LACKS_UNNAMED: "nicht prüfbar: Auch andere fehlen, die in der Liste der Nutzer standen. Ich kann nicht sagen, wer sie sind, daher kann niemand für sie einstehen. Sehen Sie unter Einstellungen > Berechtigungen in Customer Insights nach. Wenn dort niemand fehlt, drücken Sie „Erneut versuchen“; wenn sie entfernt wurden, brechen Sie dies ab, und beantragen Sie es neu.",
    Note.NO_RIGHTS: "DSR Bot darf das nicht. Seine Anwendung braucht in Customer Insights die Rolle Administrator.",
}  # fmt: skip

UNKNOWN = "vermerkt von einer anderen Version von DSR Bot; diese weiß nicht, was es bedeutet"

# Where it is no source that they are about.
_MADE = (StepKind.DOWNSTREAM, StepKind.SEGMENT)

_NOTES_OF_MADE = {
    Note.USER: "etwas an der Einrichtung stimmt nicht. Öffnen Sie es in Customer Insights, bringen Sie es in Ordnung, und drücken Sie dann „Erneut versuchen“.",
    Note.EXTERNAL: "etwas außerhalb von Customer Insights meldet einen Fehler. Sehen Sie dort unter System > Status nach, und drücken Sie dann „Erneut versuchen“.",
    Note.SKIPPED: "Customer Insights hat es übersprungen, weil etwas davor fehlschlug, daher arbeitet es noch mit den alten Daten. Drücken Sie „Erneut versuchen“.",
    Note.ABORTED: "es wurde in Customer Insights angehalten; was da war, bleibt. Drücken Sie „Erneut versuchen“.",
    Note.EXPIRED: "die zwischengespeicherten Daten der Quellen sind abgelaufen, daher lässt sich dies nicht allein ausführen. Aktualisieren Sie einmal alle Quellen („refresh all“), und drücken Sie dann „Erneut versuchen“.",
    Note.REFUSED: "Customer Insights wollte es nicht beginnen und sagt nicht mit Worten, die ich kenne, warum. Sehen Sie dort unter System > Status nach, und drücken Sie dann „Erneut versuchen“.",
}


def happened(code: Note) -> str:
    """Without what the reader of a card is asked to do."""
    return NOTES.get(code, "").partition(". ")[0].rstrip(".")


def note(code: Note, part: StepKind) -> str:
    """What came of a step, or how it stands; for a process or a segment nobody is sent to the owner of a source."""
    if not is_known(code):
        return UNKNOWN
    return (_NOTES_OF_MADE.get(code, "") if part in _MADE else "") or NOTES.get(code, "")


def owner_is(name: str) -> str:
    return f"Gehört {name}."


def service_says(fault: str) -> str:
    return f"Customer Insights sagt: „{fault}“"


def silent_since(when: str | Moment) -> str:
    return Timed("Customer Insights antwortet nicht; ich versuche es weiter, seit: ", when)
