"""A caller of the sandbox that holds every exchange against the contract."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from yarl import URL

from gateways.sandbox import Sandbox
from gateways.sandbox.entra import GRAPH, INSIGHTS, make_token
from tests.gateways.contract import check_answer, check_request

Json = Any
T = TypeVar("T")
JOBS = "/workflows/main/jobs"
STATUS = "/workflows/main/status"


@dataclass(frozen=True)
class Api:
    sandbox: Sandbox
    session: aiohttp.ClientSession

    async def call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: Json = None,
        *,
        expect: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Json:
        """A call below the instance. Both ways are checked; `headers` go on top of the keys."""
        whole = f"/v1/instances/{self.sandbox.environment['INSIGHTS_INSTANCE_ID']}{path}"
        if expect == 200:
            check_request(method, whole, query or {}, body, self.keys)
        status, answer = await self.send(method, whole, query, body, {**self.keys, **(headers or {})})
        assert status == expect, answer
        check_answer(method, whole, status, answer)
        return answer

    async def graph(
        self, path: str, query: Mapping[str, str] | None = None, body: Json = None, *, expect: int = 200
    ) -> Json:
        headers = {"Authorization": f"Bearer {make_token(GRAPH)}"}
        status, answer = await self.send("POST" if body else "GET", f"/graph/v1.0{path}", query, body, headers)
        assert status == expect, answer
        return answer

    async def steer(
        self, method: str, path: str, body: Json = None, query: Mapping[str, str] | None = None, *, expect: int = 200
    ) -> Json:
        status, answer = await self.send(method, f"/_sandbox{path}", query, body)
        assert status == expect, answer
        return answer

    async def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: Json = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Json]:
        address = URL(self.sandbox.url).with_path(path).with_query(query)
        async with self.session.request(method, address, json=body, headers=headers) as response:
            return response.status, await response.json() if await response.read() else None

    @property
    def keys(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {make_token(INSIGHTS)}",
            "Ocp-Apim-Subscription-Key": self.sandbox.environment["INSIGHTS_SUBSCRIPTION_KEY"].rpartition(",")[2],
        }

    async def source_id(self, friendly_name: str) -> str:
        listed = [source["dataSourceMetadata"] for source in await self.call("GET", "/manage/datasources")]
        return str(next(source["dataSourceId"] for source in listed if source["friendlyName"] == friendly_name))

    async def refresh(self, *friendly_names: str) -> Json:
        """Submit one job for these sources, or one for everything."""
        ids = [await self.source_id(name) for name in friendly_names]
        what = {"operationType": "ingestion", "identifiers": ",".join(ids)} if ids else {"operationType": "all"}
        return await self.call("POST", JOBS, {**what, "forceRunRequested": "true"})

    async def work_out(self, segment: str) -> None:
        """Somebody starts it by hand, by whichever route there is; the form of the answers is no matter."""
        query = {"operationType": "segmentation", "identifiers": segment, "forceRunRequested": "true", "by": "hand"}
        for route in ("workflows", "manage/workflows"):
            whole = f"/v1/instances/{self.sandbox.environment['INSIGHTS_INSTANCE_ID']}/{route}/main/jobs"
            if (await self.send("POST", whole, query, None, self.keys))[0] != 404:
                break

    async def job(self, job_id: str) -> Json:
        return await self.call("GET", f"{JOBS}/{job_id}", {"includeTasks": "true"})

    async def ended(self, job_id: str) -> Json:
        return await until(lambda: self.job(job_id), lambda job: job["endTimestamp"] is not None)

    async def node(self, operation: str, name: str) -> Json:
        nodes = await self.call("GET", STATUS)
        return next(n for n in nodes if (n["operationType"], n["friendlyName"]) == (operation, name))

    async def customers(self, email: str) -> list[Json]:
        doubled = email.replace("'", "''")
        return list((await self.call("GET", "/data/Customer", {"$filter": f"EMail eq '{doubled}'"}))["value"])


@asynccontextmanager
async def calling(sandbox: Sandbox) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield Api(sandbox, session)


async def until(look: Callable[[], Awaitable[T]], seen: Callable[[T], bool]) -> T:
    """Look again and again until it is seen, for ten seconds at most."""
    async with asyncio.timeout(10):
        while not seen(found := await look()):  # noqa: ASYNC110  the other side offers nothing to await
            await asyncio.sleep(0.01)
    return found
