"""Words that may say something of a person in the place of their name: `not`, `on hold`, `gekündigt`, `Mutter`. Pure.

What stands here is asked back, whoever is also called so. What does not stand here is no name for that: what a name
looks like says `domain/person_names.py`.
"""

from __future__ import annotations

import re
import unicodedata

_ENGLISH = """
a all also an and another any anyone are as at be been both but by can cannot cant cc does doesnt dont each either
every everybody everyone except excepting for from had has have her here his if in instead is its it later leave left
maybe my neither never no nobody none nor not note now of off ok on only opt opted or other others our out per perhaps
please pls plus rather re see shall should since skip some stop than that the their them then these they this those to
todo too unless until versus via vs was we were when where which while who whom whose with without wont yes you your
account address admin administrator agent anonymous assistant attention attorney backup boss brother caution child
client clerk close closed colleague company confidential contact copy counsel customer dad daughter data dead deceased
department dept died double dummy duplicate email employee external fake father former formerly friend group guardian
hold holds husband important incorrect info internal invalid late lawyer legal mail manager marketing member minor
missing mother mum new office old open owner parent partner people person phone pending previous private query
question reply request requester sales same sample secretary secret sender sister solicitor son spouse staff subject
support team tbd test tel unclear unconfirmed unknown unsure urgent user vip void wait warning wife wrong
"""
_GERMAN = """
aber alle allem allen aller alles andere anderem anderen anderer auch aus ausser außer bei beide beiden bis bisher
bitte bleibt bleiben dann das dass die dies diese diesem diesen dieser doch doppelt dort durch ein eine einem einen
einer erst evtl falls fuer für gegen ggf ggfs hat hier ihr ihre im ist ja jede jedem jeden jeder jetzt kann kein keine
keinem keinen keiner keines mein meine mit muss nach nein nicht nichts nie niemals niemand noch nur ob oder ohne schon
sein seine sind soll sollen sonst später statt anstatt und unser unsere unter vielleicht vor vorerst vormals war waren
warten wartet wegen weiter wenn wer wird wurde zuerst zurück abteilung achtung adresse alt alte alter altes anfrage
anwalt anwältin ansprechpartner antrag assistentin bearbeiter beispiel betreuer betroffene betroffener bruder chef
chefin dringend ehefrau ehemalig ehemalige ehemaliger ehemann eltern empfänger entwurf erledigt falsch fertig firma
freund freundin frist früher frühere früherer gatte gattin gestorben gleich gruppe handy hinweis inhaber intern extern
kanzlei kind kinder kollege kollegin kontakt konto kopie kunde kunden kundin leiter leiterin mitarbeiter mitarbeiterin
mitglied minderjährig muster mutter neu neue neuer nutzer offen person personen privat probe profil prozess richtig
sachbearbeiter sachbearbeiterin schwester sekretariat siehe sohn telefon tochter tot unbekannt ungültig unklar
unsicher vater verfahren verstorben vertrag vertraulich vertreter vertrieb vormund vorsicht wichtig
"""
_OTHERS = """
ausgenommen behalve eccetto excepto ikke inte keep mimo niet niente ninguno non oprócz pas salvo sauf solo tranne uden
utan nej nee pero mais ma ne nada todos toutes tous tutti не нет кроме без все всех всем никто оставить удалить
сохранить только или εκτός όχι μην χωρίς όλοι μόνο ليس لا إلا عدا بدون جميع לא חוץ ללא כולם
"""
# How words begin, in whatever form they stand.
_STEMS = """
eras delet remov withdr exclu exempt exception retain retent preserv keep kept litigat lawsuit disput complain object
revok reject denied cancel terminat suspend block archiv duplicat expir inactiv deactiv unsubscr forbid prohibit ignor
omit paus blacklist lösch behalt behäl aufbewahr aufheb ausgenomm ausnehm ausnahm ausschl ausgeschl gesperr sperr
widerr widersp kündig gekünd storn verzicht klag streit rechtss abgel ableh deaktiv inaktiv abgemeld abmeld untersag
verbot verbiet unzustell vorläuf entfern zurückge unbestät verstorb gestorb minderj geprüft ungeprüft
"""
_UMLAUTS = {ord(sign): spelt for sign, spelt in {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}.items()}
# How words end that say what somebody did or is: a name may, too, and then its address shows it.
_ENDS = re.compile(r"(?:ed|ing|tion|sion|ment|ness|ity|ung|ungen|keit|heit|schaft|iert|igt|lich|isch)$")
# Those that turn a whole line or row around, wherever they stand in it.
_STRONG = """
not no never except excepting but without keep hold dont nicht kein keine keinen nein nie niemals ausser außer ohne nur
only bleibt bleiben stop legal access portability rectification auskunft berichtigung einschränkung übertragbarkeit
datenkopie
"""
# What people ask for, and how far that is: a cell of nothing else is about the request, whatever stands above it.
_ASKED = """
access action closed completed consent contract copy correction deletion done erase erased erasure export finished
granted in open pending portability processed progress rectification rejected request requested resolved restriction
withdrawn abgeschlossen anfrage antrag auskunft bearbeitet bearbeitung beantwortet berichtigung datenkopie
einschränkung einwilligung erledigt gericht kopie korrektur löschen löschung offen rechtsstreit übertragbarkeit vertrag
widerspruch zurückgezogen
"""
# Within a word, where words do not stand apart.
_WITHIN = re.compile("[不勿别別非除删刪消保留止停]|以外|対象|所有|全部|말고|제외|삭제|보류|이외|ยกเว้น|ไม่|ลบ")


def folded_word(word: str) -> str:
    """Small letters alone, without the marks above and below them."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if sign.isalpha())


def without_umlauts(word: str) -> str:
    return word.casefold().translate(_UMLAUTS)


def _spellings(words: str) -> frozenset[str]:
    """Also as they are written where there are no umlauts."""
    return frozenset(folded_word(spelt) for word in words.split() for spelt in (word, without_umlauts(word)))


_WORDS = _spellings(_ENGLISH + _GERMAN + _OTHERS)
_REQUESTS = _spellings(_ASKED)
_TURNING, _BEGINNINGS = _spellings(_STRONG), tuple(_spellings(_STEMS))


def is_remark(word: str) -> bool:
    """Whether it may say something else than what somebody is called."""
    plain = folded_word(word)
    return plain in _WORDS or plain.startswith(_BEGINNINGS) or bool(_WITHIN.search(word))


def ends_as_remarks_do(word: str) -> bool:
    return bool(_ENDS.search(folded_word(word)))


def turns(text: str) -> bool:
    """Whether a word of it may turn around what stands beside or below it."""
    words = map(folded_word, re.split(r"[\W\d_]+", text))
    return any(word in _TURNING or word.startswith(_BEGINNINGS) for word in words) or bool(_WITHIN.search(text))


def only_asks(text: str) -> bool:
    """Whether each word of it says what somebody asks for, or how far that is."""
    words = [folded_word(word) for word in re.split(r"[\W\d_]+", text) if word]
    return bool(words) and _REQUESTS.issuperset(words)
