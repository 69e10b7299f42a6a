"""What is said where something was not understood, or is not to be had just now."""

from __future__ import annotations

from domain.addresses import may_be_address
from domain.identifiers import addresses_in
from domain.refresh.names import is_ours, request_id
from domain.words.de.german import GERMAN

CANNOT_NOW = (
    "Bei mir ist etwas schiefgegangen. Nichts ging verloren; bitte versuchen Sie es in einer Minute noch einmal."
)
ALTERED = (
    "Ein Teil dessen, was ich hierzu aufbewahre, ist nicht, was ich geschrieben hatte, daher verwende ich nichts davon. "
    "Die Admins wurden unterrichtet. Es wurde nichts geändert."
)

STALE_BUTTON = "Diese Schaltfläche gehört zu etwas, das ich nicht mehr kenne. Mit „requests“ sehen Sie, was offen ist."

INSIGHTS_UNREADABLE = (
    "Customer Insights hat auf eine Weise geantwortet, die ich nicht verstehe, daher rate ich nicht. Es wurde nichts "
    "geändert. Sehen Sie in Customer Insights nach; wenn es andauert, sollte, wer DSR Bot betreibt, „dsrbot check“ "
    "ausführen."
)

INSIGHTS_DOWN = (
    "Customer Insights antwortet gerade nicht. Es wurde nichts geändert; bitte versuchen Sie es in ein paar Minuten noch "
    "einmal."
)

INSIGHTS_NO = (
    "Customer Insights lässt mich das nicht tun. Bitte lassen Sie dort die Rechte von DSR Bot prüfen: durch alle, die ihn "
    "betreiben."
)


def unknown_verb(word: str, nearest: str | None) -> str:
    hint = f"Meinten Sie „{nearest}“?" if nearest else "Mit „help“ sehen Sie, was ich kann."
    return f"Den Befehl „{word[:40]}“ kenne ich nicht. {hint}"


def button_not_command(word: str) -> str:
    return (
        f"„{word}“ ist eine Schaltfläche auf der Karte eines Antrags. Tippen Sie „show“ und die Nummer des Antrags, um sie "
        "zu sehen."
    )


def unknown_request(ref: str) -> str:
    return f"Einen Antrag „{ref[:20]}“ kenne ich nicht. Mit „requests“ sehen Sie alle."


def illegible(ref: str) -> str:
    return (
        f"Was über {ref} gespeichert ist, ist nicht lesbar, deshalb wurde nichts getan. Bitte sagen Sie es denen, die mich "
        "betreiben. Von mir steht das dort so nicht; vielleicht von einer neueren Version."
    )


def which_request(verb: str) -> str:
    return f"Welcher Antrag? Zum Beispiel: {verb} DSR-7K3QFA. Mit „requests“ sehen Sie alle."


FILE_UNREAD = "Die Datei habe ich nicht gelesen. Eine Liste von Personen, die zu löschen sind, gehört zu „erase-many“."

STRUCK = (
    "Etwas davon ist durchgestrichen, daher habe ich nichts getan. Bitte senden Sie, was Sie meinen, ohne das Übrige."
)


def not_understood(text: str) -> str:
    what = f"„{text}“" if text else "nicht alles davon"
    return f"Ich habe nichts getan, denn ich verstehe {what}{' nicht' if text else ''}."


def left_aside(text: str) -> str:
    return f"„{text}“ habe ich beiseitegelassen." if text else "Was dahinter steht, habe ich beiseitegelassen."


def how_typed(usage: str, sentence: str) -> str:
    return f"Ich verstehe „{usage}“ und sonst nichts. {sentence}"


def no_file(verb: str) -> str:
    return f"„{verb}“ nimmt keine Datei, daher habe ich nichts getan."


def bad_date(text: str) -> str:
    return (
        f"„{text[:30]}“ ist kein Datum, das ich lesen kann. Bitte schreiben Sie es als Jahr-Monat-Tag, zum Beispiel "
        "2026-11-02."
    )


def missing_value(option: str) -> str:
    return f"Nach „{option}“ fehlt etwas."


