"""What each command does, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "audit": "Wer eine Person angesehen oder nach ihr gesucht hat.",
    "cancel": "Bricht einen Antrag ab.",
    "certificate": "Der Nachweis einer abgeschlossenen Löschung, als Datei in Ihrem privaten Chat.",
    "choose": "Ein Formular, um einen Befehl zu wählen; Adressen aus einem Text stehen schon darin.",
    "code": "Richtet Ihr Gerät für die Codes ein, die Genehmigungen verlangen können; „stop“ beendet es.",
    "correct": "Bricht einen Antrag ab und stellt ihn korrigiert neu.",
    "delegate": "Lässt jemanden für Sie handeln, während Sie abwesend sind.",
    "erase-many": "Sucht nach einer Liste von Personen und bittet um Genehmigung, alle auf einmal zu löschen.",
    "erase": "Sucht, wo Customer Insights eine Person führt, und bittet um Genehmigung, sie dort zu löschen.",
    "export": "Bittet um Genehmigung und führt dann den Mailwechsel mit dem Team von Microsoft, bis die Daten da sind.",
    "extend": "Verlängert die gesetzliche Frist einmal, nachdem die Person die Gründe erfahren hat.",
    "find": "Wo Customer Insights eine Person führt: Quellen und Anzahlen.",
    "help": "Was Sie hier tun dürfen, mit je einem Beispiel.",
    "hold": "Eine Löschsperre für die Person: Nichts von ihr wird gelöscht.",
    "holds": "Alle Löschsperren: wer sie gesetzt hat, wann, warum, und was sie anhalten.",
    "home": "Was auf Sie wartet, was Sie beantragt haben und was überfällig ist.",
    "identity": "Hält fest, dass eine Person nach ihrer Identität gefragt wurde und wie sie geantwortet hat.",
    "letter": "Entwirft einen Brief an die Person oder an Empfänger, zum Kopieren oder als Datei.",
    "pause": "Hält sofort alles an, was löscht, bis ein anderer Admin es fortsetzt.",
    "person": "Wer wer ist, wenn eine Adresse zu einem anderen Konto gewandert ist.",
    "refresh": "Bittet um Genehmigung, aktualisiert dann die Quellen und begleitet sie bis zum Ende.",
    "refuse": "Verweigert der Person einen Antrag und schreibt den Brief an sie.",
    "release": "Hebt eine Löschsperre auf, die jemand anderes gesetzt hat.",
    "remove-user": "Bittet um Genehmigung, entzieht die Rollen und prüft, bis sie weg sind.",
    "report": "Was in einer Zeit beantragt wurde und was daraus wurde, in Zahlen: Ausgänge, Fristen, Fehlschläge.",
    "requests": "Die Anträge, die offen, überfällig oder Ihre eigenen sind.",
    "resume": "Beendet eine Pause, die jemand anderes begonnen hat: Was angehalten war, geht weiter.",
    "show": "Ein Antrag vollständig.",
    "sources": "Die Datenquellen, wie es jeder geht und wem sie gehört.",
    "users": "Wer in Customer Insights eine Rolle hat.",
}
