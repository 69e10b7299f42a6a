"""Files that are sent to one person, and what is said where one cannot be."""

from __future__ import annotations

from collections.abc import Mapping

from domain.file import Hindrance

COMES = "Die Datei kommt in unserem privaten Chat."
NO_CHAT = (
    "Ich kann Ihnen nicht privat schreiben, daher sende ich keine Datei. Bitte öffnen Sie einen Chat mit mir (in Teams: "
    "Apps, DSR Bot, Hinzufügen), und bitten Sie mich noch einmal."
)
CHAT_UNCLEAR = (
    "Ich kann gerade nicht sagen, wo unser privater Chat ist, daher sende ich keine Datei. Bitte versuchen Sie es in einer "
    "Minute noch einmal."
)
SENT = "Die Datei liegt in Ihrem OneDrive; die Nachricht darunter öffnet sie."
ONLY_THERE = "Die Datei liegt in Ihrem OneDrive. Ich konnte sie hier nicht zeigen."
UNSENT: Mapping[Hindrance, str] = {
    Hindrance.RIGHT: (
        "Mir fehlt hier das Recht, Dateien zu senden, daher kam keine. Bitte lassen Sie es von denen geben, die mich "
        "betreiben, und versuchen Sie es noch einmal."
    ),
    Hindrance.FORBIDDEN: "Solche Dateien sind hier ausgeschaltet, daher kam keine. Bitte fragen Sie Ihre Administration.",
    Hindrance.LARGE: (
        "Die Datei ist größer, als hier gesendet werden kann, daher kam keine. Bitte fragen Sie die, die mich betreiben."
    ),
    Hindrance.CLOSED: (
        "Der Chat, in dem Sie um eine Datei baten, nimmt sie nicht an, daher kam keine. Bitte versuchen Sie es noch einmal."
    ),
    Hindrance.DOUBT: (
        "Ich konnte nicht sicherstellen, dass die Datei ankam. Wenn Sie sie nicht sehen, bitten Sie mich noch einmal."
    ),
    Hindrance.EXPIRED: (
        "Teams hat zu lange auf die Datei gewartet, daher konnte ich sie nicht ablegen. Bitte versuchen Sie es noch einmal."
    ),
    Hindrance.DECLINED: "Sie haben die Datei abgelehnt, daher kam keine. Bitten Sie mich darum, wann immer Sie sie wollen.",
    Hindrance.UNDRAWN: (
        "Das Bild konnte nicht gezeichnet werden. Die Zahlen stehen auf der Karte des Berichts, auch als CSV."
    ),
    Hindrance.ALTERED: (
        "Was ich für die Datei aufbewahre, ist nicht, was ich geschrieben hatte, daher kam keine. Die Admins wissen davon."
    ),
    Hindrance.LOST: (
        "Die Datei konnte nicht in Ihrem OneDrive abgelegt werden. Bitte versuchen Sie es in einer Minute noch einmal."
    ),
}
