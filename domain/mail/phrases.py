"""The words by which mails are recognised, in the languages that answers are likely to come in.

Patterns on what somebody wrote expect `mail_text.new_text`: one line, lower case. A gap ends with the sentence, so that
"Thank you. Please confirm." is two things. No gap is unbounded: reading must not take long, whatever is read.
"""

from __future__ import annotations

import re

_GAP = r"(?:[^.?!]|\.(?=\S)){0,80}?"
_WORD_GAP = r"(?:[^.?!]|\.(?=\S)){0,30}?"


def _any(*patterns: str) -> re.Pattern[str]:
    joined = "|".join(patterns).replace("<gap>", _GAP).replace("<few>", _WORD_GAP)
    return re.compile(joined, re.IGNORECASE | re.MULTILINE)


# Sentences with the word in them that ask for nothing. They are taken out first.
NOT_ASKING = _any(
    # English: refused, done, thanked for, announced, of something else
    r"\bno (?:\w+ )?(?:confirmation|acknowledg\w+|approval)\b",
    r"\b(?:not|never|cannot|\w+n't|no need to|nothing to)\b<few>\b(?:confirm|acknowledg)\w*",
    r"\bthank(?:s| you)\b<few>\b(?:confirm|acknowledg)\w*",
    r"\b(?:received|got|have)\b<few>\b(?:confirmation|acknowledg\w+)",
    r"(?:\bwill|'ll) (?:\w+ ){0,2}(?:asked|ask|sent|send|receive|get|request)\b<gap>\b(?:confirm|acknowledg)\w*",
    r"\b(?:may|might|could) be asked\b<gap>\bconfirm\w*|\bwill (?:\w+ )?(?:confirm|acknowledge)\b",
    r"\b(?:us|we|team) (?:(?:to|can|could|may|must|should|now|also|hereby|need|have|want|wish|would|like) )*confirm\w*",
    r"\b(?:ignore|disregard)\b<gap>\b(?:confirm|acknowledg)\w*|\bhow to (?:confirm|acknowledge)\b",
    r"\b(?:confirm|acknowledg)\w*\b<few>\b(?:receipt|receiv\w+|arriv\w+|delet\w+|destr\w+|download\w*)",
    # German, French, Spanish, Italian, Dutch, Portuguese, Polish
    r"\b(?:keine|nicht|ohne)\b<few>\bbestätig\w*",
    r"\b(?:dank\w*|hiermit|wird|werden wir|haben)\b<few>\bbestätig\w*",
    r"\b(?:erhalt|empfang|eingang)\b<few>\bbestätig\w*|\bbestätig\w*\b<few>\b(?:erhalt|empfang|eingang)\b",
    r"\b(?:aucune|pas|sans|ne)\b<few>\bconfirm\w*|\bmerci (?:pour|de|d')(?: votre| avoir|avoir)<few>\bconfirm\w*",
    r"\bnous (?:vous )?confirmons\b|\bconfirm\w*\b<few>\br[ée]ception\b",
    r"\b(?:ninguna|no|sin)\b<few>\bconfirm\w*|\bgracias por\b<few>\bconfirm\w*|\bconfirm\w*\b<few>\brecepci[óo]n\b",
    r"\b(?:nessuna|non|senza)\b<few>\bconferm\w*|\bgrazie per\b<few>\bconferm\w*|\bconferm\w*\b<few>\bricezione\b",
    r"\b(?:geen|niet|zonder)\b<few>\bbevestig\w*|\bbedankt voor\b<few>\bbevestig\w*|\bontvangst\b<few>\bbevestig\w*",
    r"\b(?:nenhuma|não|sem)\b<few>\bconfirm\w*|\bobrigad[oa] (?:pela|por)\b<few>\bconfirm\w*",
    r"\b(?:nie|bez)\b<few>\bpotwierdz\w*|\bdzięk\w+ za\b<few>\bpotwierdz\w*",
)

