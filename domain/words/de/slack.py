"""The few sentences that only Slack needs. Everything else a person reads stands beside this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.words.de.german import GERMAN

ONE_MOMENT = "Einen Moment…"
ONE_MOMENT_IN_FORM = (
    "Einen Moment… Die Antwort kommt als Nachricht, die nur Sie sehen. Sie können dieses Fenster schließen."
)
WAITING = "Einen Moment"
SORRY = "Es tut mir leid"
CLOSE = "Schließen"
NOT_NOW = "Jetzt nicht"
TOO_LATE_FOR_FORM = (
    "Ich habe zu lange gebraucht, um das Formular zu öffnen, und Slack lässt mich nicht mehr. Bitte versuchen Sie es noch "
    "einmal."
)
NO_FORM = "Slack wollte das Formular gerade nicht öffnen. Bitte versuchen Sie es in einer Minute noch einmal."
FORM_GONE = (
    "Ihr Formular wurde geschlossen, bevor ich zeigen konnte, was darin fehlt. Es wurde nichts geändert; bitte öffnen Sie es "
    "noch einmal."
)
CANNOT_NOW = (
    "Bei mir ist etwas schiefgegangen. Nichts ging verloren; bitte versuchen Sie es in einer Minute noch einmal."
)
NOT_MINE = "Diese Schaltfläche kenne ich nicht. Mit „/dsr help“ sehen Sie, was ich kann."
NOT_MY_FORM = "Dieses Formular kenne ich nicht. Es wurde nichts geändert. Mit „/dsr help“ sehen Sie, was ich kann."
NOT_MY_COMMAND = "Ich kenne nur den Befehl /dsr. Mit „/dsr help“ sehen Sie, was ich kann."
TAKES_A_FORM = "Dafür braucht es ein Formular."
FORM_FORGOTTEN = (
    "Dieses Formular habe ich nicht mehr. Es wurde nichts geändert; bitte tippen Sie den Befehl noch einmal."
)
NOTHING_TO_CHOOSE = "Es gibt nichts auszuwählen."
NOT_INSTALLED = (
    "Ich bin in diesem Workspace nicht installiert; ich habe nichts gelesen und nichts getan. "
    "Bitte fragen Sie, wer mich betreibt."
)


def more(count: int) -> str:
    return f"… und {count} weitere"


def works(bot: str, team: str, way: str) -> str:
    return f"Slack: verbunden mit {team} als {bot}, {way}."


_TAKEN_AWAY = frozenset({"account_inactive", "token_revoked"})


def token_refused(setting: str, code: str) -> str:
    said = f"{setting} wurde von Slack abgelehnt ({code}):"
    if code in _TAKEN_AWAY:
        return f"{said} Installieren Sie die App neu, und kopieren Sie es von ihrer Seite auf api.slack.com."
    return f"{said} Kopieren Sie es neu von der Seite der App auf api.slack.com."


def missing_scopes(scopes: Iterable[str]) -> str:
    return (
        f"Slack: Dem Bot fehlen die Rechte {GERMAN.all_of([*scopes])}: "
        "Fügen Sie das Manifest neu ein (dsrbot manifest slack), und installieren Sie die App noch einmal."
    )


SILENT = "Slack antwortet nicht: Prüfen Sie das Netz und SLACK_API_URL, falls es gesetzt ist."
NO_WAY_IN = (
    "Slack: Setzen Sie SLACK_SIGNING_SECRET, oder SLACK_APP_TOKEN für den Socket-Modus: Noch erreicht niemand den Bot."
)

CHANNEL_TROUBLES: Mapping[str, str] = {
    "channel_not_found": "gibt es nicht, oder er ist privat und der Bot nicht darin: Laden Sie den Bot mit /invite ein",
    "not_in_channel": "ist da, aber der Bot ist nicht darin: Laden Sie den Bot mit /invite ein",
    "is_archived": "ist archiviert: Holen Sie ihn aus dem Archiv, oder nennen Sie einen anderen",
    "missing_scope": "lässt sich nicht ansehen: Fügen Sie das Manifest neu ein, und installieren Sie die App noch einmal",
    "shared": "wird mit einem anderen Unternehmen oder einem Workspace geteilt, der nicht zählt: Wählen Sie einen anderen",
}


def channel_trouble(purpose: str, channel: str, code: str) -> str:
    trouble = CHANNEL_TROUBLES.get(code, f"lässt sich nicht verwenden ({code})")
    return f"Der Slack-Kanal {channel} (channels.{purpose}) {trouble}."
