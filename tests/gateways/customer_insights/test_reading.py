from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from domain.insights import NodeState, PrincipalType, RefreshState
from domain.trouble import Unreachable, Unreadable
from gateways.customer_insights import access_reading, person_reading, reading

SOURCE_FIELDS = ("friendlyName", "name", "kind", "refreshState", "provisioningState", "lastRefresh", "createdBy")
JOB_FIELDS = ("jobStatus", "operationType", "jobSubmissionKind", "submittedTimestamp", "endTimestamp", "idList")
AT_SIX = datetime(2026, 5, 4, 6, 12, 40, tzinfo=UTC)


def test_a_source_is_read_in_either_shape_of_the_list() -> None:
    fields = {
        "dataSourceId": "s1",
        "name": "CrmContacts",
        "friendlyName": "CRM Contacts",
        "kind": "powerPlatform",
        "refreshState": "updated",
        "provisioningState": "refreshCredentials",
        "lastRefresh": "2026-05-04T06:12:40Z",
        "createdBy": "dana@contoso.example",
    }
    inside, at_the_top = reading.source({"dataSourceMetadata": fields, "model": None}), reading.source(fields)
    assert inside == at_the_top
    assert inside is not None
    assert (inside.id, inside.name, inside.kind) == ("s1", "CRM Contacts", "powerPlatform")
    assert (inside.state, inside.provisioning) == (RefreshState.UPDATED, "refreshCredentials")
    assert (inside.last_refresh, inside.owner) == (AT_SIX, "dana@contoso.example")


@pytest.mark.parametrize(
    ("names", "shown"),
    [({"friendlyName": None, "name": "Crm"}, "Crm"), ({"friendlyName": ""}, "s1"), ({"friendlyName": " a "}, " a ")],
)
def test_a_source_without_a_friendly_name_goes_by_another(names: dict[str, object], shown: str) -> None:
    found = reading.source({"dataSourceId": "s1", **names})
    assert found is not None
    assert found.name == shown


@pytest.mark.parametrize("stamp", ["9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00"])
def test_a_source_that_was_never_refreshed_says_so_in_the_first_or_the_last_year(stamp: str) -> None:
    found = reading.source({"dataSourceId": "s1", "lastRefresh": stamp})
    assert found is not None
    assert found.last_refresh is None


@pytest.mark.parametrize("word", ["successful", "Successful", "SUCCESSFUL"])
def test_a_state_is_known_whatever_its_case(word: str) -> None:
    assert reading.node({"taskStatus": word, "OperationType": "INGESTION"}, AT_SIX).state is NodeState.SUCCESSFUL
    assert reading.node({"taskStatus": word, "OperationType": "INGESTION"}, AT_SIX).operation == "ingestion"


@pytest.mark.parametrize("word", ["successfull", "un successful", "paused", "", None, 3, {}])
def test_a_state_that_nobody_knows_is_never_success(word: object) -> None:
    assert reading.node({"taskStatus": word}, AT_SIX).state is NodeState.UNKNOWN
    found = reading.source({"dataSourceId": "s1", "refreshState": word})
    assert found is not None
    assert found.state is RefreshState.UNKNOWN


def test_everything_but_the_id_may_be_null() -> None:
    source = reading.source({"dataSourceId": "s1"} | dict.fromkeys(SOURCE_FIELDS))
    job = reading.the_job({"jobId": "j1"} | dict.fromkeys(JOB_FIELDS), AT_SIX)
    assignment = access_reading.assignment({"principalId": "p1", "principalType": None, "roles": None})
    assert source is not None
    assert (source.name, source.last_refresh, source.owner) == ("s1", None, None)
    assert (job.state, job.scheduled, job.submitted, job.covers) == (NodeState.UNKNOWN, False, None, ())
    assert assignment is not None
    assert (assignment.principal_type, assignment.roles) == (PrincipalType.UNKNOWN, ())


@pytest.mark.parametrize("read", [reading.source, reading.role])
def test_a_row_without_an_id_is_left_out(read: object) -> None:
    assert callable(read)
    assert reading.each([{}, {"dataSourceMetadata": None}], read) == ()


OVER = {"jobStatus": "successful", "endTimestamp": "2026-05-04T06:12:40Z"}