ASKING = _any(
    r"\b(?:please|kindly|pls)\b<gap>\b(?:confirm|acknowledge|approve)\b",
    r"\b(?:confirm|acknowledge)\b<gap>\bplease\b",
    r"\b(?:can|could|would|will|do) you\b<gap>\b(?:confirm|acknowledge)\b",
    r"\b(?:need|require|await|waiting|wait|ask|asking|like|want|request|seek|appreciate|pending)s?(?:ing)?"
    r" (?:for |on )?(?:you|your|an?|the|written|explicit|this)\b<gap>\b(?:confirm|confirmation|acknowledg\w+)\b",
    r"\b(?:confirmation|acknowledge?ment)\b<few>\b(?:needed|required|requested|necessary|pending|outstanding)\b",
    r"\b(?:until|unless|once|if|as soon as|before|when) you confirm\b",
    r"\b(?:reply|respond|answer|revert|send|give|provide)\b<gap>\b(?:confirm|confirmed|confirmation|approval|yes)\b",
    r"\b(?:shall we|may we|(?:want|like) us to|ok(?:ay)? (?:for us )?to) (?:proceed|go ahead|continue|start|export)\b",
    r"(?:^|[.!?:,] )confirm (?:this|the|your|that|by|whether|if)\b",
    # German
    r"\b(?:bitte|bitten wir|bitten sie|würden sie|könnten sie|können sie)\b<gap>\bbestätig\w*",
    r"\bbestätigen sie\b",
    r"\b(?:benötigen|brauchen|erbitten|bitten um|warten auf|erwarten)\b<gap>\bbestätigung\b",
    # French
    r"\b(?:veuillez|merci de|pri(?:ons|e) de|pourriez-vous|pouvez-vous|demandons de)\b<gap>\bconfirmer\b",
    r"\b(?:besoin de|attendons|attente de|demandons|requi[se]\w*)\b<gap>\bconfirmation\b",
    # Spanish and Portuguese
    r"\b(?:por favor|rogamos|pedimos|solicitamos|agradecer[íi]amos|podría|puede|sírva\w+|poderia|queira|favor)\b"
    r"<gap>\bconfirm(?:e|en|ar|ação|ación)\w*",
    r"\b(?:necesitamos|esperamos|requerimos|precisamos d\w+|aguardamos)\b<gap>\bconfirma(?:ción|ção)\b",
    # Italian
    r"\b(?:si prega|prego|preghiamo|per favore|cortesemente|chiediamo|può|potrebbe|gentilmente)\b<gap>\bconferm\w+",
    r"\b(?:bisogno|attendiamo|attesa|necessari\w+|richiediamo)\b<gap>\bconferma\b",
    # Dutch
    r"\b(?:gelieve|graag|wilt u|kunt u|verzoeken|vragen (?:wij )?u|alstublieft)\b<gap>\bbevestig\w*",
    r"\bbevestig\w*\b<gap>\balstublieft\b",
    r"\b(?:hebben|wachten op|nodig)\b<gap>\bbevestiging\b",
    # Polish
    r"\b(?:prosimy|proszę|potrzebujemy|oczekujemy)\b<gap>\bpotwierdz\w+",
)

