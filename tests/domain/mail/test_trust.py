"""What stands in Authentication-Results, and whose word it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail.headers import Headers
from domain.mail.message import EXCHANGE_ONLINE, Mail, Meaning, Rules
from domain.mail.trust import distrust

OWN = Rules(server="mx.contoso.com")
EXCHANGE = Rules(server=EXCHANGE_ONLINE)
WRITTEN_BY_EXCHANGE = (
    "spf=pass (sender IP is 192.0.2.10) smtp.mailfrom=microsoft.com; dkim=pass (signature was verified)"
    " header.d=microsoft.com;dmarc=pass action=none header.from=microsoft.com;compauth=pass reason=100"
)


def arrived(*results: str, sender: str = "D365CI@microsoft.com") -> Mail:
    pairs = [("Authentication-Results", value) for value in results] + [("From", sender)]
    return Mail(id="1", received=datetime(2026, 11, 2, tzinfo=UTC), headers=Headers.of(pairs))


@pytest.mark.parametrize(
    ("rules", "results"),
    [
        (OWN, ["mx.contoso.com; dmarc=pass header.from=microsoft.com"]),
        (OWN, ["MX.Contoso.com 1;dmarc = pass (p=reject) header.from = Microsoft.com"]),
        (OWN, ["mx.contoso.com (our own); dmarc/1=pass header.from=microsoft.com; none=x"]),
        (OWN, ['mx.contoso.com; dmarc=pass header.from="microsoft.com"']),
        (OWN, ["mx.contoso.com; dmarc=pass header.from=microsoft.com", "mx.contoso.com; dmarc=fail"]),
        (
            OWN,
            ['mx.contoso.com; arc=pass ("microsoft.com:s=arcselector10001:i=1"); dmarc=pass header.from=microsoft.com'],
        ),
        (
            OWN,
            ['mx.contoso.com; dkim=pass ("a" and "b") header.d=x; dmarc=pass (p="reject") header.from=microsoft.com'],
        ),
        (OWN, ["mx.contoso.com; spf=pass smtp.mailfrom=x", "mx.contoso.com; dmarc=pass header.from=microsoft.com"]),
        (
            OWN,
            [
                'mx.contoso.com; arc=pass ("x:s=y")',
                "mx.contoso.com; dkim=pass header.d=microsoft.com",
                "MX.contoso.com; dmarc=pass header.from=microsoft.com",
                "mx.fabrikam.example; dmarc=fail",
            ],
        ),
        (EXCHANGE, [WRITTEN_BY_EXCHANGE]),
        (EXCHANGE, [WRITTEN_BY_EXCHANGE, "evil.example; dmarc=fail"]),
    ],
)
def test_our_own_servers_word_counts(rules: Rules, results: list[str]) -> None:
    assert distrust(arrived(*results), rules) is None


@pytest.mark.parametrize(
    "results",
    [
        ["mx.contoso.com; spf=pass", "mx.fabrikam.example; dmarc=pass header.from=microsoft.com"],
        ["mx.contoso.com; spf=pass", "dmarc=pass header.from=microsoft.com"],
        ["mx.contoso.com; spf=pass (", "mx.contoso.com; dmarc=pass header.from=microsoft.com"],
        [
            "mx.contoso.com; dmarc=fail header.from=microsoft.com",
            "mx.contoso.com; dmarc=pass header.from=microsoft.com",
        ],
        ['mx.contoso.com; spf=fail ("x" ); dmarc=pass header.from=microsoft.com ( "y"@evil.example)'],
        ['mx.contoso.com; spf=fail (domain of "a); dmarc=pass header.from=microsoft.com (b"@evil.example)'],
        ['mx.contoso.com; arc=fail ("a); dmarc=pass header.from=microsoft.com (b")'],
        ['mx.contoso.com; arc=fail ("a\\"); dmarc=pass header.from=microsoft.com (b")'],
        ['mx.contoso.com; arc=pass ("x; dmarc=pass header.from=microsoft.com")'],
    ],
    ids=str,
)
def test_what_adjoins_or_is_quoted_proves_nothing_that_our_server_did_not_say(results: list[str]) -> None:
    assert distrust(arrived(*results), OWN) is not None


def test_fields_from_before_the_mail_was_handed_on_are_not_our_servers() -> None:
    pairs = [
        ("Authentication-Results", "mx.contoso.com; spf=pass"),
        ("Received", "from evil.example by mx.contoso.com"),
        ("Authentication-Results", "mx.contoso.com; dmarc=pass header.from=microsoft.com"),
        ("From", "D365CI@microsoft.com"),
    ]
    mail = Mail(id="1", received=datetime(2026, 11, 2, tzinfo=UTC), headers=Headers.of(pairs))
    found = distrust(mail, OWN)
    assert found is not None
    assert (found.meaning, found.reason) == (Meaning.UNCLEAR, "not_checked")


@pytest.mark.parametrize("sender", ["D365CI@mail.support.microsoft.com", "ci@MicrosoftSupport.com"])
@pytest.mark.parametrize("result", ["pass", "none", ""])
def test_other_addresses_of_microsoft_prove_nothing_and_are_no_strangers(sender: str, result: str) -> None:
    domain = sender.rpartition("@")[2]
    results = [f"mx.contoso.com; dmarc={result} header.from={domain}"] if result else []
    found = distrust(arrived(*results, sender=sender), OWN)
    assert found is not None
    assert (found.meaning, found.reason) == (Meaning.UNCLEAR, "known_elsewhere")


def test_one_of_those_that_is_proved_to_be_forged_is_forged() -> None:
    failed = "mx.contoso.com; dmarc=fail header.from=mail.support.microsoft.com"
    found = distrust(arrived(failed, sender="D365CI@mail.support.microsoft.com"), OWN)
    assert found is not None
    assert found.meaning is Meaning.FORGED


@pytest.mark.parametrize("rules", [Rules(), replace(OWN, server="mx2.contoso.com"), EXCHANGE])
def test_without_our_servers_name_nobody_counts(rules: Rules) -> None:
    found = distrust(arrived("mx.contoso.com; dmarc=pass header.from=microsoft.com"), rules)
    assert found is not None
    assert (found.meaning, found.reason) == (Meaning.UNCLEAR, "checked_elsewhere")


@pytest.mark.parametrize("results", [WRITTEN_BY_EXCHANGE, "; dmarc=pass header.from=microsoft.com"])
def test_a_server_that_names_itself_is_not_exchange_and_the_other_way_round(results: str) -> None:
    for rules in (OWN, Rules()):
        assert distrust(arrived(results), rules) is not None


@pytest.mark.parametrize("domain", ["microsoft.com", "MICROSOFT.COM"])
def test_domains_are_compared_without_case(domain: str) -> None:
    rules = replace(OWN, domains=(domain,))
    assert distrust(arrived("mx.contoso.com; dmarc=pass header.from=microsoft.com"), rules) is None


def test_another_domain_can_be_allowed() -> None:
    rules = replace(OWN, domains=("microsoft.com", "fabrikam.example"))
    found = arrived("mx.contoso.com; dmarc=pass header.from=fabrikam.example", sender="a@fabrikam.example")
    assert distrust(found, rules) is None


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("a@fabrikam.example", "other_domain"),
        ("D365CI@rnicrosoft.com", "lookalike"),
        ("D365CI@micr0soft.com", "lookalike"),
        ("D365CI@micro-soft.com", "lookalike"),
        ("D365CI@mail.microsoft.com", "lookalike"),
        ("microsoft.com <a@fabrikam.example>", "lookalike"),
    ],
)
def test_a_domain_that_is_dressed_up_is_told_from_any_other(sender: str, reason: str) -> None:
    found = distrust(arrived(sender=sender), OWN)
    assert found is not None
    assert (found.meaning, found.reason) == (Meaning.STRANGER, reason)


@given(st.text(alphabet='()";=\\ \tadmrcpsfilheo.x', max_size=60))
def test_what_a_sender_gets_into_a_comment_or_a_value_never_makes_a_failure_a_pass(written: str) -> None:
    """As Postfix, Exim, Google and others repeat the envelope: raw, in a comment, as a value, in quotes."""
    for place in (f"spf=fail ({written})", f"spf=fail smtp.mailfrom={written}", f'spf=fail smtp.mailfrom="{written}"'):
        results = f"mx.contoso.com; {place} x=y; dmarc=fail header.from=microsoft.com"
        assert distrust(arrived(results), OWN) is not None


@given(st.text(max_size=300))
def test_any_field_can_be_read(value: str) -> None:
    distrust(arrived(value), OWN)
    distrust(arrived(value), EXCHANGE)
