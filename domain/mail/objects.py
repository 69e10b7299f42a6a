"""What a sentence of a mail is about: the request, the export, its data, or something beside them.

All expect `mail_text.folded`. No gap is unbounded: reading must not take long, whatever is read.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


OF_DATA = _any(
    r"\b(?:data|exports?|exported|records)\b|\brequested files?\b|\b\w*(?:daten|auskunft)\b",
    r"\b(?:données|datos|dati|gegevens|dados|dane|danych)\b|\b\w*export\w*\b|\beksport\w*\b|\besporta\w+\b",
)
# Of a subject: it may be about what we asked for, whatever case number it bears.
OF_A_REQUEST = _any(
    r"export|\bgdpr\b|\bdsgvo\b|\bds-gvo\b|\brgpd\b|\bcustomer insights\b|\bpersonal data\b|\bpersonenbezogen",
    r"\bdata subject|\bsubject access|\bdatenauskunft\b|\bauskunft\w*|\bbetroffenen\w*|\bportab|\bdatenübertrag",
)
# What stands right before a link to the data.
BESIDE_A_LINK = _any(
    r"\b(?:download\w*|available|ready|data|files?|exports?|herunterladen|herunter|verfügbar|bereit|daten|datei(?:en)?|"
    r"téléchar\w+|disponibles?|données|fichiers?|lien|descarg\w+|descarreg\w+|datos|enlace|archivos?|scaric\w+|"
    r"disponibil[ei]|dati|beschikbaar|gegevens|bestand(?:en)?|baix\w+|disponív\w+|dados|pobra\w+|pobier\w+|dane|"
    r"here|hier|ici|aquí|qui|aqui|tutaj|link)"
    r"(?: (?:is|are|it|them|here|at|from|under|below|using|via|link|this|the|following|hier|unter|ist|sind|ici|à|sous|"
    r"est|sont|aquí|en|está|están|qui|su|da|sono|è|op|staan|aqui|estão|pod|tutaj|są)){0,4} ?[:,-]? ?$"
)

NEGATION = _any(
    r"\b(?:no|not|never|none|nothing|neither|nor|without|cannot|\w+n't|kein\w*|nicht|nichts|nie|niemals|ohne|weder)\b",
    r"\b(?:pas|aucun\w*|jamais|sans|rien|ne|ni|ningun\w*|ningún|nunca|sin|nada|tampoco|non|nessun\w*|mai|senza)\b",
    r"\bn'|\b(?:geen|niet|nooit|zonder|niets|não|nenhum\w*|sem|nie|bez|żad\w+|nic)\b",
)
# What a confirmation is asked for: the request, or the export.
REQUEST_NOUN = _any(
    r"\b(?:the|this|that|your|our|an?|legitimate|genuine|valid|own|data|gdpr)(?: \w+){0,2} (?:request|export)s?\b",
    r"\bexport(?:ing)? (?:the|this|your|personal|customer|data)\b|\bexport of\b",
    r"\brequest for (?:the |an? )?(?:\w+ )?export",
    r"\b(?:daten)?export(?:ieren|iert|s)?\b|\b(?:anfrage|anforderung|antrag)\b",
    r"\b(?:la|cette|votre|notre|une|de) demande\b|\b(?:l'|d')?(?:export|exportation|exporter|exportions|extraction)\b",
    r"\b(?:solicitud|petición|exportaci\w+|exportar|exportemos|pedido|solicitação|exportação)\b",
    r"\b(?:la|questa|sua|vostra|una) (?:sua |vostra )?richiesta\b|\b(?:l')?esporta\w+\b",
    r"\b(?:verzoek|aanvraag|opdracht|\w*export|exporteren)\b|\b(?:wnios\w+|żądani\w+|zgłoszeni\w+|eksport\w*)\b",
)
DATA_NOUN = _any(
    r"\b(?:data|\w*daten|persoonsgegevens|gegevens|données|datos|dati|dados|dane|danych|tenant|team|customer)\b"
)
MAIL_NOUN = _any(
    r"\b(?:e-?mails?|mails?|messages?|nachricht|courriel|correo|mensaje|messaggio|mensagem|wiadomość|receipt)\b"
)
REPLYING = _any(
    r"\b(?:repl(?:y|ies|ying)|respond(?:ing)?|answer(?:ing)?|return|so that we|before we)\b",
    r"\b(?:antwort\w*|beantworten|rückmeldung|répon\w+|respond\w+|respuesta|rispo\w+|riscontro|antwoord\w*)\b",
    r"\b(?:resposta|odpow\w+)\b",
)
_OUR_WORK = "(?:export|proceed|start|begin|go|continue|process)"
_SUCH = "(?:personal|customer|own|pending|above|valid|genuine|explicit|legitimate|right)"
# A sentence that asks for a confirmation of something beside the request, or asks whether it is still wanted.
ABOUT_SOMETHING_ELSE = _any(
    rf"\b(?:confirm|acknowledge|approve|verify)(?: to us)? (?:the|this|your|our|these|those) (?:{_SUCH} )*(?!{_SUCH}\b)"
    r"(?!(?:(?:data|gdpr) )*(?:requests?|exports?)\b)(?!is\b)(?!(?:e-?mail|mail|message)\b.{0,20}\b(?:so|before)\b)\w",
    r"\b(?:confirm|verify|approve|acknowledge) (?:tenant|admin\w*|data|team|mail|e-?mail|message|action|approval|"
    r"response|reply|answer\w*|authori[sz]ation)\b(?! (?:exports?|requests?)\b)",
    r"\bconfirm that you (?:will|can|could|shall|should|must|may)\b",
    rf"\bwe (?:may|can|could|should|shall|would|must) (?:(?:also|now|then|just) )*(?!{_OUR_WORK}\b)\w",
    rf"\bwant (?:us )?to (?!(?:{_OUR_WORK}|have)\b)\w",
    r"\bdass (?:sie|wir)\b.{0,60}\b(?:beantworten|antworten|senden|freigeben|erwarten|bitten|bestätigen)\b",
    r"\bdass sie\b.{0,60}\b(?:bearbeiten|starten|beginnen|können)\b|\bque vous pouvez\b|\bque (?:usted )?pued[ea]n?\b",
    r"\bche (?:lei )?(?:può|potete)\b|\bdat u\b.{0,60}\bkunt\b",
    r"\bconfirm (?:whether|if|as)\b|\byou (?:still|now|like)\b|\bif you (?:still |do )?(?:want|wish|need)\b",
    r"\byou(?: \w+)? wait\b|\byou are (?:the|a) customer\b|\byour (?:tenant )?admin\w*",
    r"\b(?:exports?|data) (?:(?:is|are|was|has|have) )*(?:correct|right|valid|came|comes?)\b",
    r"\b(?:have|do) (?:the|this|your|our|an?) (?:\w+ )?(?:exports?|data|requests?)\b",
    r"\bhave (?:the|your|a) \w+ confirm\b",
    r"\b(?:by|of|from|to|with) (?:the|our|your|an?) (?:tenant|team|admin\w*|customer)\b(?! data)",
    r"\b(?:export|anfrage) (?:ist )?(?:richtig|haben)\b|\bdaten (?:richtig|haben)\b|\bvous avez (?:l'|la|les)",
    r"\bbestätigen sie(?: uns| bitte)? (?:die|ihre|das|den|unsere|diese|ihren) (?:\w*daten|e-?mail|mail|nachricht|"
    r"rückmeldung|antwort|freigabe|zustimmung)\b",
    r"\bconfirme[rz](?:-nous)? (?:les?|la|vos|votre|ces?) (?:données|e-?mail|mail|message|courriel|réponse)\b",
    r"\bconfirm(?:e|en|ar|arnos) (?:los|las|el|la|sus?|este|os?|as?|seus?) (?:datos|correo|mensaje|dados|e-?mail|"
    r"mensagem|respuesta|resposta|cliente)\b",
    r"\bconferm\w+ (?:i|gli|il|la|le|lo|questo)(?: suo| sua| suoi)? (?:dati|e-?mail|mail|messaggio|risposta|cliente)\b",
    r"\b(?:de|uw|het|deze) (?:\w*gegevens|data|e-?mail|mail|antwoord|goedkeuring) (?:te )?bevestig\w*",
    r"\bpotwierdz\w+ (?:danych|odpowiedzi|wiadomości)\b",
)
# Said of what is past: then a confirmation is asked for something that was done.
DONE_ALREADY = _any(
    r"\b(?:we|exports?|data)(?: \w+){0,2} (?:started|begun|sent|submitted|made)\b|\bsent you\b",
    r"\bwir haben\b.{0,40}\b(?:exportiert|begonnen|gestellt)\b|\bnous avons\b.{0,40}\b(?:demandé|lancé)\b",
    r"\bhemos\b.{0,40}\b(?:realizado|hecho|solicitado)\b|\babbiamo\b.{0,40}\b(?:fatto|effettuato|richiesto)\b",
    r"\bwij? hebben\b.{0,40}\bgedaan\b",
)
