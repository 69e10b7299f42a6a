"""The one mailbox that exports go through, by Microsoft Graph or by SMTP and IMAP: the same methods either way."""

from __future__ import annotations

from gateways.mail.arrivals import Arrivals
from gateways.mail.graph import GraphMailbox
from gateways.mail.none import NoMailbox
from gateways.mail.server import Server
from gateways.mail.servers import ServerMailbox

__all__ = ["Arrivals", "GraphMailbox", "NoMailbox", "Server", "ServerMailbox"]
