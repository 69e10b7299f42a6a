"""Traces go to whoever takes them, where the environment says so: templates and codes, and nothing of anybody."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bot.app.tracing import asked_for, traced, tracing
from bot.app.web import public_app, serving
from bot.settings.setting_errors import SettingsError
from common.tracing import span
from domain.request import State
from gateways import serving as server
from tests.handlers.erasure.erasing import ANNA, filed_for, state
from tests.stage import scene

WHERE = "OTEL_EXPORTER_OTLP_ENDPOINT"


@dataclass
class Collector:
    url: str = ""
    raw: list[bytes] = field(default_factory=list)
    hangs: bool = False

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.raw.append(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
        if self.hangs:
            await asyncio.sleep(60)
        return web.Response()

    def spans(self) -> dict[str, dict[str, str]]:
        """Attributes by name; of several with one name, of the last."""
        found = dict[str, dict[str, str]]()
        for raw in self.raw:
            sent = ExportTraceServiceRequest.FromString(raw)
            for one in (one for of in sent.resource_spans for scope in of.scope_spans for one in scope.spans):
                values = {each.key: each.value.string_value or str(each.value.int_value) for each in one.attributes}
                found[one.name] = {**values, "status": str(one.status.code), "events": str(len(one.events))}
        return found


@asynccontextmanager
async def collecting(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Collector]:
    made, app = Collector(), web.Application()
    app.router.add_post("/v1/traces", made.take)
    async with server.serving(app, "127.0.0.1", 0) as port:
        made.url = f"http://127.0.0.1:{port}"
        monkeypatch.setenv(WHERE, made.url)
        yield made


async def test_spans_name_routes_hosts_and_steps_and_nobody(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with collecting(monkeypatch) as collector:
        async with tracing({WHERE: collector.url}), scene(sqlite_url, tmp_path) as on:
            async with serving(public_app(on.bot), "127.0.0.1", 0, "PORT") as address:
                for path in ("/readyz", f"/{ANNA}/DSR-ABCDEF?email={ANNA}", "/healthz"):
                    async with on.session.get(address + path, headers={"X-Of": ANNA}) as answer:
                        await answer.read()
            ref = await filed_for(on, ANNA, "CRM Contacts")
            await on.until("@ada", ref)
            good = await on.approved("ada", "refresh crm contacts")
            await state(on, good, State.COMPLETED)
        spans = collector.spans()
        assert spans["GET /readyz"]["http.route"] == "/readyz"
        assert spans["GET (no route)"]["http.response.status_code"] == "404"
        assert "GET 127.0.0.1" in spans, sorted(spans)
        assert spans["GET 127.0.0.1"]["server.address"] == "127.0.0.1"
        assert {"step submit", "step follow", "step finish"} <= spans.keys()
        assert {one["events"] for one in spans.values()} == {"0"}
        told = b"".join(collector.raw)
        for secret in (ANNA, "anna", "DSR-", ref, "email=", "X-Of"):
            assert secret.encode() not in told
        assert b"dsrbot" in told


@pytest.mark.parametrize(
    ("answered", "status"),
    [(web.HTTPForbidden, "0"), (web.HTTPNotFound, "0"), (web.HTTPTooManyRequests, "0"), (web.HTTPBadGateway, "2")],
)
@pytest.mark.parametrize("raises", [True, False])
async def test_who_asks_for_what_is_refused_is_no_error_of_the_server(
    monkeypatch: pytest.MonkeyPatch, answered: type[web.HTTPException], status: str, *, raises: bool
) -> None:
    """By OpenTelemetry's semantic conventions for HTTP spans: of a server, 4xx leaves the status unset."""

    async def answer(_: web.Request) -> web.Response:
        if raises:
            raise answered
        return web.Response(status=answered.status_code)

    app = web.Application(middlewares=[traced])
    app.router.add_get("/there", answer)
    async with collecting(monkeypatch) as collector, aiohttp.ClientSession() as session:
        async with (
            tracing({WHERE: collector.url}),
            server.serving(app, "127.0.0.1", 0) as port,
            session.get(f"http://127.0.0.1:{port}/there") as told,
        ):
            assert told.status == answered.status_code
        found = collector.spans()["GET /there"]
    assert (found["http.response.status_code"], found["status"]) == (str(answered.status_code), status)
    assert "error.type" not in found


async def test_an_error_shows_by_its_class_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with collecting(monkeypatch) as collector:
        async with tracing({WHERE: collector.url}):
            with pytest.raises(ValueError, match=ANNA), span("step look"):
                raise ValueError(ANNA)
        found = collector.spans()["step look"]
        assert (found["error.type"], found["status"], found["events"]) == ("ValueError", "2", "0")
        assert ANNA.encode() not in b"".join(collector.raw)


async def test_a_collector_that_hangs_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async with collecting(monkeypatch) as collector:
        collector.hangs = True
        async with asyncio.timeout(20), tracing({WHERE: collector.url}):
            with span("step look"):
                await asyncio.sleep(0)


async def test_without_being_asked_for_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async with collecting(monkeypatch) as collector:
        for off in (
            {},
            {WHERE: collector.url, "OTEL_SDK_DISABLED": "true"},
            {WHERE: "x", "OTEL_TRACES_EXPORTER": "none"},
        ):
            async with tracing(off):
                with span("step look") as begun:
                    begun.says("code", 1)
        assert not collector.raw


def test_another_protocol_is_said_not_to_be_spoken() -> None:
    assert asked_for({WHERE: "http://x", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}) == WHERE
    with pytest.raises(SettingsError, match="must be http/protobuf"):
        asked_for({WHERE: "http://x", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"})