# They want something else than a yes: a person has to read this.
ASKING_MORE = _any(
    r"\b(?:please|kindly|you)\b(?: \w+)? (?:attach|specify|fill|sign|submit|tell us)\b",
    r"\b(?:provide|send) (?!you\b)(?:us |me )?(?:with )?"
    r"(?!(?:us |me |with |your |a |an )*(?:confirmation|approval|acknowledg))",
    r"\b(?:call|phone|ring) us\b|\bby (?:tele)?phone\b|\b(?:click|sign in|log in|portal)\b",
    r"\band (?:also )?(?:attach|specify|fill|sign|submit|tell us)\b",
    r"\b(?:more|additional|further|missing) (?:information|details)\b",
    r"\bconfirm (?:which|who|what|whose|the (?:spelling|environment|instance|tenant)|your (?:identity|name))\b",
    r"\b(?:could|can|did|do)(?:not| not|n't) (?:yet )?(?:find|locate|process|identify|accept|recogni[sz]e)\b",
    r"\b(?:unable to|cannot) (?:find|locate|process|identify|accept|export)\b|\bno (?:\w+ )?(?:profile|record|match)\b",
    r"\b(?:copy|scan|photo) of (?:your|the|a) (?:\w+ )?(?:passport|identity|id|licen[cs]e)\b",
    r"\b(?:rejected|declined|denied|closed)\b",
    r"\bnicht (?:gefunden|finden|möglich|verarbeite\w+)|\bweitere (?:angaben|informationen)|\bausweis\w*",
    r"\b(?:pas (?:pu )?trouv\w+|introuvable|informations? (?:supplémentaires?|complémentaires?))",
    r"\bno (?:hemos|se ha|pudimos)\b<few>\b(?:encontr\w+|procesar)|\bmás (?:información|datos)\b",
)

HANDING_OVER = _any(
    r"\b(?:pfa|attached|attaching|attachment|attachments|enclosed|enclosing|download)\b|\bhere (?:is|are|you)\b",
    r"\b(?:export|data|file|files)\b<few>\b(?:ready|complete|completed|available|done|finished)\b",
    r"\b(?:anbei|anhang|anlage|angehängt\w*|beigefügt\w*|herunterladen|hier (?:ist|sind))\b",
    r"\b(?:ci-joint\w*|pi[èe]ces? jointes?|joint\w*|télécharg\w+|voici)\b",
    r"\b(?:adjunt\w+|descarg\w+|aquí (?:está|tiene)\w*|anex[oa]\w*|baix\w+|descarreg\w+|segue\w*)\b",
    r"\b(?:allegat\w+|scaric\w+|ecco)\b|\b(?:bijlage\w*|bijgevoegd\w*|downloaden|hierbij)\b",
    r"\b(?:załą\w+|pobra\w+|pobier\w+)\b",
)
# Attached or promised, and yet not the data.
NOT_THE_DATA = _any(
    r"\b(?:we|i)(?: will| shall|'ll) (?:\w+ )?(?:send|share|attach|deliver|provide|upload|start|begin|get back)\b"
    r"(?!<few>\b(?:password|passphrase|key|pin)\b)",
    r"\b(?:data|exports?|files?|it|they|results?) (?:will|should|shall) (?:\w+ )?(?:follow|arrive)\b",
    r"\b(?:data|exports?|files?|it|they|results?) (?:will|should|shall) (?:\w+ )?be (?:sent|shared|attached|delivered|"
    r"provided|uploaded|exported|ready|available(?! (?:for|until|till)))\b",
    r"\bbefore we (?:can )?(?:export|send|start|begin|proceed)\b",
    r"\b(?:sign|fill|complete|return) (?:the|it|this|in|and)\b",
    r"\b(?:summary|overview|description|explanation) (?:of|about|on) (?:the |our |your |how )*"
    r"(?:process|request|procedure|steps|policy|we|to)\b",
    r"\byou(?: will| should|'ll) (?:\w+ )?(?:receive|get) (?:the|your|an?) (?:\w+ )?(?:data|exports?|files?|copy)\b",
    r"\b(?:not|n't|yet to be|being|still) (?:\w+ )?(?:attached|attach|ready|complete|prepared|running|available)\b",
    r"\b(?:attached|enclosed)\b<few>\b(?:form|agreement|contract|consent|invoice|faq|guide|instructions?|policy|"
    r"statement|sample|template|survey|screenshot)\b",
    r"\b(?:form|agreement|consent)\b<few>\b(?:attached|enclosed)\b",
    r"\b(?:could|can)(?:not| not|n't) (?:be )?(?:export\w*|send|sent|provide\w*|deliver\w*|complete\w*|find|found)\b",
    r"\bunable to (?:export|find|process|send|provide|deliver|complete)\b|\b(?:export|job) (?:has |was )?fail\w*",
    r"\bno (?:data|records?|personal data|profile)\b",
    r"\bavailable (?:from|on|after|as of|starting) (?:\w+day|tomorrow|next)\b",
    r"\byou (?:\w+ )?(?:sent|shared|gave|uploaded|provided)\b|\bour (?:data|records)\b",
    r"\b(?:attached|enclosed|here|below) (?:is|are) (?:the|an?|your|our) (?!(?:\w+ )?(?:data|exports?|exported|copy|"
    r"records?|requested|files?|personal|customer|complete|secure|structured|encrypted|link|zip|csv|json|xml|pdf|xlsx)"
    r"\b)\w",
    r"\b(?:wird|werden|folgt|folgen)\b<few>\b(?:zugesandt|gesendet|nachgereicht|bereitgestellt|später|separat)\b",
    r"\b(?:daten|export)\b<few>\b(?:folgt|folgen)\b|\bsenden wir\b<few>\b(?:daten|export)|\bformular\b|\bvertrag\b",
    r"\b(?:enverrons|suivr\w+|formulaire|contrat|enviaremos|formulario|invieremo|modulo|enviaremos|formulário)\b",
    r"\b(?:sturen wij|volgt|formulier|prześlemy|formularz)\b",
)

