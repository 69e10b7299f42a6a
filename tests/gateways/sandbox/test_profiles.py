"""A customer who was deleted at the source disappears step by step, and not where nothing is refreshed."""

from __future__ import annotations

from tests.gateways.sandbox.api import Api, until

ROBIN = "robin@contoso.com"  # known to Loyalty Members alone
ANNA = "anna.berg@contoso.com"  # known to four sources


async def run(api: Api, *sources: str) -> None:
    job = await api.ended((await api.refresh(*sources))["jobId"])
    assert job["jobStatus"] == "successful"


async def unify(api: Api) -> None:
    query = {"operationType": "merge", "forceRunRequested": "true"}
    await api.ended((await api.call("POST", "/workflows/main/jobs", query))["jobId"])


async def erase(api: Api, email: str, source: str) -> int:
    return int((await api.steer("DELETE", f"/records/{source}", query={"email": email}))["deleted"])


async def holds(api: Api, segment: str, customer: dict[str, str]) -> bool:
    who = f"CustomerId eq '{customer['CustomerId']}'"
    return len((await api.call("GET", f"/data/{segment}", {"$filter": who}))["value"]) == 1


async def test_deleting_at_the_source_alone_changes_nothing(api: Api) -> None:
    assert await erase(api, ROBIN, "Loyalty Members") == 1
    await unify(api)
    assert len(await api.customers(ROBIN)) == 1


async def test_refreshing_the_source_is_not_enough(api: Api) -> None:
    await erase(api, ROBIN, "Loyalty Members")
    await run(api, "Loyalty Members")
    assert len(await api.customers(ROBIN)) == 1


async def test_after_refresh_and_unification_the_customer_is_gone(api: Api) -> None:
    await erase(api, ROBIN, "Loyalty Members")
    await run(api, "Loyalty Members")
    await unify(api)
    assert await api.customers(ROBIN) == []


async def test_a_refresh_before_the_deletion_does_not_count(api: Api) -> None:
    await run(api, "Loyalty Members")
    await erase(api, ROBIN, "Loyalty Members")
    await unify(api)
    assert len(await api.customers(ROBIN)) == 1


async def test_a_refresh_under_way_has_read_the_source_before_the_deletion(api: Api) -> None:
    await api.steer("PUT", "/datasources/LoyaltyMembers", {"seconds": 0.1})
    job = await api.refresh("Loyalty Members")
    await until(lambda: api.job(job["jobId"]), lambda now: now["jobStatus"] == "running")
    await erase(api, ROBIN, "Loyalty Members")
    await api.ended(job["jobId"])
    await unify(api)
    assert len(await api.customers(ROBIN)) == 1


async def test_refreshing_another_source_does_not_help(api: Api) -> None:
    await erase(api, ROBIN, "Loyalty Members")
    await run(api, "CRM Contacts")
    await unify(api)
    assert len(await api.customers(ROBIN)) == 1


async def test_a_failed_refresh_keeps_the_customer(api: Api) -> None:
    await erase(api, ROBIN, "Loyalty Members")
    await api.steer("PUT", "/datasources/LoyaltyMembers", {"behaviour": "fail"})
    await api.ended((await api.refresh())["jobId"])
    assert len(await api.customers(ROBIN)) == 1


async def test_a_customer_stays_while_one_source_still_has_them(api: Api) -> None:
    await erase(api, ANNA, "CRM Contacts")
    await run(api)
    (anna,) = await api.customers(ANNA)
    assert anna["CrmContacts_contacts_contactid"] is None
    assert anna["LoyaltyMembers_members_memberid"] is not None


async def test_the_key_ring_names_the_sources_that_are_left(api: Api) -> None:
    (anna,) = await api.customers(ANNA)
    key = {
        "dataSourceName": "CrmWeb",
        "entityName": "visitors",
        "key": anna["CrmWeb_visitors_visitorid"],
    }
    await erase(api, ANNA, "CRM Contacts")
    await run(api)
    ring = await api.call("GET", "/profile/keyring", key)
    assert ring["customerId"] == anna["CustomerId"]
    assert [held["dataSourceName"] for held in ring["keyRing"]] == ["WebshopOrders", "LoyaltyMembers", "CrmWeb"]


async def test_inactive_and_static_segments_keep_the_person_and_active_ones_do_not(api: Api) -> None:
    (robin,) = await api.customers(ROBIN)
    await erase(api, ROBIN, "Loyalty Members")
    await run(api)
    assert not await holds(api, "Seg_Everyone", robin)
    assert await holds(api, "Seg_OldCampaign", robin)
    assert await holds(api, "Seg_TradeFair", robin)


async def test_an_inactive_segment_forgets_once_it_is_activated_and_run(api: Api) -> None:
    (robin,) = await api.customers(ROBIN)
    await erase(api, ROBIN, "Loyalty Members")
    assert await api.call("PUT", "/manage/segments/Seg_OldCampaign/activate") is True
    await run(api)
    assert not await holds(api, "Seg_OldCampaign", robin)


async def test_a_static_segment_forgets_when_it_is_run_by_name(api: Api) -> None:
    (robin,) = await api.customers(ROBIN)
    await erase(api, ROBIN, "Loyalty Members")
    await run(api)
    query = {"operationType": "segmentation", "identifiers": "Seg_TradeFair", "forceRunRequested": "true"}
    await api.ended((await api.call("POST", "/workflows/main/jobs", query))["jobId"])
    assert not await holds(api, "Seg_TradeFair", robin)


async def test_the_second_deletion_finds_nothing(api: Api) -> None:
    assert await erase(api, ANNA.upper(), "CrmContacts") >= 1
    assert await erase(api, ANNA, "CrmContacts") == 0
