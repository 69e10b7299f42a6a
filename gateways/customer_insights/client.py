"""The client. Every method may raise `Throttled`, `Refused` or `Unreachable` (`domain.insights`)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from urllib.parse import quote

import aiohttp

from common.shares import Among, alone
from domain.erasure.schedule import Schedule
from domain.erasure.whereabouts import Listed
from domain.insights import Assignment, Instance, Job, Snapshot, Source
from domain.remove_user.access import AccessList
from domain.trouble import Refused
from gateways.clouds import CLOUDS, Cloud
from gateways.customer_insights import access_reading, reading
from gateways.customer_insights.dated import Dated, date
from gateways.customer_insights.paging import read_list
from gateways.customer_insights.people import People
from gateways.customer_insights.routes import Routes
from gateways.http import Answer, Call, Caller, address, check_address
from gateways.limits import Limiter, RetryPolicy, Stopwatch
from gateways.tokens import TokenSource

LONGEST_ADDRESS = 1800  # characters; gateways cut off at about 2,000


@dataclass(frozen=True, kw_only=True)
class Environment:
    """A Customer Insights instance and how to reach it. `keys`: primary first, any that works is used."""

    instance_id: str
    keys: tuple[str, ...] = field(repr=False)
    url: str = CLOUDS[Cloud.PUBLIC].insights
    workflow: str = "main"
    calls_per_minute: int = 100  # what Microsoft's own connector allows itself
    patience: RetryPolicy = field(default_factory=RetryPolicy)

    def __post_init__(self) -> None:
        check_address("Customer Insights", self.url)
        if not self.keys:
            raise ValueError("Customer Insights needs a subscription key.")


def subscription_keys(setting: str) -> tuple[str, ...]:
    """`primary` or `primary,secondary`."""
    return tuple(key.strip() for key in setting.split(",") if key.strip())


class CustomerInsights:
    """One environment. Whoever uses it shares one of these, and with it the limit on calls a minute.

    `changed`: called when something of ours may have changed what there is, whatever was answered.
    """

    def __init__(
        self,
        environment: Environment,
        tokens: TokenSource,
        session: aiohttp.ClientSession,
        *,
        watch: Stopwatch | None = None,
        among: Among = alone,
    ) -> None:
        """`among`: so many processes share its calls a minute."""
        limiter = Limiter(environment.calls_per_minute, watch=watch, among=among)
        self.changed: list[Callable[[], None]] = []
        self._environment = environment
        self._root = f"{environment.url.rstrip('/')}/instances/{quote(environment.instance_id, safe='')}"
        self._workflow = f"workflows/{quote(environment.workflow, safe='')}"
        self._key = environment.keys[0]
        self._tokens = tokens
        self._caller = Caller(
            "Customer Insights",
            session,
            self._credentials,
            limiter=limiter,
            patience=environment.patience,
            watch=watch,
        )
        self._source_routes = Routes("manage/datasources/v2", "manage/datasources")
        self._job_routes = self._routes("jobs")
        self._status_routes, self._schedule_routes = self._routes("status"), self._routes("schedules")
        self.people = People(self._send, self._job_routes)

    async def instance(self) -> Instance:
        return reading.instance(reading.answered((await self._get("")).body))

    async def now(self) -> datetime:
        """The service's own time: aware, UTC, cut down to the second. To be compared with times of its jobs."""
        return date(await self._get("rbac/myrole"))

    async def sources(self) -> Listed[Source]:
        rows = await self._source_routes.alive(partial(read_list, self._get))
        found = reading.each(rows, reading.source)
        return Listed(found, len(rows) - len(found))

    async def status(self) -> Snapshot:
        get = Dated(self._get)
        rows = await self._status_routes.alive(partial(read_list, get))
        return Snapshot(nodes=reading.each(rows, partial(reading.node, now=get.at)), asked_at=get.at)

    async def jobs(self, *, top: int = 100) -> tuple[Job, ...]:
        """The most recent ones, at most `top`."""
        get = Dated(self._get)
        rows = await self._job_routes.alive(lambda route: read_list(get, route, {"top": str(top)}))
        return reading.each(rows, partial(reading.job, now=get.at))

    async def schedules(self) -> tuple[Schedule, ...]:
        """When the service refreshes by itself."""
        rows = await self._schedule_routes.alive(partial(read_list, self._get))
        return reading.each(rows, reading.schedule)

    async def job(self, job_id: str) -> Job:
        path = quote(job_id, safe="")
        answer = await self._job_routes.alive(lambda route: self._get(f"{route}/{path}"))
        return reading.the_job(answer.body, now=date(answer))

    def batches(self, source_ids: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        """The ids as few jobs as the length of an address allows (some 44 ids each), one `submit` for each."""
        batches: list[tuple[str, ...]] = []
        for source_id in source_ids:
            if batches and self._fits((*batches[-1], source_id)):
                batches[-1] += (source_id,)
            else:
                batches.append((source_id,))
        return tuple(batches)

    async def submit(self, source_ids: Sequence[str]) -> Job:
        """Start one job that refreshes these sources, whether they changed or not.

        Never repeated unless the service said that nothing was done: 429, 401, or 404 for the address. After
        Unreachable look into `jobs()` before trying again.

        Raises:
            ValueError: no sources (which would mean all of them), or more than one batch.
        """
        if not source_ids or not self._fits(source_ids):
            raise ValueError("A job takes one batch of sources.")
        if not self._job_routes.known:
            await self.jobs(top=1)
        answer = await self._job_routes.alive(lambda route: self._send("POST", route, _refresh(source_ids)))
        return reading.the_job(answer.body, answer.date)

    async def cancel(self, job_id: str) -> Job:
        """The job as it stands after that. Data goes back to the last refreshed state. Not repeated, as `submit`."""
        path = f"{quote(job_id, safe='')}/cancel"
        answer = await self._job_routes.alive(lambda route: self._send("POST", f"{route}/{path}"))
        return reading.the_job(answer.body, answer.date)

    async def my_role(self) -> Assignment:
        """What the bot itself may do in the environment."""
        return access_reading.ours((await self._get("rbac/myrole")).body)

    async def roles(self) -> tuple[str, ...]:
        """Names of roles, as the service spells them."""
        return reading.each(await read_list(self._get, "rbac/roles"), reading.role)

    async def assignments(self) -> AccessList:
        """Every page of the list; `cut` when it did not end, or ends where a page does without a word of more."""
        return await access_reading.everybody(self._get)

    async def remove_assignment(self, principal_id: str) -> None:
        """Done when it is gone already. It may stay listed for up to 15 minutes. Not repeated, as `submit`.

        Raises:
            Refused: with the service's code, for the owner of the environment or the last Admin among others.
        """
        try:
            await self._send("DELETE", f"rbac/principals/{quote(principal_id, safe='')}/assignment")
        except Refused as refusal:
            if refusal.status != 404:
                raise

    def _routes(self, what: str) -> Routes:
        return Routes(f"manage/{self._workflow}/{what}", f"{self._workflow}/{what}")

    def _fits(self, source_ids: Sequence[str]) -> bool:
        longest = address(self._root, self._job_routes.longest, _refresh(source_ids))
        return len(str(longest)) <= LONGEST_ADDRESS

    async def _get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return await self._send("GET", path, query)

    async def _send(self, method: str, path: str, query: Mapping[str, str] | None = None) -> Answer:
        safe = method == "GET"
        try:
            return await self._caller.call(Call(method=method, url=address(self._root, path, query), safe=safe))
        finally:
            for forget in self.changed if not safe else ():
                forget()

    async def _credentials(self) -> AsyncGenerator[Mapping[str, str], None]:
        """A new token after the first refusal, then the other keys; the one tried last is kept for the next call."""
        key, token = self._key, await self._tokens.get()
        yield _headers(token, key)
        token = await self._tokens.get(instead_of=token)
        yield _headers(token, key)
        for other in self._environment.keys:
            if other != key:
                self._key = other
                yield _headers(token, other)


def _refresh(source_ids: Sequence[str]) -> dict[str, str]:
    """The documented form, in the query; ids bare, as Microsoft's client sends them."""
    return {"operationType": "Ingestion", "identifiers": ",".join(source_ids), "forceRunRequested": "true"}


def _headers(token: str, key: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}", "Ocp-Apim-Subscription-Key": key}
