"""Sentences made of known words alone that say something else: of a day to come, of what we are to send, of what others
ask or have asked. All expect `mail_text.folded`. No gap is unbounded: reading must not take long, whatever is read.
"""

from __future__ import annotations

import re

_DATA = (
    r"\w*(?:data|exports?|exported|records|files?|copy|link|daten|auskunft|export|kopie|datei(?:en)?|données|fichiers?|lien|"
    r"datos|ficheros?|archivos?|enlace|dati|gegevens|bestand(?:en)?|kopia|dados|ficheiros?|arquivos?|dane|danych|pliki?)"
)
_HANDED = (
    r"(?:attached|attachments?|enclosed|download|ready|available|complete|anbei|anhang|anlage|beigefügt\w*|herunter\w*|"
    r"verfügbar|bereit|joint\w*|ci-joint\w*|télécharg\w+|disponib\w+|prête?s?|adjunt\w+|descarg\w+|list[oa]s?|allegat\w+|"
    r"scaric\w+|pront[oaie]s?|bijlagen?|bijgevoegd\w*|download\w*|beschikbaar|gereed|klaar|anex\w+|baix\w+|disponíve\w+|"
    r"załą\w+|pobra\w+|pobier\w+|gotow\w+)"
)
_WHEN = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|soon|shortly|later|next|months?|weeks?|days?|hours?|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|bald|später|wochen?|tage?n?|lundi|mardi|mercredi|jeudi|vendredi|"
    r"samedi|dimanche|jours?|délai|lunes|martes|miércoles|jueves|viernes|sábado|semanas?|días|mes|horas|pronto|lunedì|"
    r"martedì|mercoledì|giovedì|venerdì|sabato|settiman[ae]|giorn[io]|ore|presto|maandag|dinsdag|woensdag|donderdag|"
    r"vrijdag|zaterdag|zondag|spoedig|weken|dagen|uren|(?:segunda|terça|quarta|quinta|sexta)-feira|dias?|"
    r"heures?|(?:werk|arbeits)tagen?|stunden?|minut[ae]?[ns]?|werkdagen|uur|monate?n?|mois|mes[ie]s?|maanden|"
    r"poniedziałek|wtorek|środ[ay]|czwartek|piątek|sobota|dni|godzin|wkrótce)"
)
_PLEASE = r"(?:please|kindly|pls)"
_LET = r"(?:find|see|download|let|contact|feel|note|keep|accept|get|reach|look|write to|use the link)"
_SEND_US = r"(?:send|export|provide|share|return|complete|prepare|upload|have|start|work|take|ask)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


# Of a mail with data or a link: that these come another time, are on a condition, are wanted of us, or came to them.
NOT_HANDED_OVER = _any(
    rf"\b(?:{_DATA}|{_HANDED})\b.{{0,120}}\b{_WHEN}\b",
    rf"\b{_WHEN}\b.{{0,120}}\b(?:{_DATA}|{_HANDED})\b",
    rf"\b(?:it|they|them|this|these|you (?:can|may)|{_PLEASE}|es|diese[rs]?|bitte|sie können|können sie)\b.{{0,120}}"
    rf"\d ?{_WHEN}\b|\d (?:\w{{1,20}} )?{_WHEN}\b.{{0,120}}\b(?:it|them|these)\b",
    rf"\b(?:if|wenn|falls|sobald)\b.{{0,120}}\b(?:{_DATA}|{_HANDED})\b",
    rf"\b{_PLEASE}\b(?:,? (?:also|then|just|now))?(?! {_LET}\b)",
    rf"^\W*{_SEND_US}\b|\b(?:and|then|to) (?:send|share|return|answer|prepare) (?:us|the|your|it|them|this)\b",
    r"\b(?:can|could|will|would) you\b",
    r"\b(?:we|i) (?:can |are able to |have |now |hereby ){0,3}(?:download|find|see|received?|asked|requested)\b",
    r"\bbitte\b(?! (?:finden|laden|melden|entschuldigen|entnehmen|beachten)\b)|\b(?:(?:über)?senden|bestätigen) sie\b",
    r"\bwir\b.{0,60}\b(?:erhalten|finden|abrufen|herunter\w*|angefordert)\b",
    r"\bveuillez\b(?! (?:trouver|télécharger|prendre|nous excuser|agréer|recevoir)\b)",
    r"\b(?:envíe|envíen|envie|enviem|invii|inviate|stuur)\b|\b(?:gelieve|prosimy)\b",
)
# Of a question: that what is to be confirmed is of others, of them, or done by whoever is asked.
NOT_OURS = _any(
    r"\b(?:every|each|all|any|jede[nrsm]?|alle[nrsm]?|tout(?:es?|e)?(?<!avant tout)|tous)\b",
    r"\b(?:requests|exports|anfragen|anträge|demandes|solicitudes|richieste|verzoeken|pedidos)\b",
    r"\b(?:an?|un[ae]?|einem|eines|een|uma?) (?:customer|tenant|team|cliente|client|kunden|klant)\b",
    r"\bour (?:own )?(?:requests?|customers?|tenant|admin\w*|data)\b|\bunsere[nrsm]? (?:anfrage|antrag|anforderung)\b",
    r"\bnotre demande\b|\bnuestra (?:solicitud|petición)\b|\bnostra richiesta\b|\b(?:ons|onze) (?:verzoek|aanvraag)\b",
    r"\b(?:nosso pedido|nossa solicitação|nasz\w* (?:wnios\w+|żądani\w+))\b",
    r"\bthat (?:the|your|our|an?|this) (?:\w+ )?(?:customer|team|tenant|admin\w*)\b",
    r"\b(?:once|when|after|while) we\b",
    r"\byou (?:(?:are|were|have|had|will|shall|can|may|must|should|do|did|now|also|just|already|still) ){0,4}"
    r"export(?:ed|ing|s)?\b",
    r"\bwe should (?:go|wait)\b(?! ahead\b)",
    r"\bdass sie\b.{0,80}\bexportier(?:en|t)\b(?! (?:lassen|möchten|wollen)\b)",
    r"\bvous (?:(?:avez|allez|devez|êtes|devons) )?export(?:er|ez|é|iez)\b|\busted(?:es)? (?:\w+ )?export\w+",
    r"\bdat u\b.{0,80}\bexporteren\b(?! (?:wilt|wenst)\b)(?<!wilt exporteren)(?<!wenst te exporteren)",
)
# Of a mail that asks: that another request, or an approval of something else, is wanted, so that ours does not do.
ANOTHER_WANTED = _any(
    r"\b(?:approval|authori[sz]ation|confirmation|acknowledge?ment) (?:of|for) (?:the|this|that|your|an?) "
    r"(?!(?:\w+ ){0,2}(?:request|export)\b)\w",
    r"\b(?:requires?|required|needs?|needed|wants?|await|expect|must have|benötigen|brauchen|erwarten|erforderlich) "
    r"(?:\w+ )?(?:an?|another|new|eine[nr]?|neue[nr]?) (?:\w+ ){0,3}(?:request|antrag|anfrage|anforderung)\b",
    r"\b(?:request|antrag|anfrage|anforderung) (?:by|from|of|von|durch) (?:the|your|our|an?|ihre[mnrs]?|de[mrs]) "
    r"(?:\w+ )?(?:tenant|admin\w*|customer|team)\b",
    r"\b(?:nécessitons|exigeons|besoin d'une|necesitamos una|requerimos una|serve una|richiediamo una|occorre una) "
    r"(?:\w+ ){0,2}(?:demande|solicitud|petición|richiesta)\b",
)
