"""What companies put below every mail: whole sentences that are known, of known words alone. Whatever else stands there
was written, and may be what the mail is about. All expect `mail_text.folded`."""

from __future__ import annotations

import re

ENDS = re.compile(r"(?<=[.!?])\s+")  # of sentences
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_LINK = r"(?: ?https?://\S{1,300})?"
_MAIL = r"(?:e-?mail|mail|message|communication|transmission)"
_POST = r"(?:e-?mail|mail|nachricht)"
# Before a sentence, or on its own.
_TITLE = re.compile(
    r"^(?:disclaimer|(?:confidentiality|legal|privacy) (?:notice|statement|note)|notice|"
    r"vertraulichkeitshinweis|rechtlicher hinweis|hinweis)(?:: ?|\.?$)"
)
_WORDS = tuple(
    frozenset(words.split())
    for words in (
        """a above accept addressed addressee addressees all alone and any are as at attached attachment
        attachments be been before by communication confidential consider contact contain contained contains
        content contents copies copy copying delete destroy disclose disclosure dissemination distribute
        distribution do e-mail email environment error exclusively for from have here hold if immediately in
        individual individuals inform information intended is it its legally mail may message microsoft mistake
        must named not notice notify of only or our person please policy printing privacy private privileged
        prohibited proprietary read receive received recipient recipients reliance reply respects return review
        see sender should solely statement strictly system that the then this to transmission unauthorised
        unauthorized us use what whom you your""",
        """absender adressat adressaten adressiert alle an anhang anhänge anlage anlagen auf ausschliesslich
        benachrichtigen bestimmt bezeichneten bitte das dass den der die diese diesen dieser dieses e-mail
        einschliesslich empfänger enthalten enthält erhalten es etwaige falls für genannten geschützte gestattet haben
        ihre informationen informieren inhalt irrtümlich ist kann kopieren können löschen mail mit nachricht
        nicht nur oder person rechtlich richtige richtiger sein sie sind sofort sowie umgehend unbefugte und
        unerlaubte untersagt unverzüglich verbreitung vernichten vertraulich vertrauliche vertraulichen
        vorgesehene vorgesehener weitergabe weiterleitung wenn zu""",
    )
)
_SENTENCE = re.compile(
    "|".join(
        (
            rf"(?:this|the) (?:{_MAIL}|information|contents?)\b(?!.*\b(?:not intended|delete|destroy)\b).{{0,200}}"
            r"\b(?:confidential|privileged|proprietary|intended (?:only |solely |exclusively )?for)\b.{0,300}",
            r"if you (?:are not|have received|received)\b.{0,300}\b(?:delete|destroy|notify|inform|contact|"
            r"prohibited)\b.{0,300}",
            r"please (?:notify|inform|contact) the sender\b.{0,300}",
            r"please consider the environment before printing\b.{0,100}",
            r"(?:any )?(?:unauthori[sz]ed|use|disclosure|copying|distribution|review)\b.{0,300}\bprohibited\b.{0,100}",
            rf"microsoft respects your privacy\.?|(?:please )?(?:read|see) (?:our|the) privacy (?:statement|policy)\b"
            rf"[a-z ]{{0,20}}:?{_LINK}\.?|(?:our )?privacy (?:statement|policy):?{_LINK}\.?",
            rf"diese {_POST}\b(?!.*\b(?:löschen|vernichten)\b).{{0,200}}"
            r"\b(?:vertraulich\w*|(?:nur|ausschliesslich) für)\b.{0,300}",
            r"(?:wenn|falls) sie\b.{0,300}\b(?:empfänger|adressat|erhalten)\b.{0,200}"
            r"\b(?:informieren|benachrichtigen|vernichten|löschen)\b.{0,300}",
            r"bitte (?:informieren|benachrichtigen) sie\b.{0,100}\babsender\b.{0,200}",
            r"(?:das |die |jede )?(?:unerlaubte|unbefugte)\b.{0,300}\b(?:nicht gestattet|untersagt)\b.{0,100}",
        )
    )
)
# Of other words, and known as they stand.
_WHOLE = re.compile(
    rf"microsoft respektiert ihre privatsphäre\.?|(?:unsere )?datenschutz(?:erklärung|hinweise):?{_LINK}\.?|"
    r"sent from (?:my (?:iphone|ipad|android|phone|mobile(?: \w{1,20})?)|outlook(?: for \w{1,20})?|"
    r"mail for windows)\.?|"
    r"get outlook for (?:ios|android|mac)\.?|von meinem \w{1,20} gesendet\.?|"
    r"gesendet (?:von|mit)(?: (?:der|meinem))? (?:outlook\S{0,20}|iphone|ipad|mail)(?: für \w{1,20})?\.?|"
    rf"(?:get|holen sie sich) outlook für (?:ios|android){_LINK}|all rights reserved\.?|"
    r"(?:(?:copyright|©|\(c\)) ?){0,2}(?:\d{4} )?microsoft corporation\b(?:,? one microsoft way)?"
    r"(?:,? redmond,? wa(?:shington)?(?: \d{5})?(?:,? usa)?)?\.?"
)


def is_disclaimer(paragraph: str) -> bool:
    """Whether each of its sentences is one of a disclaimer."""
    said = [_TITLE.sub("", sentence) for sentence in ENDS.split(paragraph)]
    return all(not sentence or _stands_below_all(sentence) for sentence in said)


def _stands_below_all(sentence: str) -> bool:
    if _WHOLE.fullmatch(sentence):
        return True
    words = set(_WORD.findall(re.sub(r"https?://\S+", " ", sentence)))
    return any(words <= known for known in _WORDS) and bool(_SENTENCE.fullmatch(sentence))
