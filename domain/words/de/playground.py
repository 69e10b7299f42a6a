"""What the server of the playground says to its page: why not, and what stands beside a word that may be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.erasure.plan import HumanTask
from domain.words.de.buttons import APPROVE, RETRY
from domain.words.de.german import GERMAN
from domain.words.de.plan import HUMAN

OLD_PAGE = "Diese Seite ist älter als der Bot. Laden Sie sie neu."
TOO_SLOW = "Das hat zu lange gedauert."
NOT_UNDERSTOOD = "Das verstehe ich nicht."
NOBODY = "Das kann hier niemand tun."
NO_SANDBOX = "Die Sandbox antwortet nicht."
NOT_TAKEN = "Die Sandbox hat das nicht angenommen."
NO_FILE = "Es gibt keine solche Datei."
EVERY_SOURCE = "jede Quelle von heute"
CUSTOMER = "jemand aus den Daten"
USER = "jemand, der damit arbeitet"

DELETE_TITLE, DELETE_WHOM, DELETE = "Contosos eigene Systeme", "E-Mail-Adresse der Person", "Datensatz löschen"
DELETE_HINT = (
    "Dort beginnt eine Löschung, und nur Menschen können sie tun: Löschen Sie die Person in den ursprünglichen Quellen."
)
NOT_HELD = "Keines von Contosos Systemen führt noch jemanden mit dieser Adresse."
SEGMENTS_TITLE, RECREATE = "Statische Segmente", "Neu erstellen"
SEGMENTS_HINT = "Diese erreicht keine Aktualisierung. Erstellen Sie sie neu, sobald die Quellen aktualisiert sind, und sagen Sie es auf der Karte."
RECREATED = "Es enthält, wer jetzt zu den Kunden gehört."

TOUR, TOUR_BEGIN, TOUR_LATER = "Rundgang", "Beginnen", "Jetzt nicht"
TOUR_LEAVE, TOUR_SHOW = "Rundgang verlassen", "Zeigen, wo"
TOUR_OFFER = "Neu hier? Löschen Sie eine Person, vom Antrag bis zum Nachweis, dass sie nicht mehr da ist."
TOUR_ABOUT = "Fünf Schritte, ein paar Minuten. Gehen Sie, wann Sie möchten: Der Rundgang geht dort weiter, wo die Geschichte steht."
TOUR_DONE = "getan"
TOUR_PROGRESS = "Schritt {} von {}: {}"
TOUR_STOPS: Mapping[str, str] = {
    "ask": "Beantragen",
    "approve": "Genehmigen",
    "delete": "In der Quelle löschen",
    "settle": "Den Rest klären",
    "answer": "Der Person antworten",
}
TOUR_TEXTS: Mapping[str, str] = {
    "ask": "Anna möchte gelöscht werden. Ein Admin fragt den Bot, und der findet heraus, wo Customer Insights sie führt.",
    "approve": "Niemand löscht jemanden allein: Eine genehmigende Person entscheidet.",
    "delete": "Contoso löscht sie zuerst in den eigenen Systemen. Sonst brächte die nächste Aktualisierung sie zurück.",
    "settle": "Der Bot aktualisiert, und er bittet Menschen um das, was keine Aktualisierung kann. Am Ende sieht er zweimal nach.",
    "answer": "Zweimal gesucht, nirgends gefunden: Sie ist nicht mehr da. Nun erfährt sie es.",
    "over": "Sie ist nicht mehr da, sie weiß es, und jeder Schritt steht im Protokoll. Das war der Rundgang.",
}
TOUR_TODO: Mapping[str, str] = {
    "write": "Schreiben Sie als Ada „erase anna@contoso.com“, und senden Sie das Formular ab.",
    "approve": f"Drücken Sie als Ben auf der Karte „{APPROVE}“.",
    "delete": "Löschen Sie im Feld der Sandbox den Datensatz der Person.",
    "state": f"Drücken Sie als Ada „{HUMAN[HumanTask.STATE]}“, und nennen Sie den Tag der Löschung.",
    "decide": f"Drücken Sie als Ada „{HUMAN[HumanTask.DECIDE]}“, und lassen Sie das inaktive Segment berechnen.",
    "vote": f"Drücken Sie als Ben „{HUMAN[HumanTask.VOTE]}“: Das Segment soll gelöscht werden.",
    "recreate": f"Erstellen Sie das statische Segment im Feld der Sandbox neu. Drücken Sie dann als Ada „{HUMAN[HumanTask.TICK]}“.",
    "confirm": f"Drücken Sie als Ada „{HUMAN[HumanTask.CONFIRM]}“: Wer hat die Daten noch erhalten?",
    "tell": f"Drücken Sie als Ada „{HUMAN[HumanTask.TELL]}“, und halten Sie fest, wann der Empfänger es erfuhr.",
    "answer": f"Drücken Sie als Ada „{HUMAN[HumanTask.ANSWER]}“, und halten Sie den Tag fest.",
    "mend": f"Adas Karte sagt, was im Weg ist. Bringen Sie es in Ordnung, und drücken Sie „{RETRY}“.",
    "wait": "Gerade ist nichts zu tun: Der Bot ist an der Arbeit.",
}

# The page's own texts, by the names that stand in it.
PAGE: Mapping[str, str] = {
    "COMPLETIONS": "Vorschläge",
    "SEND": "Senden",
    "ACT_AS": "Im Kanal handeln als",
    "UNDER_WAY": "läuft",
    "ATTENTION": "braucht Aufmerksamkeit",
    "LIVE": "verbunden",
    "RECONNECTING": "Verbindung wird wieder aufgebaut",
    "CHAT_OF": "Privater Chat von {} mit DSR Bot",
    "COMMAND_OF": "Befehl von {}",
    "TYPE_AS": "Als {} einen Befehl tippen",
    "NEWS": "{} neu",
    "WHO_THIS_IS": "Wer das ist: {}, {}",
    "HELLO": "Guten Tag, {}.",
    "WELCOME": "Ihre Rolle hier: {}. Was für Sie bestimmt ist, erscheint hier. Versuchen Sie eines davon:",
    "ONLY": "Nur {} sieht dies:",
    "SHOW": "Zeigen",
    "COMMAND_IN": "Befehl von {} in #{}",
    "TYPE_IN": "In #{} tippen als {}",
    "NOT_NOW": "Jetzt nicht",
    "SEARCH": "Suchen",
    "ALL_OR_NONE": "Alle oder keine",
    "PROGRESS": "Fortschritt",
    "MORE": "{} weitere zeigen",
    "COPY": "Kopieren",
    "COPIED": "Kopiert",
    "PRESS_KEYS": "Strg+C drücken",
    "TO_COPY": "Zum Kopieren",
    "BELOW": "Neues unten",
    "TEAM_ANSWERS": "Sie antworten",
    "TEAM_NOW": "Das Team von Microsoft antwortet jetzt: {}.",
    "SOURCE_NEXT": "Die nächste Aktualisierung von {}",
    "SOURCE_SECONDS": "Sekunden, die eine Aktualisierung von {} dauert",
    "SOURCE_NOW": "{} jetzt: {}.",
    "NO_ANSWER": "Der Bot antwortet nicht. Bitte versuchen Sie es noch einmal.",
    "DOES_succeed": "gelingt",
    "DOES_fail": "schlägt fehl",
    "DOES_retry_then_succeed": "schlägt fehl, gelingt dann",
    "DOES_time_out": "dauert zu lange",
    "DOES_skip": "wird übersprungen",
    "DOES_hang": "hängt",
    "DOES_answer": "wie sie sollen",
    "DOES_silence": "gar nicht",
    "DOES_late": "sehr langsam",
    "DOES_twice": "alles zweimal",
    "DOES_auto_reply": "erst abwesend, dann richtig",
    "DOES_forged": "nach jemandem in ihrem Namen",
    "DOES_wrong_thread": "in einem anderen Faden",
    "DOES_bounce": "die Mail kommt zurück",
    "SKIPS": "Sprungmarken",
    "SKIP_LEFT": "Zum ersten Chat",
    "SKIP_RIGHT": "Zum zweiten Chat",
    "SKIP_CHANNELS": "Zu den Kanälen",
    "CONNECTING": "Verbindung wird aufgebaut",
    "CHANNELS": "Kanäle",
    "PANES": "Bereiche",
    "PANEL_CLOSE": "Das Feld der Sandbox schließen",
    "CLOCK_TITLE": "Die Uhr des Bots für Erinnerungen",
    "CLOCK_NOW": "jetzt",
    "CLOCK_MOVE": "Die Uhr verstellen",
    "CLOCK_DAY": "+1 Tag",
    "CLOCK_DAYS": "+3 Tage",
    "CLOCK_RESET": "Zurück",
    "CLOCK_HINT": "Verschiebt Erinnerungen, Nachfragen und Ablauf, sonst nichts.",
    "SOURCES_TITLE": "Wie die nächste Aktualisierung verläuft",
    "SOURCES_HINT": "Customer Insights wird hier gespielt. Wählen Sie, was mit jeder Datenquelle geschieht.",
    "TEAM_TITLE": "Wie das Team von Microsoft auf Mails antwortet",
    "TEAM_HINT": "Ein Export wartet darauf: Zuerst bitten sie um eine Bestätigung, dann senden sie die Daten.",
    "KEEP": "{} herunterladen ({})",
    "BYTES": "{} Bytes",
    "KILOBYTES": "{} kB",
    "FILL_IN": "Bitte füllen Sie dies aus.",
    "AS": "als",
    "ACT_HERE": "Hier als {} handeln",
    "AT_WORK": "DSR Bot arbeitet daran",
    "DAY": "{} Tag",
    "DAYS": "{} Tage",
    "HOURS": "{} Std.",
    "AUTO": "von selbst",
    "SAID_TO": "Für {}: {}",
    "SAID_IN": "In #{}: {}",
    "LOST": "Der Bot antwortet nicht. Neuer Versuch…",
    "UNANSWERED": "Der Bot hat nicht geantwortet. Nichts Getipptes ist verloren; bitte versuchen Sie es noch einmal.",
    "THEME_AUTO": "Farben: wie das System",
    "THEME_LIGHT": "Farben: hell",
    "THEME_DARK": "Farben: dunkel",
    "NO_SCRIPT": "Der Playground braucht JavaScript.",
}
TITLES: Mapping[str, str] = {
    "Admin": "Admin",
    "Approver": "Genehmigung",
    "Tenant admin": "Mandanten-Admin",
    "Auditor": "Prüfung",
}
TOPICS: Mapping[str, str] = {
    "privacy-approvals": "Anträge, die auf eine Entscheidung warten, und was daraus wurde.",
    "refresh-failures": "Aktualisierungen, die endgültig fehlschlugen, und was nun zu tun ist.",
}


def deleted(sources: Sequence[str]) -> str:
    return f"Gelöscht in {GERMAN.all_of(list(sources))}. Customer Insights behält, was es gelesen hat, bis es aktualisiert ist."
