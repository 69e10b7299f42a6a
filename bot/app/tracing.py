"""Traces by OpenTelemetry, where its own environment variables ask for them; else off, and nothing of it is loaded.

Spans carry templates of routes, methods, hosts of services, codes and classes of errors. They leave by a thread of
their own, so a collector that hangs holds up nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from aiohttp import web

from bot.settings.setting_errors import SettingsError
from common.tracing import Span, Value, span, taken_by

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span as TheirSpan

_WHERE = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_HOW = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_LONGEST = 5.0  # seconds that what is left may take to leave at the end
_MISSING = (
    "{} is set, and what sends traces is not installed: pip install --require-hashes -r requirements/traces.txt, or "
    "take it away."
)


@asynccontextmanager
async def tracing(environ: Mapping[str, str]) -> AsyncIterator[None]:
    """Raises SettingsError: they are asked for, and cannot be sent."""
    where = asked_for(environ)
    if not where:
        yield
        return
    try:
        provider = _provider(environ)
    except ImportError:
        raise SettingsError(_MISSING.format(where)) from None
    tracer = provider.get_tracer("dsrbot")

    @contextmanager
    def begin(name: str, attributes: Mapping[str, Value]) -> Iterator[Span]:
        with tracer.start_as_current_span(
            name, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as begun:
            yield _Spoken(begun)

    try:
        with taken_by(begin):
            yield
    finally:
        await _let_go(provider)


def asked_for(environ: Mapping[str, str]) -> str:
    """The variable that asks for traces; empty: none does.

    Raises:
        SettingsError: in a form that is not spoken here.
    """
    off = environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or environ.get("OTEL_TRACES_EXPORTER") == "none"
    where = next((name for name in _WHERE if environ.get(name)), "")
    if off or not where:
        return ""
    how = next((environ[name] for name in _HOW if environ.get(name)), "http/protobuf")
    if how != "http/protobuf":
        raise SettingsError("OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf: set it so, or leave it out.")
    return where


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def traced(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What comes in, by the template of its route; whatever has none is named alike.

    What is refused is no error of the server (opentelemetry.io/docs/specs/semconv/http/http-spans, Status).
    """
    route = request.match_info.route.resource.canonical if request.match_info.route.resource else "(no route)"
    method = request.method if request.method in _METHODS else "_OTHER"
    with span(f"{method} {route}", **{"http.request.method": method, "http.route": route}) as begun:
        answer = await _answered(request, handler)
        begun.says("http.response.status_code", answer.status)
    if isinstance(answer, web.HTTPException):
        raise answer
    return answer


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse | web.HTTPException:
    try:
        return await handler(request)
    except web.HTTPException as refused:
        return refused


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})


class _Spoken:
    def __init__(self, theirs: TheirSpan) -> None:
        self._theirs = theirs

    def says(self, name: str, value: Value) -> None:
        from opentelemetry.trace import StatusCode

        self._theirs.set_attribute(name, value)
        if name == "error.type" or (name == "http.response.status_code" and int(value) >= 500):
            self._theirs.set_status(StatusCode.ERROR)


def _provider(environ: Mapping[str, str]) -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create(_resource(environ)))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _resource(environ: Mapping[str, str]) -> dict[str, str]:
    """What the environment says of it goes before."""
    named = environ.get("OTEL_SERVICE_NAME") or "service.name=" in environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    return {"service.version": _version(), **({} if named else {"service.name": "dsrbot"})}


def _version() -> str:
    try:
        return version("dsrbot")
    except PackageNotFoundError:  # in the container, which has the source alone
        return "unknown"


async def _let_go(provider: TracerProvider) -> None:
    """What does not leave in time is lost."""
    await asyncio.wait({asyncio.ensure_future(asyncio.to_thread(provider.shutdown))}, timeout=_LONGEST)
