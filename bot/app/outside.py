"""Whom the bot speaks to besides Slack and Teams: Customer Insights, Graph, Dataverse and the mailbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from common.shares import Among, alone
from domain.policy import MailPolicy
from gateways.customer_insights import CustomerInsights, Environment
from gateways.dataverse import Dataverse, scope_of
from gateways.directories import Directories
from gateways.graph import Graph
from gateways.mail import GraphMailbox, NoMailbox, Server, ServerMailbox
from gateways.tokens import GRAPH_SCOPE, INSIGHTS_SCOPE, Application, Tokens

AnyMailbox = GraphMailbox | ServerMailbox | NoMailbox
_LOOKS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, kw_only=True)
class Outside:
    """How to reach Customer Insights and Microsoft Graph."""

    environment: Environment
    application: Application
    graph_url: str
    insights_scope: str = INSIGHTS_SCOPE
    graph_scope: str = GRAPH_SCOPE
    dataverse_url: str = ""  # empty: erasures do not look there
    servers: tuple[Server, Server] | None = None  # for mail: outgoing, incoming; None: Microsoft Graph


@dataclass(frozen=True)
class Parties:
    """Everybody outside who is not a chat."""

    insights: CustomerInsights
    directories: Directories
    mailbox: AnyMailbox
    dataverse: Dataverse | None = None

    @property
    def graph(self) -> Graph:
        """Of the directory that the application is of."""
        return self.directories.own


def parties(
    outside: Outside,
    mail: MailPolicy,
    session: aiohttp.ClientSession,
    among: Among = alone,
    check: Callable[[], None] = lambda: None,
) -> Parties:
    """`among`: so many processes share what the services allow. `check`: asked right before a letter goes; it may
    raise."""
    return Parties(
        CustomerInsights(
            outside.environment, Tokens(outside.application, outside.insights_scope), session, among=among
        ),
        Directories(outside.application, session, url=outside.graph_url, scope=outside.graph_scope),
        _mailbox(outside, mail, session, check),
        _dataverse(outside, session, among),
    )


def _dataverse(outside: Outside, session: aiohttp.ClientSession, among: Among) -> Dataverse | None:
    if not outside.dataverse_url:
        return None
    tokens = Tokens(outside.application, scope_of(outside.dataverse_url))
    return Dataverse(
        outside.dataverse_url, tokens, session, patience=outside.environment.patience, among=among
    )  # fmt: skip


def client_session(check: Callable[[], None] = lambda: None) -> aiohttp.ClientSession:
    """For calls to all of them. `check`: asked when each that may change something has its connection, before anything
    is sent; it may raise."""

    async def asked(_: object, __: object, call: aiohttp.TraceRequestHeadersSentParams) -> None:
        if call.method not in _LOOKS:
            check()

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(asked)
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30), trace_configs=[trace])


def _mailbox(
    outside: Outside, mail: MailPolicy, session: aiohttp.ClientSession, check: Callable[[], None]
) -> AnyMailbox:
    if mail.guided:
        return NoMailbox()
    if outside.servers:
        outgoing, incoming = outside.servers
        return ServerMailbox(smtp=outgoing, imap=incoming, mailbox=mail.mailbox, check=check)
    tokens = Tokens(outside.application, outside.graph_scope)
    return GraphMailbox(tokens, session, mailbox=mail.mailbox, url=outside.graph_url)