OUT_OF_OFFICE_SUBJECT = _any(
    r"^\W*(?:auto(?:matic|mated|matische|matisch|matique)?[ -]?(?:reply|response|antwort|antwoord|answer)|autoreply)\b",
    r"\bout[ -]of[ -](?:the )?office\b|\booo\b:?|\bvacation\b|\babwesen(?:d|heit\w*)\b|\bnicht im (?:büro|haus)\b",
    r"^\W*(?:r[ée]ponse automatique|absence|absent du bureau|respuesta autom[áa]tica|fuera de (?:la )?oficina)",
    r"^\W*(?:risposta automatica|fuori (?:ufficio|sede)|automatisch antwoord|afwezig\w*|niet aanwezig)",
    r"^\W*(?:resposta autom[áa]tica|fora do escritório|odpowied[źz] automatyczna|automatyczna odpowied[źz])",
    r"^\W*(?:automatisk[t]? svar|autosvar|frånvar\w+|fravær\w*|automaattinen vastaus|automatická odpověď)",
    r"^\W*(?:otomatik yanıt|автоответ\w*|автоматический ответ|自動応答|自動返信|自动答复|자동 회신|αυτόματη απάντηση)",
)
OUT_OF_OFFICE = _any(
    r"\b(?:am|i'm|is|are|currently|be|be back) (?:\w+ ){0,3}(?:out of (?:the )?office|on (?:\w+ )?(?:leave|vacation|"
    r"holiday)|away from)\b",
    r"\bno longer (?:with|works? (?:at|for))\b|\blimited access to (?:my )?e-?mails?\b",
    r"\bwill (?:be back|return) (?:on|in|at)\b",
    r"\b(?:bin|sind|derzeit)\b<few>\b(?:nicht im (?:büro|haus)|abwesend|im urlaub|nicht erreichbar)\b",
    r"\b(?:actuellement|suis|serai)\b<few>\b(?:absente?|en congés?)\b|\b(?:estoy|estaré|me encuentro)\b<few>\b(?:fuera|"
    r"ausente|vacaciones)\b",
    r"\b(?:sono|sarò)\b<few>\b(?:fuori (?:ufficio|sede)|assente|ferie)\b|\b(?:ben|momenteel)\b<few>\b(?:afwezig|"
    r"niet op kantoor|vakantie)\b",
    r"\bestou\b<few>\b(?:fora|ausente|férias)\b|\bjestem\b<few>\b(?:poza biurem|nieobecn\w+|urlopie)\b",
)

