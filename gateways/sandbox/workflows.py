"""The API's workflow calls: jobs, status, history, schedules. Both known routes lead here."""

from __future__ import annotations

from aiohttp import web

from gateways.sandbox import jobs
from gateways.sandbox.access import require
from gateways.sandbox.bodies import JobBody
from gateways.sandbox.contoso_directory import INSTANCE_ID
from gateways.sandbox.plan import operation_type
from gateways.sandbox.responses import Refusal, body_in, number_in, stamp
from gateways.sandbox.simulation import simulation, world_of
from gateways.sandbox.world import Fault, Job, Node, State, Task

_WORKFLOW = "/v1/instances/{instanceId}/workflows/{workflowName}"
_DOCUMENTED = "/v1/instances/{instanceId}/manage/workflows/{workflowName}"
SCHEDULE_ID = "0dd0cafe-0000-4000-8000-00000000000a"

routes = web.RouteTableDef()


@routes.get(_WORKFLOW + "/status")
@routes.get(_DOCUMENTED + "/status")
async def status(request: web.Request) -> web.Response:
    _check_name(request)
    world = world_of(request)
    shown = {source.id: source.shown for source in world.sources.values() if source.shown}
    return web.json_response([_node(node, shown) for node in world.nodes.values()])


@routes.get(_WORKFLOW + "/jobs")
@routes.get(_DOCUMENTED + "/jobs")
async def recent_jobs(request: web.Request) -> web.Response:
    _check_name(request)
    newest = list(world_of(request).jobs.values())[::-1][: _top(request)]
    return web.json_response([describe(job, _with_tasks(request)) for job in newest])


@routes.post(_WORKFLOW + "/jobs")
@routes.post(_DOCUMENTED + "/jobs")
async def submit(request: web.Request) -> web.Response:
    """The query and the body may both say what to run; the query wins."""
    _check_name(request)
    world = require(request, "Contributor")
    body = await body_in(request, JobBody, status=500) if request.body_exists else JobBody()
    named = request.query.get("operationType") or body.operation_type
    operation = operation_type(named)
    if operation is None:
        raise Refusal(500, "InvalidOperationType", f"There is no operation type {named!r}.")
    try:
        job = jobs.submit(
            world,
            operation,
            _identifiers(request) or body.identifiers or (),
            now=simulation(request).now(),
            scheduled=body.submission_kind == "scheduled",
            forced=request.query.get("forceRunRequested", str(body.force_run_requested)).lower() == "true",
        )
    except KeyError as unknown:
        raise Refusal(404, "NotFound", f"Nothing here has the id {unknown}.") from None
    return web.json_response(describe(job))


@routes.get(_WORKFLOW + "/jobs/{jobId}")
@routes.get(_DOCUMENTED + "/jobs/{jobId}")
async def one_job(request: web.Request) -> web.Response:
    return web.json_response(describe(_job(request), _with_tasks(request)))


@routes.post(_WORKFLOW + "/jobs/{jobId}/cancel")
@routes.post(_DOCUMENTED + "/jobs/{jobId}/cancel")
async def cancel(request: web.Request) -> web.Response:
    world, job = require(request, "Contributor"), _job(request)
    jobs.cancel(world, job, simulation(request).now())
    return web.json_response(describe(job))


@routes.get(_WORKFLOW + "/history")
async def history(request: web.Request) -> web.Response:
    _check_name(request)
    tasks = [(job, task) for job in world_of(request).jobs.values() for task in job.tasks.values() if task.ended]
    newest = sorted(tasks, key=lambda pair: str(pair[1].ended), reverse=True)[: _top(request)]
    return web.json_response([_task(job, task) for job, task in newest])


@routes.get(_WORKFLOW + "/schedules")
@routes.get(_DOCUMENTED + "/schedules")
async def schedules(request: web.Request) -> web.Response:
    plan = world_of(request).plan
    daily = {
        "operationType": "all",
        "subType": "noSubType",
        "jobType": "full" if plan.full else "incremental",
        "isActive": plan.active,
        "timezoneId": plan.timezone,
        "cronSchedules": list(plan.crons),
        "scheduleId": SCHEDULE_ID,
        "instanceId": INSTANCE_ID,
    }
    return web.json_response([daily] if request.match_info["workflowName"] == "main" else [])


def describe(job: Job, with_tasks: bool = False) -> dict[str, object]:
    """`GraphJobInfo` of the contract."""
    return {
        "jobId": job.id,
        "jobType": "full",
        "jobSubmissionKind": "scheduled" if job.scheduled else "onDemand",
        "jobStatus": job.state,
        "operationType": job.operation,
        "subType": "noSubType",
        "submittedTimestamp": stamp(job.submitted),
        "endTimestamp": stamp(job.ended),
        "shouldForceRunRequestedNodes": job.forced,
        "idList": list(job.identifiers),
        "tasks": [_task(job, task) for task in job.tasks.values()] if with_tasks else None,
    }


def _task(job: Job, task: Task) -> dict[str, object]:
    failed = task.state in {State.FAILED, State.TIMED_OUT}
    return {
        "taskId": task.id,
        "taskStatus": task.state,
        "operationType": task.operation,
        "subType": "noSubType",
        "jobIds": [job.id],
        "friendlyName": task.name,
        "submittedTimestamp": stamp(task.submitted),
        "endTimestamp": stamp(task.ended),
        "ciError": _fault(task.fault) if failed else None,
        "waitingTaskIds": [need for need in task.needs if not job.tasks[need].ended],
    }


def _node(node: Node, shown: dict[str, str]) -> dict[str, object]:
    overridden = shown.get(node.identifier or "") if node.operation == "ingestion" else None
    return {
        "operationType": node.operation,
        "subType": "noSubType",
        "identifier": node.identifier,
        "friendlyName": node.name,
        "jobIds": list(node.job_ids),
        "taskStatus": overridden or node.state,
        "lastSuccessJobIds": list(node.success_job_ids),
        "endTimestamp": stamp(node.ended),
        "lastSuccessfulTimestamp": stamp(node.last_success),
        "ciError": _fault(node.fault),
        "selectionReason": {"code": node.reason},
    }


def _fault(fault: Fault | None) -> dict[str, str] | None:
    if fault is None:
        return None
    return {
        "exceptionCulprit": fault.culprit,
        "errorCode": fault.code,
        "resultSeverity": fault.severity,
        "message": fault.message,
    }


def _check_name(request: web.Request) -> None:
    if request.match_info["workflowName"] != "main":
        raise Refusal(404, "NotFound", "There is no such workflow.")


def _job(request: web.Request) -> Job:
    _check_name(request)
    job = world_of(request).jobs.get(request.match_info["jobId"])
    if job is None:
        raise Refusal(404, "NotFound", "There is no such job.")
    return job


def _identifiers(request: web.Request) -> tuple[str, ...]:
    """Ids joined by commas, bare as the client sends them or quoted as the documentation writes them."""
    joined = request.query.get("identifiers", "")
    return tuple(name for part in joined.split(",") if (name := part.strip().strip("'\"")))


def _top(request: web.Request) -> int:
    return number_in(request, "top", 10)


def _with_tasks(request: web.Request) -> bool:
    return request.query.get("includeTasks", "false").lower() == "true"