@pytest.mark.parametrize("job_id", [None, 4711, ""])
def test_a_job_that_cannot_be_told_from_others_makes_the_list_unreadable_unless_it_is_over(job_id: object) -> None:
    read = partial(reading.job, now=AT_SIX)
    with pytest.raises(Unreadable):
        reading.each([{"jobId": "j1"}, {"jobId": job_id, "jobStatus": "running"}], read)
    assert len(reading.each([{"jobId": "j1"}, {"jobId": job_id} | OVER], read)) == 1


@pytest.mark.parametrize(
    ("word", "full"),
    [("full", True), ("Full", True), ("incremental", False), ("fuller", False), (None, False), (1, False)],
)
def test_a_job_is_full_only_where_it_says_so(word: object, full: bool) -> None:
    assert reading.the_job({"jobId": "j1", "jobType": word}, AT_SIX).full is full


@pytest.mark.parametrize("field", ["submittedTimestamp", "endTimestamp"])
@pytest.mark.parametrize("zone", ["Z", "", "+00:00"])
@pytest.mark.parametrize(("ahead", "told"), [(1, True), (60, False), (30 * 60, False), (50 * 60, False), (8000, False)])
def test_what_lies_ahead_has_not_happened(field: str, zone: str, ahead: int, told: bool) -> None:
    text = (AT_SIX + timedelta(seconds=ahead)).replace(tzinfo=None).isoformat() + zone
    job = reading.the_job({"jobId": "j1", field: text}, AT_SIX)
    assert [job.submitted or job.ended] == [AT_SIX + timedelta(seconds=ahead) if told else None]


@pytest.mark.parametrize("body", [None, {}, "", {"value": []}, [None], [[]]])
def test_an_answer_that_is_no_list_never_reads_as_an_empty_one(body: object) -> None:
    with pytest.raises(Unreachable):
        reading.each(body, partial(reading.job, now=AT_SIX))


@pytest.mark.parametrize("body", [None, [], {}, {"jobId": None}])
def test_a_job_nobody_can_tell_is_an_unknown_outcome(body: object) -> None:
    with pytest.raises(Unreachable):
        reading.the_job(body, AT_SIX)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-04T06:12:40Z", AT_SIX),
        ("2026-05-04T08:12:40+02:00", AT_SIX),
        ("2026-05-04T06:12:40", AT_SIX),
        ("2026-05-04T06:12:40.1234567Z", AT_SIX + timedelta(microseconds=123456)),
        ("0001-01-01T00:00:00", None),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+02:00", None),
        ("9999-12-31T23:59:59.9999999", None),
        ("9999-12-31T23:59:59.9999999Z", None),
        ("9999-12-31T23:59:59.9999999-08:00", None),
        ("yesterday", None),
        (None, None),
        (1777875160, None),
    ],
)
def test_times_are_aware_and_in_utc_or_none(text: object, moment: datetime | None) -> None:
    found = reading.job({"jobId": "j1", "endTimestamp": text}, AT_SIX)
    assert found is not None
    assert found.ended == moment
    assert found.ended is None or found.ended.tzinfo is UTC


def test_a_node_carries_its_jobs_and_its_error() -> None:
    node = reading.node(
        {
            "operationType": "ingestion",
            "identifier": "s1",
            "friendlyName": "CRM Contacts",
            "taskStatus": "failed",
            "jobIds": ["j2"],
            "lastSuccessJobIds": ["j1"],
            "lastSuccessfulTimestamp": "2026-05-04T06:12:40Z",
            "ciError": {"errorCode": "BadCredentials", "exceptionCulprit": "user", "message": "refused"},
        },
        AT_SIX,
    )
    assert (node.job_ids, node.success_job_ids, node.last_success) == (("j2",), ("j1",), AT_SIX)
    assert node.fault is not None
    assert (node.fault.code, node.fault.culprit, node.fault.message) == ("BadCredentials", "user", "refused")


def test_of_several_errors_the_gravest_counts() -> None:
    several = [
        {"errorCode": "Slow", "resultSeverity": "warning"},
        None,
        {"errorCode": "Broken", "resultSeverity": "error"},
    ]
    fault = reading.node({"ciError": None, "ciErrors": several}, AT_SIX).fault
    assert fault is not None
    assert (fault.code, fault.culprit) == ("Broken", "")