BY_MACHINE = _any(
    r"\b(?:automatic|automated|auto)[ -]?(?:reply|response|message|e-?mail|notification)\b",
    r"\bautomatically (?:generated|sent)\b|\b(?:no longer|not) monitored\b|\bunmonitored\b",
    r"\bautomatisch (?:erstellt|generiert|versandt)\w*|\bgénéré automatiquement\b|\bgenerado automáticamente\b",
    r"\bgenerat[oa] automaticamente\b|\bautomatisch gegenereerd\b",
)

WAITING_SUBJECT = _any(
    r"\bdelay(?:ed)?\b|\bwarning: (?:could not|message)|\bstill (?:being )?(?:retried|trying)|\bnot yet\b",
    r"\bverzögert\w*|\bverzögerung\b|\bretard(?:ée?)?\b|\bretrasad\w+|\bin ritardo\b|\bvertraagd\b",
)
UNDELIVERED_SUBJECT = _any(
    r"\bundeliver\w*|\bnon-?deliver\w*|\bdelivery (?:status notification|fail\w+|has failed|problem|incomplete|error)",
    r"\breturned mail\b|\breturned to sender\b|\bfailure notice\b|\bmail delivery\b|\bnot (?:be )?delivered\b",
    r"\bmail (?:system )?error\b|\bmessage (?:rejected|blocked|not delivered)\b|\brejected:|\bnondeliverable\b",
    r"\bunzustellbar\w*|\bnicht zu(?:gestellt|stellbar)\w*|\bzustell(?:ung|fehler)\w*",
    r"\bnon remis\b|\béchec de (?:la )?remise\b|\bno (?:se (?:puede|pudo) )?entrega\w*|\berror de entrega\b",
    r"\bmancat[oa] recapito\b|\bnon recapitabile\b|\bmancata consegna\b|\bonbestelbaar\b|\bniet bezorgd\b",
    r"\bnão entregue\b|\bfalha na entrega\b|\bniedostarcz\w+|\bnie można dostarczyć\b|\bolevererbar\w*|\b配信不能",
)

_SEPARATORS = (
    "original[ \t-]?message|original[ \t-]?appointment|ursprüngliche nachricht|originalnachricht|message d.origine|"
    "mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|wiadomość oryginalna|"
    "forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|"
    "doorgestuurd bericht|mensagem encaminhada"
)
_WROTE = r"(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|napisał(?:\(a\)|a)?|skrev)"
_FROM = r"[ \t*]*(?:from|von|de|da|van|od|från|fra)[ \t\u00a0*]*:"
_SENT = (
    r"[ \t*]*(?:sent|date|gesendet|datum|envoyé|enviad[oa]|data|inviato|fecha|verzonden|wysłano|skickat|sendt|"
    r"to|an|à|para|a|aan|do|till|til)[ \t\u00a0*]*:"
)
# Where the mails before begin, in the text as it came: after the word of a mail program that says so.
BEGINNING_OF_HISTORY = _any(
    rf"^[ \t]*-{{2,}}[ \t]*(?:{_SEPARATORS})[^\n]{{0,20}}-{{2,}}[^\n]*$",
    r"^[ \t]*(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message transféré)[ \t\u00a0]*:",
    rf"^[ \t]*(?:on|am|le|el|il|op|em|w dniu|dnia|den)\b[^\n]{{5,250}}(?:\n[^\n]{{0,150}}){{0,2}}?\b{_WROTE}"
    r"[^\n:]{0,120}[\n]?[^\n:]{0,80}:[ \t\u00a0]*$",
    rf"^[^\n]{{0,100}}@[^\n]{{1,80}}\b{_WROTE}\b[^\n]{{0,80}}:[ \t]*$",
    r"^[ \t]*\d{4}-\d\d-\d\d[^\n]{0,80}<[^\n<>]{3,100}>[ \t]*:[ \t]*$",
    rf"^{_FROM}[^\n]{{1,200}}\n(?:[^\n]{{0,200}}\n){{0,2}}?{_SENT}",
)
