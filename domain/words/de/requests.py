"""The life of a request: filed, decided, stopped, begun anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.moment import Moment, Timed
from domain.request import State
from domain.seats import ANY, Rule, is_plain
from domain.votes import Objection
from domain.words.de.german import GERMAN
from domain.words.de.inflected import is_in

STATES: Mapping[State, str] = {
    State.PENDING_APPROVAL: "Wartet auf Genehmigung",
    State.IN_PROGRESS: "In Arbeit",
    State.NEEDS_ATTENTION: "Braucht Aufmerksamkeit",
    State.COMPLETED: "Erledigt",
    State.DENIED: "Abgelehnt",
    State.EXPIRED: "Abgelaufen",
    State.CANCELLED: "Abgebrochen",
    State.REFUSED: "Verweigert",
}


def filed(ref: str, quorum: int, rule: Rule = ()) -> str:
    people = "eine genehmigende Person" if quorum == 1 else f"{quorum} genehmigende Personen"
    if not is_plain(rule):
        people = GERMAN.all_of([_of(circle, count) for circle, count in rule])
    return f"Ich habe um Genehmigung gebeten: {ref}. Es braucht {people}. In unserem privaten Chat halte ich Sie auf dem Laufenden."


def _of(circle: str, count: int) -> str:
    if circle == ANY:
        return "eine andere genehmigende Person" if count == 1 else f"{count} andere genehmigende Personen"
    return f"{'eine Person' if count == 1 else f'{count} Personen'} aus {circle}"


def twin(ref: str) -> str:
    return f"Derselbe Antrag ist schon offen: {ref}. Sie können darauf warten oder einen weiteren stellen."


def twin_of_others(ref: str) -> str:
    return (
        f"Derselbe Antrag ist schon offen: {ref}. Jemand anderes hat ihn gestellt; ein Admin kann sagen, wie es steht."
    )


def corrected_before(ref: str, by: str) -> str:
    return (
        f"{ref} wurde schon berichtigt: An seiner Stelle steht {by}. Bitte berichtigen Sie {by}, wenn daran noch etwas nicht "
        "stimmt. Es wurde nichts beantragt."
    )


def stopping(ref: str) -> str:
    return f"{ref} war in Arbeit und soll nun anhalten. Die Karte dazu zeigt, was vorher geschehen ist."


def over_before(ref: str) -> str:
    return f"{ref} war schon abgeschlossen: Was damit geschah, bleibt geschehen, und dies kommt hinzu."


def left_out(ref: str) -> str:
    return (
        f"{ref} galt einer Person, die dieser nicht nennt. Sie wartet weiter auf eine Antwort: {ref} bleibt in der "
        "Übersicht, bis sie beantwortet ist, er ihr verweigert wird oder er für sie neu gestellt ist."
    )


def still_waits(ref: str, since: str) -> str:
    return (
        f"Auf {ref} hat noch niemand geantwortet: Diese Person wartet seit dem {since}, und ein neuer "
        f"Antrag ändert daran nichts. Damit es ab diesem Tag weitergeht, beantragen Sie es erneut mit „correct {ref}“."
    )


FUTURE_DATE = "Der Tag des Eingangs darf nicht in der Zukunft liegen."

EARLY_DATE = "Der Tag des Eingangs darf nicht vor dem 25. Mai 2018 liegen, ab dem die DSGVO gilt."

NOTHING_FILED = "Es wurde nichts beantragt."

NOTHING_CHANGED = "Es wurde nichts geändert."

ADDRESS_IN_PUBLIC = (
    "Bitte nennen Sie in einem Kanal keine Personen. Hier ist stattdessen das Formular, das nur Sie sehen."
)

OBJECTIONS: Mapping[Objection, str] = {
    Objection.VOTED_ALREADY: "Sie haben darüber schon abgestimmt. Eine Person hat eine Stimme. Es wurde nichts geändert.",
    Objection.DECIDED: "Das wurde schon entschieden. Es wurde nichts geändert.",
    Objection.DENIED: "Das wurde schon abgelehnt. Es wurde nichts geändert.",
    Objection.EXPIRED: "Das ist abgelaufen: Niemand hat rechtzeitig entschieden. Es lässt sich neu beantragen. Es wurde nichts geändert.",
    Objection.CANCELLED: "Das wurde abgebrochen. Es wurde nichts geändert.",
    Objection.REFUSED: "Das wurde der betroffenen Person verweigert. Es wurde nichts geändert.",
    Objection.IN_YOUR_NAME: "Wer Sie vertritt, hat darüber in Ihrem Namen abgestimmt. Eine Person hat eine Stimme. Es wurde nichts geändert.",
    Objection.OF_BATCH: "Darüber wird mit den anderen entschieden, auf der Karte des Sammelantrags. Es wurde nichts geändert.",
    Objection.NO_SEAT: "Aus Ihren Kreisen wird hier niemand gebraucht, oder es hat schon jemand daraus genehmigt. Die Karte sagt, wer fehlt. Es wurde nichts geändert.",
    Objection.ALTERED: "Meine Aufzeichnungen sagen nicht mehr, was gestellt wurde, daher lässt sich dies nicht genehmigen, und die Admins wurden unterrichtet. Es wurde nichts geändert.",
    Objection.ONE_HUMAN: "Mit einem Konto oder einer Adresse von Ihnen wurde das schon gestellt, oder darüber abgestimmt. Eine Person hat eine Stimme, und die Admins wurden unterrichtet. Es wurde nichts geändert.",
    Objection.UNCLEAR: "Ob alle, die vor Ihnen abgestimmt haben, es noch dürfen, lässt sich gerade nicht sagen. Bitte versuchen Sie es in einer Minute noch einmal. Es wurde nichts geändert.",
    Objection.HELD: "Für diese Person gilt eine Löschsperre, daher lässt sich dies jetzt nicht genehmigen. Es wurde nichts geändert.",
}


def decided_by(names: Sequence[str], when: str | Moment) -> str:
    return Timed(f"Von {GERMAN.all_of(names)}, ", when, ".") if names else ""


def voted(name: str, reason: str) -> str:
    return f"{name}: „{reason}“"


def approved(ref: str, count: int, quorum: int, empty: Rule = ()) -> str:
    if count >= quorum:
        return f"Genehmigt. {ref} beginnt jetzt."
    more = _more(quorum - count) if is_plain(empty) else GERMAN.all_of([_of(circle, n) for circle, n in empty])
    return f"Ihre Genehmigung von {ref} zählt: {count} von {quorum}. Es fehlt noch: {more}."


def _more(count: int) -> str:
    return "eine" if count == 1 else str(count)


def approved_unclear(ref: str) -> str:
    return (
        f"Ihre Genehmigung von {ref} zählt. Ob alle, die vor Ihnen genehmigt haben, es noch dürfen, lässt sich gerade nicht "
        "sagen. Ich sehe jede Minute nach, und es beginnt, sobald das sicher ist und niemand mehr fehlt."
    )


def denied(ref: str) -> str:
    return f"Abgelehnt. {ref} wird nicht ausgeführt, und wer ihn gestellt hat, erfährt Ihren Grund."


REASON_LABEL = "Warum? Wer den Antrag gestellt hat, liest es."

DENY_TITLE = "Antrag ablehnen"

NEEDS_REASON = "Bitte geben Sie einen Grund an, damit klar ist, was jetzt zu tun ist."

CANCEL_ASKED = "Ich habe Customer Insights gebeten, anzuhalten, was läuft. Die Karte zeigt, was sich anhalten ließ."


def cannot_cancel(ref: str, state: State) -> str:
    return f"{ref} {is_in(state)}, daher gibt es nichts abzubrechen."


def cancelled(ref: str) -> str:
    return f"{ref} ist abgebrochen."


def retried(ref: str) -> str:
    return f"{ref} ist wieder unterwegs. Was schon getan ist, bleibt getan."


def cannot_retry(ref: str, state: State) -> str:
    if state is State.NEEDS_ATTENTION:
        return f"{ref} wird nicht als Ganzes erneut versucht: Auf der Karte steht, was zu tun ist und wer es tut."
    return f"{ref} {is_in(state)}, daher gibt es nichts erneut zu versuchen."
