"""Answers that no person wrote, in several languages. Most would be questions or deliveries if a person had."""

from __future__ import annotations

from domain.mail.message import Meaning
from tests.mails.case import cases, raw
from tests.mails.questions import ASK

_SUBJECTS = {
    "English": "Automatic reply: Export [DSR-7K3QFA]",
    "English, the old way": "Out of Office: Export [DSR-7K3QFA]",
    "English, in short": "OOO Re: Export [DSR-7K3QFA]",
    "German": "Automatische Antwort: Export [DSR-7K3QFA]",
    "German, by hand": "Abwesenheitsnotiz: Export [DSR-7K3QFA]",
    "French": "Réponse automatique : Export [DSR-7K3QFA]",
    "Spanish": "Respuesta automática: Export [DSR-7K3QFA]",
    "Italian": "Risposta automatica: Export [DSR-7K3QFA]",
    "Dutch": "Automatisch antwoord: Export [DSR-7K3QFA]",
    "Portuguese": "Resposta automática: Export [DSR-7K3QFA]",
    "Polish": "Odpowiedź automatyczna: Export [DSR-7K3QFA]",
    "Swedish": "Autosvar: Export [DSR-7K3QFA]",
    "Danish": "Automatisk svar: Export [DSR-7K3QFA]",
    "Finnish": "Automaattinen vastaus: Export [DSR-7K3QFA]",
    "Czech": "Automatická odpověď: Export [DSR-7K3QFA]",
    "Turkish": "Otomatik Yanıt: Export [DSR-7K3QFA]",
    "Russian": "Автоматический ответ: Export [DSR-7K3QFA]",
    "Japanese": "自動応答: Export [DSR-7K3QFA]",
    "Chinese": "自动答复: Export [DSR-7K3QFA]",
    "Korean": "자동 회신: Export [DSR-7K3QFA]",
}
_ABSENT = {
    "English": "I am out of the office until Monday. Please confirm with my colleague.",
    "English, on leave": "I'm currently on annual leave. In urgent cases please confirm by phone.",
    "English, moved on": "Ben no longer works at Contoso. Please confirm with his team.",
    "English, a machine": "This is an automated response. Please confirm that you are human.",
    "German": "Ich bin derzeit nicht im Büro. Bitte bestätigen Sie dringende Anfragen telefonisch.",
    "German, on holiday": "Ich bin bis Freitag im Urlaub. Bitte bestätigen Sie das meiner Vertretung.",
    "French": "Je suis actuellement absent. Veuillez confirmer auprès de ma collègue.",
    "Spanish": "Estoy fuera de la oficina. Por favor, confirme con mi colega.",
    "Italian": "Sono fuori ufficio. Si prega di confermare ai colleghi.",
    "Dutch": "Ik ben momenteel afwezig. Gelieve te bevestigen bij een collega.",
    "Portuguese": "Estou ausente. Por favor, confirme com a minha equipa.",
    "Polish": "Jestem poza biurem. Prosimy o potwierdzenie u kolegi.",
}
_MARKED = {
    "Auto-Submitted": raw(ASK, auto_submitted="auto-replied"),
    "Auto-Submitted, with more": raw(ASK, auto_submitted='auto-generated; owner-email="x"'),
    "Auto-Submitted in capitals": raw(ASK, auto_submitted="Auto-Replied"),
    "Precedence": raw(ASK, precedence="auto_reply"),
    "bulk": raw(ASK, precedence="bulk"),
    "a list": raw(ASK, list_id="<news.microsoft.com>"),
    "a newsletter": raw(ASK, list_unsubscribe="<https://news.example/u>"),
    "X-Autoreply": raw(ASK, x_autoreply="yes"),
    "X-Autorespond": raw(ASK, x_autorespond="vacation"),
    "a rule of the mailbox": raw(ASK, x_ms_exchange_generated_message_source="Mailbox Rules Agent"),
    "the null return path": raw(ASK, return_path="<>"),
    "an invitation": raw(
        "BEGIN:VCALENDAR\nSUMMARY:Please confirm\nEND:VCALENDAR\n", type_="text/calendar; method=REQUEST"
    ),
    "a receipt for reading": raw(
        "--=-=-cut-=-=\nContent-Type: text/plain\n\nPlease confirm: your mail was read.\n--=-=-cut-=-=--\n",
        type_='multipart/report; report-type=disposition-notification; boundary="=-=-cut-=-="',
        subject="Read: Export [DSR-7K3QFA]",
    ),
    "a complaint about spam": raw(
        "--=-=-cut-=-=\nContent-Type: text/plain\n\nPlease confirm.\n--=-=-cut-=-=--\n",
        type_='multipart/report; report-type="feedback-report"; boundary="=-=-cut-=-="',
    ),
    "of a stranger": raw(ASK, auto_submitted="auto-replied", from_="Eve <eve@fabrikam.example>"),
}
_WITH_DATA = {
    "a delivery by a machine": raw("The data is attached.", files=["export.csv"], auto_submitted="auto-generated"),
    "an absence with a file": raw("I am out of the office. The data is attached.", files=["export.csv"]),
}

AUTOMATIC = (
    *cases(
        "the subject says so", Meaning.AUTO_REPLY, {name: raw(ASK, subject=text) for name, text in _SUBJECTS.items()}
    ),
    *cases("the text says so", Meaning.AUTO_REPLY, {name: raw(text) for name, text in _ABSENT.items()}),
    *cases("the header says so", Meaning.AUTO_REPLY, _MARKED),
    *cases("after the confirmation", Meaning.AUTO_REPLY, _WITH_DATA, confirmed=True),
)
