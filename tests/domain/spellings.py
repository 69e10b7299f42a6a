"""How people write and paste one address."""

from __future__ import annotations

ADDRESSES = (
    "anna@contoso.com", "anna.berg+news@mail.contoso.co.uk", "o'neil@contoso.com", "jörg@müller.de",
    "_info_@contoso.com", "+491234@sms.contoso.com", "a_b-c@contoso.com",
)  # fmt: skip
AROUND = (
    "{}", " {} ", "<{}>", "({})", "[{}]", "{{{}}}", '"{}"', "'{}'", "“{}”", "‘{}’", "„{}“", "‚{}‘", "«{}»", "‹{}›",
    "`{}`", "```{}```", "*{}*", "**{}**", "_*{}*_", "{}.", "{},", "{};", "{}:", "{}!", "{}?", "{}…", "{}>.",
    "<{}", "{}>", "{})", "“{}", "mailto:{}", "MAILTO:{}", "<mailto:{}>", "mailto:{}?subject=Hello%20there", "{}?",
    "e-mail: {}", "E-Mail-Adresse: {}", "SMTP:{}", "To: {}", "\u200b{}\u200b", "\ufeff{}", "\u200e{}\u202c",
    "\u2066{}\u2069", "\xa0{}\xa0", "\u3000{}", "\u00ad{}", "{}\ufe0f", "• {}", "- {}", "<p>{}</p>", "<b>{}</b>",
    "<at>{}</at>", "&lt;{}&gt;", "\t{}\r\n",
)  # fmt: skip
# How the address itself may be written; `{0}` may be named twice.
WRITTEN = (
    "{0}", "<mailto:{0}|{0}>", "<{0}|{0}>", "[{0}](mailto:{0})", "[Anna](mailto:{0})", "<a href='mailto:{0}'>{0}</a>",
    '<a href="mailto:{0}?subject=x" title="x">Anna Berg</a>', "Anna Berg <{0}>", "{0} <{0}>", "Anna Berg ({0})",
    "{0} (Anna Berg)",
)  # fmt: skip