def not_an_address(text: str) -> str:
    if any(addresses_in(text)):
        return (
            f"Ich verstehe „{text[:60]}“ nicht ganz, daher nehme ich niemanden daraus. Neben einer Adresse nehme ich den Namen "
            "ihrer Inhaber und sonst nichts. Bitte geben Sie nur die Adresse an, etwa anna@contoso.com; eine Kundennummer steht hinter "
            "einem Semikolon, eine bloße Zahl dazu in Anführungszeichen: „4711“."
        )
    return f"„{text[:60]}“ ist keine E-Mail-Adresse. Bitte geben Sie nur die Adresse an, etwa anna@contoso.com."


def not_a_person(text: str) -> str:
    if may_be_address(text):
        return not_an_address(text)
    if is_ours(text):
        ref = request_id(text)
        return names_request(ref, f"show {ref}")
    return (
        f"Ich kann nicht sagen, wen „{text[:60]}“ meint. Bitte geben Sie nur die E-Mail-Adresse an, etwa anna@contoso.com, "
        "oder die Kundennummer: mehrere mit Semikolon dazwischen; eine ungewöhnliche, und eine Zahl neben Adressen, in "
        "Anführungszeichen."
    )


def names_request(ref: str, typed: str) -> str:
    return (
        f"{ref[:20]} ist ein Antrag und keine Kundennummer. Bitte nennen Sie die Person, oder tippen Sie „{typed[:40]}“, "
        "wenn Sie den Antrag meinen."
    )


ONE_PERSON = "Bitte nennen Sie jeweils nur eine Person."

UNKNOWN_MENTION = (
    "Die E-Mail-Adresse der Person, die Sie erwähnt haben, war nicht zu finden. Bitte tippen Sie die Adresse."
)


def elsewhere(ref: str) -> str:
    return f"{ref} gehört zu einer anderen Umgebung als der, in der ich jetzt arbeite. Es wurde nichts geändert."


FILL_IN = "Bitte füllen Sie dies aus."

NOT_A_CHOICE = "Das steht nicht mehr zur Auswahl. Bitte wählen Sie noch einmal."

CHOOSE_ONE = "Bitte wählen Sie etwas davon."


TOO_MUCH = (
    "Das ist mehr, als ich auf einmal lesen kann, daher habe ich nichts davon gelesen. Bitte senden Sie weniger. Es wurde "
    "nichts geändert."
)


def too_many(seconds: int) -> str:
    return (
        "Sie haben mehr gesendet, als ich von einer Person auf einmal annehme, daher habe ich es nicht angesehen. Es wurde "
        f"nichts geändert. Bitte versuchen Sie es {_in(seconds)} noch einmal."
    )


def too_many_of_all(seconds: int) -> str:
    return (
        "Gerade erreicht mich hier mehr, als ich annehmen kann, daher habe ich es nicht angesehen. Es wurde nichts "
        f"geändert. Bitte versuchen Sie es {_in(seconds)} noch einmal, oder schreiben Sie mir an einem anderen Ort, an dem "
        "ich bin."
    )


def _in(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if seconds > 90:
        return f"in {minutes} Minuten"
    return f"in {seconds} Sekunden" if seconds > 1 else "in einer Sekunde"


def too_long(length: int, most: int) -> str:
    return (
        f"Das ist zu lang: {GERMAN.number(length)} Zeichen, wo {GERMAN.number(most)} Platz haben. Bitte kürzen Sie es; "
        "nichts geht verloren."
    )


def no_room(label: str, length: int, most: int) -> str:
    return (
        f"Dafür würde ich ein Formular öffnen, aber „{label}“ hätte darin {GERMAN.number(length)} Zeichen, wo "
        f"{GERMAN.number(most)} Platz haben, und ich kürze nichts. Es wurde nichts geändert; bitte senden Sie weniger."
    )


FUTURE_DAY, NEEDS_DAY = "Der Tag darf nicht in der Zukunft liegen.", "Bitte geben Sie den Tag an."
BEFORE_RECEIPT = "Das liegt vor dem Eingang des Antrags. Bitte korrigieren Sie den Tag."

NOT_OPEN = "Das ist schon erledigt oder noch nicht an der Reihe. Es wurde nichts geändert."
