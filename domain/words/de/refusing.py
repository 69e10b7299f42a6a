"""What is said where a request is refused to the person, and the letter to them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.export.letters import Purpose
from domain.moment import Moment, Timed
from domain.request import Kind, State
from domain.words.de.german import GERMAN
from domain.words.de.inflected import is_in

# ---- the form

TITLE, REFUSE, GROUND = "Der Person verweigern", "Verweigern", "Aus welchem Grund? Die Person liest ihn."
GROUND_HINT = (
    "Zum Beispiel: Artikel 17 Absatz 3 Buchstabe e DSGVO, weil die Daten für Rechtsansprüche gebraucht werden. Ich beurteile "
    "keinen Grund."
)
COMPLAINT, REMEDY = "Das Beschwerderecht", "Der gerichtliche Rechtsbehelf"
RIGHT_HINT = "Auch das liest die Person. Sie dürfen es ändern und Ihre Aufsichtsbehörde oder Ihr Gericht nennen."
NEEDED = "Das Gesetz verlangt dies (Art. 12 Abs. 4 DSGVO). Bitte schreiben Sie es."
OWN_REMEDY = (
    "Sie haben außerdem das Recht auf einen wirksamen gerichtlichen Rechtsbehelf vor einem Gericht (Artikel 79 DSGVO)."
)


LETTER_TO_COME = "Aus dem, was hier steht, mache ich einen Brief an die Person; Sie senden ihn."


def too_long(there: int, most: int) -> str:
    return (
        f"Das ist zu lang für den Brief: {GERMAN.number(there)} Zeichen, und {GERMAN.number(most)} haben Platz. Bitte kürzen "
        "Sie es."
    )


# ---- answers

NOW = "Der Antrag ist der Person verweigert. Was läuft, soll anhalten."
NEXT = (
    "Senden Sie ihr nun den Brief unten, und sagen Sie auf der Karte, an welchem Tag Sie es getan haben. Bis dahin läuft die "
    "gesetzliche Frist."
)
NOBODY = (
    "Dieser Antrag betrifft keine Person, die um etwas gebeten hat, daher lässt er sich niemandem verweigern. Sie können ihn "
    "abbrechen."
)


def already(ref: str, by: str, when: str | Moment) -> str:
    return Timed(f"{ref} wurde der Person schon verweigert, von {by}, ", when, ". Der Brief steht auf der Karte.")


def over(ref: str, state: State) -> str:
    return f"{ref} {is_in(state)}, daher gibt es nichts zu verweigern."


def replaced(ref: str, later: str) -> str:
    return f"{later} wurde anstelle von {ref} gestellt. Bitte verweigern Sie jenen."


def answered(ref: str) -> str:
    return f"{ref} ist beendet, und die Person hat ihre Antwort, daher gibt es nichts zu verweigern."


# ---- the card


def because(by: str, when: str | Moment, ground: str) -> str:
    return Timed(f"Der Person verweigert von {by}, ", when, f": „{ground}“")


TO_SEND = "Der Brief an die Person steht unten. Ich sende ihr nichts: Das tut ein Admin und sagt hier, an welchem Tag."


def earlier(letter: bool) -> str:
    """Of what nobody was asked to keep. `letter`: whether it can be shown."""
    send = "senden Sie ihr bitte den Brief unten" if letter else "unterrichten Sie sie bitte"
    return (
        "Es ist nicht festgehalten, ob die Person von dieser Verweigerung erfahren hat. Wenn ja, sagen Sie bitte, an welchem "
        f"Tag; wenn nicht, {send}. Bis dahin läuft für mich die gesetzliche Frist."
    )


# ---- the letter: its text is a template

ASKED: Mapping[Kind | Purpose, str] = {
    Kind.REFRESH: "Ihren Antrag auf Löschung Ihrer personenbezogenen Daten",  # of a release that knew no other name for it
    Kind.ERASURE: "Ihren Antrag auf Löschung Ihrer personenbezogenen Daten",
    Kind.EXPORT: "Ihren Antrag auf Ihre personenbezogenen Daten",
    Purpose.ACCESS: "Ihren Antrag auf Auskunft über Ihre personenbezogenen Daten (Artikel 15 DSGVO)",
    Purpose.PORTABILITY: "Ihren Antrag auf Übertragung Ihrer personenbezogenen Daten (Artikel 20 DSGVO)",
}
