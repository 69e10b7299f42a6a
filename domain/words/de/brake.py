"""The brake on all deletions."""

from __future__ import annotations

from domain.moment import Moment, Timed

TITLE, PAUSE, REASON = "Löschungen anhalten", "Anhalten", "Warum müssen alle Löschungen anhalten?"

HINT = "Jeder Admin liest es. Bitte nennen Sie niemanden."

NEEDS_REASON = "Bitte sagen Sie, warum alle Löschungen anhalten müssen: Jeder Admin wird unterrichtet."

STATUS = "Angehalten"

STOPS_ALL = (
    "Noch ist nichts angehalten: Dies hält jede Löschung an, bis ein anderer Admin „resume“ tippt. Um einen Antrag anzuhalten, "
    "tippen Sie „cancel“ oder „hold“ und seine Nummer; „resume“ beendet eine Pause."
)

PAUSED_NOW = (
    "Alle Löschungen sind angehalten. In keinem Antrag wird mehr etwas gelöscht, bis ein anderer Admin „resume“ tippt. Was "
    "Customer Insights schon begonnen hat, geht dort weiter, und Exporte auch. Alle Admins werden unterrichtet."
)

NOBODY_ELSE = (
    "Es gibt keinen anderen Admin, daher dürfen Sie sie selbst fortsetzen. Bitte lassen Sie einen weiteren Admin unter "
    "[people] in dsrbot.toml nennen."
)

NOBODY_CAN_RESUME = "Niemand kann die Löschungen fortsetzen: Es braucht einen Admin"


def paused_in(environment: str) -> str:
    """Where the bot works in several: the others go on."""
    return (
        f"Alle Löschungen in {environment} sind angehalten; keine andere Umgebung hält damit an. In keinem Antrag wird dort mehr "
        "etwas gelöscht, bis dort ein anderer Admin „resume“ tippt. Was Customer Insights schon begonnen hat, geht weiter, und "
        f"Exporte auch. Alle Admins von {environment} werden unterrichtet."
    )


def not_paused(where: str) -> str:
    return f"Löschungen{_in(where)} sind nicht angehalten. Es wurde nichts geändert."


def not_yours(where: str) -> str:
    return (
        f"Sie haben alle Löschungen{_in(where)} angehalten, oder jemand in Ihrem Namen, daher muss ein anderer Admin "
        "sie fortsetzen. "
        "Es wurde nichts geändert."
    )


def nothing_deleted(where: str) -> str:
    return (
        f"Alle Löschungen{_in(where)} sind angehalten, daher wird nichts davon gelöscht, bis ein Admin "
        f"„resume{_in(where)}“ tippt."
    )


def nothing_done(where: str) -> str:
    return (
        f"Alles{_in(where)}, was löscht oder Mails sendet, ist angehalten, da dem Protokoll das Ende fehlt. "
        f"Es geht weiter, wenn ein Admin „resume{_in(where)}“ tippt."
    )


def not_retried(where: str) -> str:
    return (
        f"Alle Löschungen{_in(where)} sind angehalten, daher ließ sich nichts tun. Was angehalten war, geht von selbst "
        f"weiter, wenn ein Admin „resume{_in(where)}“ tippt. Es wurde nichts geändert."
    )


def _in(where: str) -> str:
    """`where`: the name of the environment where there are several, which go on."""
    return f" in {where}" if where else ""


def too_long(length: int, most: int) -> str:
    return f"Der Grund hat {length} Zeichen. Bitte sagen Sie es in höchstens {most}."


def already(name: str, at: Moment, reason: str, where: str) -> str:
    return Timed(
        f"Alle Löschungen{_in(where)} sind schon angehalten, von {name}, ",
        at,
        f": „{reason}“. Es wurde nichts geändert.",
    )


def resumed_now(count: int, where: str) -> str:
    of = f" von {where}" if where else ""
    return f"Die Löschungen{_in(where)} gehen weiter. {_requests(count)} Alle Admins{of} werden unterrichtet."


def _requests(count: int) -> str:
    if not count:
        return "Kein Antrag war angehalten."
    return (
        "Ein Antrag war angehalten; er geht von selbst weiter."
        if count == 1
        else f"{count} Anträge gehen von selbst weiter."
    )


def told_paused(name: str, at: Moment, reason: str, where: str) -> str:
    because = f": „{reason}“" if reason else ""
    return Timed(
        f"{name} hat alle Löschungen{_in(where)} angehalten, ",
        at,
        f"{because}. Nichts{_in(where)} wird gelöscht, bis ein anderer Admin „resume{_in(where)}“ tippt.",
    )


def told_resumed(name: str, at: Moment, where: str) -> str:
    return Timed(f"{name} setzt die Löschungen{_in(where)} fort, ", at, ". Was angehalten war, geht von selbst weiter.")


def on_card(name: str, at: Moment) -> str:
    return Timed(
        f"{name} hat alle Löschungen angehalten, ", at, ". Nichts hiervon wird gelöscht, bis ein Admin „resume“ tippt."
    )


def on_board(name: str, at: Moment, where: str) -> str:
    return Timed(f"Alle Löschungen{_in(where)} sind von {name} angehalten, seit: ", at)


def stopped(ref: str) -> str:
    return f"{ref} steht still, da alle Löschungen angehalten sind. Es geht von selbst weiter, wenn ein Admin sie fortsetzt."


def waits_for(who: str) -> str:
    return f"Wartet auf {who}, um die Löschungen fortzusetzen" if who else ""


def found_by_check(name: str, at: Moment, reason: str) -> str:
    return Timed(
        "alle Löschungen sind angehalten, seit: ", at, f", von {name}: „{reason}“. Ein anderer Admin tippt „resume“."
    )


def behind(number: int, here: int, at: str, *, cut: bool) -> str:
    """Why everything is paused at a start. `at`: when the newest entry was made that is known from elsewhere."""
    lacks = f"Das Protokoll endet mit Eintrag {here}, obwohl Eintrag {number} vom {at[:10]} von anderswo bekannt ist."
    if cut:
        return (
            f"{lacks} Andere Aufzeichnungen sind neuer als sein Ende, also hat jemand Einträge gelöscht: Finden Sie heraus, "
            "wer, bevor etwas weitergeht."
        )
    return (
        f"{lacks} Es sieht aus, als wäre eine ältere Sicherung eingespielt: Was seither getan wurde, ist vergessen und könnte "
        "zweimal getan werden. Wenn niemand eine eingespielt hat, hat jemand Aufzeichnungen gelöscht: Finden Sie heraus, wer, "
        "bevor etwas weitergeht."
    )


def told_behind(at: Moment, reason: str) -> str:
    return Timed(
        "Ich habe alles angehalten, was löscht oder Mails sendet, ", at,
        f". {reason} Sehen Sie durch, was offen ist, brechen Sie ab, was schon getan war, und tippen Sie „resume“, damit es "
        "weitergeht.",
    )  # fmt: skip


def all_on_card(at: Moment) -> str:
    return Timed(
        "Alles, was löscht oder Mails sendet, ist angehalten, da dem Protokoll das Ende fehlt, seit: ",
        at,
        ". Ein Admin tippt „resume“.",
    )


def all_on_board(at: Moment) -> str:
    return Timed("Alles, was löscht oder Mails sendet, ist angehalten, da dem Protokoll das Ende fehlt, seit: ", at)
