"""The few sentences that only Teams needs. Everything else a person reads stands beside this."""

from __future__ import annotations

ONE_MOMENT = "Einen Moment…"
CANNOT_NOW = (
    "Bei mir ist etwas schiefgegangen. Nichts ging verloren; bitte versuchen Sie es in einer Minute noch einmal."
)
NOT_MINE = "Diese Schaltfläche kenne ich nicht. Mit „help“ sehen Sie, was ich kann."
NOBODY = "Ich weiß hier nicht, wer Sie sind. Bitte melden Sie sich in Teams mit Ihrem Konto bei der Arbeit an."
SHARED = (
    "Hier können Personen eines anderen Unternehmens mitlesen, daher arbeite ich hier nicht. Bitte schreiben Sie mir in "
    "unserem privaten Chat."
)
HELLO = (
    "Guten Tag, ich bin DSR Bot. Ich aktualisiere, exportiere und lösche, was Customer Insights über Personen führt, die "
    "darum bitten, sobald jemand anderes es genehmigt hat. Mit „help“ sehen Sie, was Sie tun dürfen."
)
HELLO_ALL = (
    "Guten Tag, ich bin DSR Bot. Hier melde ich Anträge zu personenbezogenen Daten in Customer Insights und "
    "fehlgeschlagene Aktualisierungen. Mit „@DSR Bot help“ sehen Sie, was Sie tun dürfen; ich antworte Ihnen privat."
)
HOME = "Was auf mich wartet"
IN_OUR_CHAT = "Ich habe Ihnen in unserem privaten Chat geantwortet."
BELOW = "Hier ist es, in einer eigenen Nachricht."
INSTALL = (
    "Ich kann Ihnen noch nicht privat schreiben, daher behalte ich die Antwort für mich. Bitte öffnen Sie in Teams Apps, "
    "suchen Sie DSR Bot, und wählen Sie Hinzufügen. Fragen Sie mich dann noch einmal."
)
FILL_IN = "Bitte füllen Sie dies aus."
CHOOSE = "Bitte wählen Sie."
SEND_FILE = "Hängen Sie sie hier an eine Nachricht an mich an, statt dieses Formulars. Worte braucht es keine."
NOTHING_TO_CHOOSE = "Es gibt nichts auszuwählen."
NO_ROOM = (
    "Dafür würde ich ein Formular öffnen, aber Teams hat keinen Platz für alles, was darin stünde, und ich kürze nichts. Es "
    "wurde nichts geändert; bitte senden Sie weniger."
)


def more(count: int) -> str:
    return f"… und {count} weitere"


def more_choices(count: int) -> str:
    return f"… und {count} weitere, für die hier kein Platz ist. Bitte tippen Sie stattdessen den Befehl mit den Namen."


# ---- for whoever runs the bot

ENTRA_SILENT = "Teams: Entra antwortet nicht: Prüfen Sie das Netz und TEAMS_LOGIN_URL, falls es gesetzt ist."
KEYS_SILENT = (
    "Teams: keine Schlüssel von Bot Service zum Prüfen: Sehen Sie nach dem Netz und nach TEAMS_OPENID_METADATA_URL, falls "
    "es gesetzt ist."
)
DIRECTORY_REFUSED = (
    "Microsoft Graph lässt den Bot nicht nachsehen, wer jemand ist: Prüfen Sie ENTRA_CLIENT_SECRET, und dass die "
    "App-Registrierung Directory.Read.All mit Administratorzustimmung hat."
)
INSECURE = (
    "Teams: Auf diesem Rechner kann sich jeder als jeder ausgeben: Diese Betriebsart ist nur für Agents Playground."
)


def tenant_silent(tenant: str) -> str:
    return (
        f"Microsoft Graph sagt gerade nichts über den Mandanten {tenant}: Niemand dort kann handeln oder gefunden werden. "
        "Personen der anderen Mandanten können es. Es wird immer wieder gefragt."
    )


def tenant_refused(tenant: str) -> str:
    return (
        f"Microsoft Graph lässt den Bot nicht nachsehen, wer jemand im Mandanten {tenant} ist: Lassen Sie dort einen "
        "Administrator der App-Registrierung von ENTRA_CLIENT_ID zustimmen, mit Directory.Read.All."
    )


def works(app_type: str) -> str:
    return f"Teams: angemeldet als {app_type} und bereit, Eingehendes zu prüfen."


def credentials_refused(code: str) -> str:
    return (
        f"MicrosoftAppId oder MicrosoftAppPassword wurde von Entra abgelehnt ({code}): Erstellen Sie unter "
        "App-Registrierungen, Zertifikate und Geheimnisse einen neuen geheimen Clientschlüssel."
    )


def shared(purpose: str, channel: str) -> str:
    return (
        f"Die Teams-Unterhaltung {channel} (channels.{purpose}) steht Personen eines anderen Unternehmens offen: Wählen "
        "Sie eine eigene, in einem Standardkanal oder privaten Kanal."
    )


def elsewhere(purpose: str, channel: str, tenant: str) -> str:
    return (
        f"Die Teams-Unterhaltung {channel} (channels.{purpose}) gehört zum Mandanten {tenant}, den "
        "platforms.teams_tenants für diese Umgebung nicht nennt: Wählen Sie eine andere."
    )


def unmet(purpose: str, channel: str) -> str:
    return (
        f"Die Teams-Unterhaltung {channel} (channels.{purpose}) kenne ich noch nicht: Fügen Sie ihr die App hinzu, und "
        "tippen Sie dort „@DSR Bot help“."
    )
