"""The company of the playground and the demo, where nobody has written a `dsrbot.toml`."""

from __future__ import annotations

from bot.settings.config import Config
from domain.mail.message import EXCHANGE_ONLINE, Rules

# The mailbox that the sandbox keeps, and who checks senders in front of it.
SANDBOX_MAIL = {"mailbox": "tess@contoso.com", "server": EXCHANGE_ONLINE, "team": Rules().team}

CONTOSO = Config.model_validate(
    {
        "people": {
            "admins": ["ada@contoso.com"],
            "approvers": ["ben@contoso.com", "cleo@contoso.com"],
            "tenant_admins": ["tess@contoso.com"],
            "auditors": ["olga@contoso.com"],
        },
        "channels": {
            "approvals": {"playground": "privacy-approvals"},
            "failures": {"playground": "refresh-failures"},
        },
        "approval": {"required": {"default": 1, "remove-user": 2}},
        "refresh": {"poll_every": "1s", "settle": "5s", "watch": "1m"},
        "law": {"country": "DE", "timezone": "Europe/Berlin"},
        "mail": {**SANDBOX_MAIL, "look_every": "1s"},
        "environment": {"name": "Contoso"},
        "audit": {"keep": "1095d", "reason": "So that Contoso can show for three years what it did"},
        "retention": {"after": "365d", "reason": "So that Contoso can show for a year how it answered"},
    }
)