RECOMMENDED = {"errorCode": "Tip", "resultSeverity": "recommendation"}
WARNED = {"errorCode": "Rows", "resultSeverity": "Warning"}


@pytest.mark.parametrize(
    ("first", "others", "code"),
    [
        (RECOMMENDED, [WARNED], "Rows"),
        (RECOMMENDED, None, None),
        (None, ["rows are missing"], ""),
        ("odd", [WARNED], ""),
        (None, "rows are missing", ""),
        (None, [], None),
    ],
)
def test_a_recommendation_hides_no_warning_and_an_error_that_is_not_understood_is_one(
    first: object, others: object, code: str | None
) -> None:
    node = reading.node({"taskStatus": "successful", "ciError": first, "ciErrors": others}, AT_SIX)
    assert (node.fault.code if node.fault else None) == code
    assert node.warned is (code is not None)


def test_credentials_are_required_only_where_the_service_says_so() -> None:
    assert reading.instance({"name": "Contoso", "isRefreshCredentialRequired": True}).credentials_required
    assert not reading.instance({"isRefreshCredentialRequired": None}).credentials_required


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=3), timedelta(days=26_000)])
def test_what_has_happened_does_not_lie_ahead(ahead: timedelta) -> None:
    then = (AT_SIX + ahead).isoformat()
    job = reading.the_job({"jobId": "j1", "submittedTimestamp": then, "endTimestamp": then}, AT_SIX)
    node = reading.node({"lastSuccessfulTimestamp": then, "endTimestamp": then}, AT_SIX)
    ran = {"evaluationDate": then, "jobStatus": "completedSuccess"}
    segment = person_reading.segment({"name": "s", "state": "active", "evaluationStatus": ran}, AT_SIX)
    assert (job.submitted, job.ended, node.last_success, node.ended) == (None, None, None, None)
    assert segment is not None
    assert (segment.evaluated, segment.unclear) == (None, True)


def test_clocks_of_one_service_may_be_minutes_apart() -> None:
    soon = AT_SIX + timedelta(minutes=5)
    assert reading.node({"lastSuccessfulTimestamp": soon.isoformat()}, AT_SIX).last_success == soon


@pytest.mark.parametrize(
    ("row", "covers"),
    [
        ({"idList": ["s1", "s2"]}, ("s1", "s2")),
        ({"IDLIST": ["s1"]}, ("s1",)),
        ({"idList": []}, ()),
        ({"idList": None}, ()),
        ({}, None),
        ({"idList": "s1"}, None),
        ({"idList": {"value": ["s1"]}}, None),
        ({"idList": 7}, None),
        ({"idList": [["s1"]]}, None),
        ({"idList": ["s1", None]}, None),
        ({"idList": ["s1", ""]}, None),
        ({"idList": ["s1"], "IdList": []}, None),
    ],
)
def test_a_run_is_for_the_whole_only_where_it_is_understood_that_it_names_no_part(row: object, covers: object) -> None:
    assert isinstance(row, dict)
    job = reading.the_job({"jobId": "j1", "operationType": "all", **row}, AT_SIX)
    assert (job.covers, job.everything) == (covers, covers == ())
    assert job.may_run("merge") is (covers in {(), None})


@pytest.mark.parametrize("name", ["jobIds", "lastSuccessJobIds", "identifiers"])
@pytest.mark.parametrize("odd", ["j1", {"0": "j1"}, [7], ["j1", None], [["j1"]]])
def test_a_list_that_is_not_understood_as_a_whole_is_not_known(name: str, odd: object) -> None:
    node = reading.node({"jobIds": [], "lastSuccessJobIds": []} | {name: odd}, AT_SIX)
    plan = reading.schedule({"operationType": "all", "jobType": "full", "isActive": True, name: odd})
    read = {"jobIds": node.job_ids, "lastSuccessJobIds": node.success_job_ids, "identifiers": plan.covers}
    assert {key for key, value in read.items() if value is None} == {name}
    assert plan.reaches_everything is (name != "identifiers")
