"""What stands around the matter of a mail in the languages that answers come in: greetings, farewells, and
courtesies that mean nothing for a ticket. All expect `mail_text.folded`."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


# To its end, the name after it included: a comma, a colon, or the end of the line.
GREETING = re.compile(
    r"^(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|greetings|"
    r"hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|moin|servus|grüezi|"
    r"bonjour|bonsoir|ch[eè]re?s?|madame|monsieur|hola|estimad[oa]s?|buenos días|buenas (?:tardes|noches)|"
    r"buon ?giorno|buona ?sera|gentile|salve|ciao|egregi[oa]|spett\.?(?:le)?|"
    r"beste|geachte|goede(?:morgen|middag|navond|ndag)|goedendag|olá|oi|prezad[oa]s?|car[oa]s?|bom dia|boa tarde|"
    r"dzień dobry|szanown[aiy]|witam|cześć)"
    r"(?: [^\s.!?:,;]{1,30}){0,3}?(?:[,:!](?: |$)|[.]?$)"
)
# A whole line, and what is below it is a signature.
FAREWELL = re.compile(
    r"(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)? ?regards|(?:all the )?best(?: wishes)?|thanks(?: again)?|"
    r"many thanks|thank you(?: very much)?|thanks (?:and|&) (?:kind |best )?regards|cheers|"
    r"(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|"
    r"(?:mit )?(?:freundliche[nm]?|viele|sch[öo]ne|beste|liebe|herzliche) gr(?:ü|u|ue)(?:ss)e?n?|mfg|vielen dank|danke|"
    r"(?:bien )?cordialement|bien à vous|(?:sincères|meilleures) salutations|merci(?: d'avance)?|"
    r"(?:un )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|atentamente|gracias|"
    r"cordiali saluti|distinti saluti|(?:un )?cordiale saluto|saluti|grazie|"
    r"(?:met )?vriendelijke groet(?:en)?|(?:hartelijke )?groet(?:en|jes)?|bedankt|"
    r"atenciosamente|(?:com os )?(?:melhores )?cumprimentos|obrigad[oa]|"
    r"z poważaniem|pozdrawiam|dziękuję)[,.!]?"
)
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
# Taken out of a sentence before its words are looked at: it says the same with or without them.
COURTESIES = _any(
    r"\b(?:please )?(?:do not|don't) hesitate to (?:contact|reach out to|write to|e-?mail|ask) us\b",
    r"\bif you have (?:any )?(?:further |other |more )?questions\b",
    r"\bplease let us know if (?:anything is missing|you have questions)\b|\blet us know if anything is missing\b",
    rf"\bout of (?:the )?office until {_DAYS}\b",
    r"\bif you did(?: not|n't) (?:make|send|submit|start) (?:this|the) request,? (?:please )?"
    r"(?:ignore this (?:e-?mail|mail|message)|let us know)\b",
    r"\bin order to\b|\bby return(?: mail| of mail)?\b",
    r"\b(?:in|as) (?:an? )?(?:(?:structured|machine-readable|csv|json|xml|zip|pdf)(?:,| and)? ){1,4}format\b",
    r"\bim (?:csv|json|xml|pdf|zip)-format\b|\b(?:au|en|in) formato? (?:csv|json|xml|pdf|zip)\b",
    r"\b(?:the|this) link (?:is|will be|stays) valid for \d{1,3} days\b",
    rf"\b(?:exports?|data|files?|link|it|they) (?:(?:will )?(?:be|stay|remain)|is|are|stays|remains) available "
    rf"(?:until|till) {_DAYS}\b",
    r"\b(?:our|the) (?:files?|link|copy) will be (?:deleted|removed) (?:in|after|within) \d{1,3} days\b",
    r"\b(?:microsoft )?(?:dynamics 365|d365)(?: customer insights)?\b|\bart(?:icle|ikel|ículo|icolo)?\.? (?:15|20)\b",
    r"\bbei (?:rück)?fragen\b|\bn'hésitez pas à nous contacter\b",
    r"\bno dude en contactarnos\b|\bnon esiti a contattarci\b",
    r"\b(?:please |kindly )?confirm (?:the )?receipt"
    r"(?: of (?:this |the )?(?:e-?mail|mail|message|data|exports?|files?))?\b",
    r"\b(?:please |kindly )?confirm once you (?:have )?(?:stored|saved|downloaded|received) (?:it|them|the data)\b",
)
# The same of a time to come, where it is not the data that comes then: see `otherwise.NOT_HANDED_OVER`.
IN_TIME = _any(
    r"\b(?:with)?in (?:the next )?\d{1,3} (?:business |working |calendar )?(?:hours?|days?|weeks?)\b",
    r"\b(?:innerhalb von|innert|in) \d{1,3} (?:werktagen|arbeitstagen|tagen|stunden)\b",
    r"\bsous \d{1,3} (?:jours?|heures?)(?: ouvrés)?\b|\ben \d{1,3} (?:días|horas)(?: hábiles)?\b",
    r"\bentro \d{1,3} (?:giorni|ore)(?: lavorativi)?\b|\bbinnen \d{1,3} (?:werk)?(?:dagen|uur)\b",
)
