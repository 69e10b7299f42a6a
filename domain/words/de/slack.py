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
NO_FORM = "Slack wollte das Formular gerade nicht öffnen. Bitte versuchen Sie es in einer Minute noch einmal."
FORM_GONE = (
    "In Ihrem Formular fehlt etwas, und ich konnte es in seinem Fenster nicht mehr zeigen. Es wurde nichts geändert, und was "
    "Sie ausgefüllt haben, ist nicht verloren: Bitte öffnen Sie es noch einmal."
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

INSTALL_ABOUT = (
    "DSR Bot arbeitet in den Slack-Workspaces, für die er eingerichtet ist. Einem davon können Sie ihn hier hinzufügen."
)
INSTALL_ADD = "DSR Bot zu Slack hinzufügen"
INSTALL_AGAIN = (
    "Das hat nicht hier begonnen, oder vor zu langer Zeit. "
    "Es wurde nichts installiert; bitte beginnen Sie noch einmal bei /slack/install."
)
INSTALL_REFUSED = (
    "Slack hat das nicht bestätigt. Es wurde nichts installiert; bitte beginnen Sie noch einmal bei /slack/install."
)
INSTALL_CANCELLED = (
    "Es wurde nichts installiert. Sie können dieses Fenster schließen oder bei /slack/install noch einmal beginnen."
)
INSTALL_NOT_NAMED = (
    "DSR Bot ist für diesen Workspace nicht eingerichtet und hat nichts davon behalten. "
    "Wer ihn betreibt, kann den Workspace in platforms.slack_teams nennen."
)
INSTALL_TOO_LITTLE = (
    "Es fehlen Rechte, die DSR Bot braucht. "
    "Es wurde nichts installiert; bitte beginnen Sie noch einmal bei /slack/install."
)
INSTALL_OWN = (
    "DSR Bot arbeitet schon in diesem Workspace, mit dem Token aus seinen Einstellungen. Es wurde nichts geändert."
)
INSTALL_NO_ANSWER = (
    "Slack hat keine klare Antwort gegeben. "
    "Es wurde nichts installiert; bitte beginnen Sie in einer Minute noch einmal bei /slack/install."
)
INSTALL_LATER = "Gerade sind es zu viele Besuche. Bitte versuchen Sie es in einer Minute noch einmal."


_TAKEN_AWAY = frozenset({"account_inactive", "token_revoked"})


def installed(name: str) -> str:
    return f"DSR Bot ist in {name} installiert. Sie können dieses Fenster schließen; tippen Sie in Slack „/dsr help“."


def not_installed(workspace: str) -> str:
    return (
        f"Slack: nicht installiert in {workspace}, oder das Token ist abgelaufen: "
        "Öffnen Sie /slack/install unter der eigenen Adresse des Bots."
    )


def channel_nowhere(purpose: str, channel: str) -> str:
    return (
        f"Der Slack-Kanal {channel} (channels.{purpose}) gehört zu keinem Workspace, für den der Bot eingerichtet ist: "
        "Schreiben Sie T…/C… für einen aus platforms.slack_teams und C… allein für den von SLACK_BOT_TOKEN."
    )


_OF_THE_APP = frozenset({"bad_client_secret", "invalid_client_id"})
_ENDED = _TAKEN_AWAY | {"invalid_grant", "invalid_refresh_token", "token_expired"}


def workspace_withdrawn(workspace: str, code: str) -> str:
    told = (
        f"platforms.slack_teams nennt {workspace} nicht mehr: Ich bediene dort niemanden und habe das Token gelöscht."
    )
    if code:
        return f"{told} Slack hat es nicht zurückgenommen ({code}): Lassen Sie die App dort entfernen."
    return f"{told} Es gilt nicht mehr. Nennen Sie den Workspace wieder, starten Sie mich neu, und installieren Sie die App dort."


def workspace_refused(workspace: str, code: str) -> str:
    if code in _OF_THE_APP:
        return (
            f"Slack erneuert das Token des Workspace {workspace} nicht ({code}): "
            "Prüfen Sie SLACK_CLIENT_ID und SLACK_CLIENT_SECRET, und starten Sie mich neu."
        )
    if code not in _ENDED:
        return (
            f"Slack lässt mich nicht in den Workspace {workspace} ({code}): "
            "Fragen Sie, wer ihn verwaltet. Ich versuche es selbst wieder."
        )
    return (
        f"Slack nimmt das Token des Workspace {workspace} nicht mehr an ({code}): "
        "Installieren Sie die App dort noch einmal, bei /slack/install unter meiner eigenen Adresse."
    )


def more(count: int) -> str:
    return f"… und {count} weitere"


def works(bot: str, team: str, way: str) -> str:
    return f"Slack: verbunden mit {team} als {bot}, {way}."


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
