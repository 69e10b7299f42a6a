"""Ends, reminders, and who could not be reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.groups import MOST, Why
from domain.moment import Moment, Timed
from domain.request import State
from domain.words.de.inflected import is_in
from domain.words.de.moments import day


def ended(ref: str, state: State) -> str:
    return {
        State.COMPLETED: f"{ref} ist erledigt.",
        State.DENIED: f"{ref} wurde abgelehnt. Sie können erneut fragen.",
        State.EXPIRED: f"{ref} ist abgelaufen: Niemand hat rechtzeitig entschieden. Sie können erneut fragen. Wenn eine Person auf Antwort wartet, läuft die gesetzliche Frist weiter.",
        State.CANCELLED: f"{ref} wurde abgebrochen.",
        State.NEEDS_ATTENTION: f"{ref} braucht Aufmerksamkeit: Ohne einen Menschen geht es nicht weiter. Die Karte sagt, warum.",
        State.REFUSED: f"{ref} wurde der Person verweigert. Der Grund und der Brief an sie stehen auf der Karte.",
    }.get(state, f"{ref} {is_in(state)}.")


def found_again(old: str, new: str) -> str:
    return (
        f"Customer Insights führt die Person von {old} wieder, obwohl sie nicht mehr zu finden war. Ich habe {new} gestellt, "
        "und darin steht der alte Antrag. Er wartet auf Genehmigung und auf den Tag der Löschung in den ursprünglichen "
        "Quellen."
    )


def unproved_later(ref: str) -> str:
    return (
        f"{ref} wurde noch einmal angesehen, nun da ältere Kopien weg sind, und ließ sich nicht prüfen. Die Karte sagt, "
        "warum. Suchen Sie die Person mit „find“, und stellen Sie den Antrag neu, wenn sie da ist."
    )


def altered(ref: str) -> str:
    return (
        f"{ref} ist nicht, was gestellt wurde, oder nicht so genehmigt, wie es dort steht: Jemand hat hinter mir meine "
        "Aufzeichnungen geändert. Ich tue nichts davon. Finden Sie heraus, wer dort schreiben kann, wo sie liegen; brechen "
        "Sie ihn dann ab, und stellen Sie ihn neu."
    )


def put_back(ref: str) -> str:
    return (
        f"Jemand hat hinter mir meine Aufzeichnungen geändert, sodass {ref} beendet schien oder auf keiner Liste stand. Ich "
        "habe ihn dorthin zurückgestellt, wo er war, und tue nichts, was nicht gestellt und genehmigt wurde. Finden Sie "
        "heraus, wer dort schreiben kann, wo sie liegen."
    )


def broke(ref: str) -> str:
    return f"Die Arbeit an {ref} endete mit einem Fehler von mir. Die Karte sagt, was noch zu tun ist. Mein Protokoll sagt mehr: Zeigen Sie es denen, die mich betreiben."


def stuck(ref: str) -> str:
    return f"Etwas an der Arbeit an {ref} schlägt immer wieder fehl. Ich versuche es weiter. Mein Protokoll sagt, was es ist: Bitten Sie die, die mich betreiben, nachzusehen."


def vote_anew(ref: str) -> str:
    return (
        f"{ref} wartet von neuem auf Genehmigung: Ab dieser Version wird jede Stimme bewiesen, und die früheren waren es "
        "nicht."
    )


def left(ref: str, name: str, *, voted: bool) -> str:
    if voted:
        return (
            f"{name} gehört nicht mehr zu denen, die entscheiden, daher zählt diese Genehmigung von {ref} nicht mehr. Es "
            "braucht eine andere."
        )
    return (
        f"{name} gehört nicht mehr zu denen, die entscheiden, und {ref} hat darauf gewartet. Es braucht jemand anderen."
    )


def reminder(ref: str) -> str:
    return f"{ref} wartet noch auf eine Entscheidung. Schweigen gilt nie als Zustimmung."


BELOW: Mapping[State, str] = {
    State.IN_PROGRESS: "{} ist genehmigt, und die Arbeit hat begonnen.",
    State.COMPLETED: "{} ist erledigt.",
    State.DENIED: "{} wurde abgelehnt.",
    State.EXPIRED: "{} ist abgelaufen: Niemand hat rechtzeitig entschieden.",
    State.CANCELLED: "{} wurde abgebrochen.",
    State.NEEDS_ATTENTION: "{} kann ohne einen Menschen nicht weitergehen. Die Karte sagt, warum.",
    State.REFUSED: "{} wurde der Person verweigert, die darum gebeten hat.",
}


def below_vote(ref: str, name: str, count: int, quorum: int) -> str:
    """An approval that is not enough yet."""
    return f"{name} hat {ref} genehmigt: {count} von {quorum}."


def escalated(ref: str, since: str | Moment, until: str | Moment) -> str:
    return Timed(
        f"{ref} wartet trotz Erinnerungen auf eine Entscheidung, seit: ", since, ". Der Antrag läuft ab: ", until,
        ". Bitte sorgen Sie dafür, dass jemand entscheidet.",
    )  # fmt: skip


DOORS: Mapping[str, str] = {"slack": "Slack", "teams": "Microsoft Teams"}


def door_broken(surface: str, mend: str) -> str:
    return (
        f"Etwas an {DOORS.get(surface, surface)} muss in Ordnung gebracht werden. {mend} "
        "Was ich dort nicht sagen kann, wartet, und wird gesagt, sobald es wieder geht."
    )


MEND_UNKNOWN = "Was es ist, sagt „dsrbot check“ auf dem Rechner, auf dem ich laufe."


def door_well(surface: str) -> str:
    return f"{DOORS.get(surface, surface)} geht wieder."


_IN_TOML = "unter [people] in dsrbot.toml"

_GROUPS: Mapping[str, str] = {
    Why.NO_ANSWER: "Zwei Minuten lang kam keine Antwort. Ich frage von selbst wieder.",
    Why.NOT_YET: "Ich habe noch nicht gefragt und tue es von selbst.",
    Why.UNREADABLE: "Ich verstehe die Antwort nicht. Ich frage von selbst wieder.",
    Why.NOT_CONNECTED: f"Was sie führt, ist nicht verbunden. Verbinden Sie es, oder nennen Sie Personen einzeln {_IN_TOML}.",
    "throttled": "Ich darf gerade nicht so oft fragen. Ich frage von selbst wieder.",
    Why.NOT_THERE: f"Es gibt keine solche Gruppe. Korrigieren Sie ihre Kennung {_IN_TOML}, und starten Sie mich neu.",
    Why.OFF: f"Die Gruppe ist deaktiviert. Aktivieren Sie sie, oder nennen Sie eine andere {_IN_TOML}.",
    Why.OTHERS: f"Die Gruppe gehört anderen. Nennen Sie eine eigene {_IN_TOML}.",
    Why.TOO_MANY: f"Sie hat mehr als {MOST} Mitglieder. Nennen Sie eine kleinere {_IN_TOML}.",
    Why.HIDDEN: "Ich erfahre nicht, wer zu ihr gehört. Geben Sie meiner Anwendung Directory.Read.All, mit Administratorzustimmung.",
    "missing_scope": "Meiner Slack-App fehlt das Recht usergroups:read. Geben Sie ihr das Manifest neu, und installieren Sie sie noch einmal.",
    "Authorization_RequestDenied": "Meiner Anwendung fehlt das Recht Directory.Read.All. Geben Sie es ihr, mit Administratorzustimmung.",
}


def group_unknown(group: str, why: str) -> str:
    mend = _GROUPS.get(why) or f"Die Antwort war: {why}."
    return f"Ich kann nicht sagen, wer zur Gruppe {group} gehört, daher hat jetzt niemand durch sie eine Rolle. {mend}"


def group_known(group: str) -> str:
    return f"Ich kann wieder sagen, wer zur Gruppe {group} gehört: Ihre Mitglieder haben ihre Rollen."


def unreachable_channel(ref: str) -> str:
    return (
        f"Ich konnte {ref} nicht in seinen Kanal stellen: Die genehmigenden Personen haben es direkt. Bitte prüfen Sie, ob "
        "ich im Kanal bin."
    )


def unreached(ref: str, who: str = "") -> str:
    """`who` could not be told in any chat; without a name, too few of those who decide were reached at all."""
    if who:
        return (
            f"Ich konnte nicht sicherstellen, dass {who} von {ref} erfahren hat. Bitte geben Sie es weiter: „show {ref}“, an "
            "mich getippt, bringt es."
        )
    return (
        f"Ich konnte nicht genug genehmigende Personen erreichen, um {ref} zu entscheiden. Bitte lassen Sie sie einen Chat "
        f"mit mir öffnen (in Teams: Apps, DSR Bot, Hinzufügen) und dort „show {ref}“ tippen."
    )


NO_LONGER_YOURS = "Sie sehen diesen Antrag nicht mehr."

NO_LONGER_HERE = "Dieser Antrag wird in diesem Kanal nicht mehr gezeigt."


def near(ref: str, last_day: date) -> str:
    return f"{ref}: Die Antwort an die Person ist am {day(last_day)} fällig, und sie hat noch keine."


def overdue(ref: str, last_day: date) -> str:
    return f"{ref}: Die Antwort an die Person war am {day(last_day)} fällig, und sie hat noch keine."


def closed(ref: str, status: str) -> str:
    """An end that is not all that was wanted."""
    return f"{ref} ist beendet: {status}."
