from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.composing import authority
from bot.app.roster import Roster
from bot.settings.config import Config, read
from bot.settings.contoso import CONTOSO
from bot.settings.doubts import doubts
from bot.settings.reach import impossible
from bot.settings.setting_errors import SettingsError
from domain.chat import Account
from domain.people import Role
from domain.request import Kind

HOME = Path(__file__).parents[3]
EXAMPLE, SETTINGS = HOME / "dsrbot.example.toml", HOME / "bot" / "settings"
PAGE = "must be the address of a page, such as https://www.example.com/privacy"
FACTOR = 'must be "code" or "number"'
BEN_IN_SLACK = Account("slack", "T0CONTOSO", "U0BEN")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "dsrbot.toml"
    path.write_text(text, encoding="utf-8")
    return path


def people(**lists: object) -> Config:
    return Config.model_validate({"people": lists})


def test_the_example_file_says_what_happens_without_one_but_for_people_channels_and_quorum() -> None:
    example, nothing = read(EXAMPLE), Config()
    assert example.refresh == nothing.refresh
    assert example.law == nothing.law
    assert example.approval.remind_after == nothing.approval.remind_after
    assert example.approval.expires_after == nothing.approval.expires_after


def test_acts_are_limited_as_the_example_says_and_in_no_number_where_it_is_zero(tmp_path: Path) -> None:
    assert read(EXAMPLE).limits == Config().limits
    without = read(written(tmp_path, "[limits]\nperson = 0\ndoor = 0")).limits
    assert (without.person, without.door) == (0, 0)


def test_the_example_file_shows_every_setting() -> None:
    shown = {name: set(table) for name, table in tomllib.loads(EXAMPLE.read_text(encoding="utf-8")).items()}
    tables = {name: field.annotation for name, field in Config.model_fields.items()}
    assert shown == {name: set(table.model_fields) for name, table in tables.items() if table}


def test_the_example_file_leaves_no_doubts() -> None:
    assert list(doubts(read(EXAMPLE))) == []


def test_the_playground_company_leaves_no_doubts() -> None:
    assert list(doubts(CONTOSO)) == []


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30s", timedelta(seconds=30)),
        ("0.5s", timedelta(seconds=0.5)),
        ("15m", timedelta(minutes=15)),
        ("72h", timedelta(hours=72)),
        ("2d", timedelta(days=2)),
        ("1h30m", timedelta(minutes=90)),
    ],
)
def test_a_length_of_time_is_a_number_and_a_letter(tmp_path: Path, text: str, length: timedelta) -> None:
    assert read(written(tmp_path, f'[refresh]\ngive_up_after = "{text}"')).refresh.give_up_after == length


LENGTHS = [
    (table, name)
    for table, field in Config.model_fields.items()
    for name, one in getattr(field.annotation, "model_fields", {}).items()
    if "timedelta" in repr(one.annotation)
]


@pytest.mark.parametrize(("table", "name"), LENGTHS)
@pytest.mark.parametrize("length", ["36501d", "999999d", "999999h", "36500d1s"])
def test_no_length_of_time_leads_out_of_the_calendar(tmp_path: Path, table: str, name: str, length: str) -> None:
    given = f'["{length}"]' if name in ("chase_after", "remind_after") else f'"{length}"'
    with pytest.raises(SettingsError, match='is too long: "36500d", a hundred years, is the most'):
        read(written(tmp_path, f"[{table}]\n{name} = {given}"))


def test_every_length_of_time_is_known() -> None:
    """As the code says which settings are lengths of time."""
    code = "".join(file.read_text(encoding="utf-8") for file in SETTINGS.glob("*.py"))
    written_down = re.findall(r"^    (\w+): [^=\n]*\b(?:Length|Duration|Days)\b", code, re.MULTILINE)
    assert sorted(name for _, name in LENGTHS) == sorted(written_down)


def test_never_watching_is_written_as_zero(tmp_path: Path) -> None:
    assert not read(written(tmp_path, '[refresh]\nwatch = "0"')).refresh.watch


def test_reminders_are_in_the_order_in_which_they_come(tmp_path: Path) -> None:
    approval = read(written(tmp_path, '[approval]\nremind_after = ["24h", "4h"]')).approval
    assert approval.remind_after == (timedelta(hours=4), timedelta(hours=24))


@pytest.mark.parametrize(
    ("written_as", "channels"),
    [
        ("[]", {}),
        ('["B@x.de"]', {}),
        ('{ slack = "C0X" }', {"escalation": {"slack": "C0X"}}),
    ],
)
def test_people_or_a_channel_hear_of_what_nobody_decides(
    tmp_path: Path, written_as: str, channels: dict[str, object]
) -> None:
    people = '[people]\nauditors = ["a@x.de"]\nalso = { "a@x.de" = ["b@x.de"] }\n'
    config = read(written(tmp_path, f"{people}[approval]\nescalate_to = {written_as}"))
    assert config.approval.escalates is ("x" in written_as.casefold())
    assert config.channel_ids() == {"approvals": {}, "failures": {}, **channels}


def test_a_channel_for_the_head_of_the_log_is_there_only_where_it_is_named(tmp_path: Path) -> None:
    assert "audit" not in read(written(tmp_path, "")).channel_ids()
    config = read(written(tmp_path, '[channels]\naudit = { slack = "C0AUDIT", teams = "19:audit@thread.tacv2" }'))
    assert config.channel_ids()["audit"] == {"slack": "C0AUDIT", "teams": "19:audit@thread.tacv2"}
    assert not any("channels.audit" in said for said in doubts(read(written(tmp_path, "")))), "off is no doubt"
    assert any("channels.audit" in said for said in doubts(read(written(tmp_path, "[channels]\naudit = {}"))))


@pytest.mark.parametrize(
    ("audit", "why"),
    [
        ('timestamp = "https://tsa.example.com"', "timestamp needs timestamp_ca"),
        ('timestamp = "http://tsa.example.com"\ntimestamp_ca = "ca.pem"', "audit.timestamp"),
        ('timestamp = 3\ntimestamp_ca = "ca.pem"', "audit.timestamp"),
    ],
)
def test_an_authority_takes_an_address_and_somebody_who_vouches_for_it(tmp_path: Path, audit: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        read(written(tmp_path, f"[audit]\n{audit}"))
    good = read(written(tmp_path, '[audit]\ntimestamp = "https://tsa.example.com"\ntimestamp_ca = "ca.pem"'))
    with pytest.raises(SettingsError, match=r"audit\.timestamp_ca names no file of PEM certificates"):
        authority(good.audit)
    assert authority(read(written(tmp_path, "")).audit) is None


def test_a_plain_number_is_the_quorum_of_every_kind(tmp_path: Path) -> None:
    approval = read(written(tmp_path, "[approval]\nrequired = 2")).approval
    assert (approval.quorum(Kind.REFRESH), approval.quorum(Kind.REMOVE_USER)) == (2, 2)


def test_a_kind_may_have_a_quorum_of_its_own(tmp_path: Path) -> None:
    approval = read(written(tmp_path, "[approval]\nrequired = { remove-user = 2 }")).approval
    assert (approval.quorum(Kind.REFRESH), approval.quorum(Kind.REMOVE_USER)) == (1, 2)


def test_an_erasure_counts_as_a_refresh_unless_it_is_named_itself(tmp_path: Path) -> None:
    refresh = read(written(tmp_path, "[approval]\nrequired = { refresh = 2 }")).approval
    assert (refresh.quorum(Kind.REFRESH), refresh.quorum(Kind.ERASURE)) == (2, 2)
    erasure = read(written(tmp_path, "[approval]\nrequired = { refresh = 2, erasure = 3 }")).approval
    assert (erasure.quorum(Kind.REFRESH), erasure.quorum(Kind.ERASURE)) == (2, 3)


@pytest.mark.parametrize(("required", "kinds"), [("{ refresh = 9 }", ["refresh"]), ("{ erasure = 9 }", ["erasure"]),
                                                 ("{ refresh = 9, erasure = 8 }", ["refresh", "erasure"])])  # fmt: skip
def test_a_quorum_that_nobody_can_reach_is_named_once_for_each_that_was_set(
    tmp_path: Path, required: str, kinds: list[str]
) -> None:
    people = '[people]\nadmins = ["ada@contoso.com"]\napprovers = ["ben@contoso.com"]\n'
    config = read(written(tmp_path, f"{people}[approval]\nrequired = {required}"))
    said = [sentence for sentence in impossible(config) if "reach" in sentence]
    assert [kind for doubt in said for kind in ("refresh", "erasure") if f"for {kind}," in doubt] == kinds


def test_a_channel_has_an_id_on_each_surface_where_it_exists() -> None:
    assert read(EXAMPLE).channels.ids() == {
        "approvals": {"slack": "C0APPROVE", "teams": "19:approvals@thread.tacv2"},
        "failures": {"slack": "C0FAIL"},
        "audit": {"slack": "C0AUDIT"},
    }


def test_the_law_is_a_country_and_a_time_zone() -> None:
    law = read(EXAMPLE).law
    assert (law.country, law.timezone) == ("DE", ZoneInfo("Europe/Berlin"))


def test_a_role_goes_by_e_mail_whatever_its_case() -> None:
    roster = people(approvers=["Ben@contoso.com"]).people
    assert Roster(roster).roles_of("ben@Contoso.com", BEN_IN_SLACK) == {Role.APPROVER}


def test_a_role_goes_by_the_account_where_the_list_names_it() -> None:
    roster = people(approvers=["slack:U0BEN"], auditors=["teams:U0BEN"]).people
    assert Roster(roster).roles_of(None, BEN_IN_SLACK) == {Role.APPROVER}


def test_the_same_id_on_another_surface_is_another_account() -> None:
    roster = people(approvers=["slack:U0BEN"]).people
    assert Roster(roster).roles_of(None, Account("teams", "T0CONTOSO", "U0BEN")) == frozenset()


def test_a_second_address_has_the_roles_of_the_first() -> None:
    roster = people(approvers=["ben@contoso.com"], also={"ben@contoso.com": ["ben.bauer@contoso.com"]}).people
    assert Roster(roster).roles_of("ben.bauer@contoso.com", BEN_IN_SLACK) == {Role.APPROVER}


def test_a_role_given_to_a_second_address_belongs_to_the_first() -> None:
    roster = people(admins=["ben.bauer@contoso.com"], also={"ben@contoso.com": ["ben.bauer@contoso.com"]}).people
    assert Roster(roster).roles_of("ben@contoso.com", BEN_IN_SLACK) == {Role.ADMIN}


def test_one_human_may_have_several_roles() -> None:
    roster = people(admins=["ben@contoso.com"], auditors=["slack:U0BEN"]).people
    assert Roster(roster).roles_of("ben@contoso.com", BEN_IN_SLACK) == {Role.ADMIN, Role.AUDITOR}


def test_a_stranger_has_no_role() -> None:
    assert Roster(read(EXAMPLE).people).roles_of("eve@contoso.com", BEN_IN_SLACK) == frozenset()


def test_every_address_of_a_person_leads_to_the_first_one() -> None:
    roster = people(also={"Ben@contoso.com": ["ben.bauer@contoso.com"]}).people
    assert {roster.canonical(" BEN.Bauer@contoso.com"), roster.canonical("ben@contoso.com")} == {"ben@contoso.com"}


def test_the_people_of_a_role_stand_as_they_are_written() -> None:
    lists = {"admins": ["A@x.de"], "approvers": ["b@x.de"], "tenant_admins": ["slack:U0C"], "auditors": ["teams:d"]}
    roster = people(**lists).people
    assert [roster.addresses(role) for role in Role] == [("A@x.de",), ("b@x.de",), ("slack:U0C",), ("teams:d",), ()]


def test_the_companys_own_domains_are_those_of_its_people() -> None:
    roster = people(admins=["ada@contoso.com"], approvers=["ben@Contoso.de", "slack:U0C"]).people
    assert roster.domains == ("contoso.com", "contoso.de")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[peple]\nadmins = ["a@x.de"]', "peple is not a setting: write people."),
        ('[people]\nadmin = ["a@x.de"]', "people.admin is not a setting: write admins."),
        ('[channels]\napprovals = { slak = "C0A" }', "channels.approvals.slak is not a setting: write slack."),
        ("[law]\nmoon = true", "law.moon is not a setting: take it out."),
        ("people = 3", "people must be a table."),
        ('[people]\nadmins = "a@x.de"', "people.admins must be a list in square brackets."),
        ("[people]\nadmins = [3]", "people.admins (entry 1) must be text in quotes."),
        (
            '[people]\nadmins = ["a@x.de", "anna"]',
            "people.admins (entry 2) must be an e-mail address, slack:U…, teams:<object id>, slack-group:S… or "
            "entra-group:<object id>.",
        ),
        (
            '[people]\nadmins = ["slack-group:approvers"]',
            "people.admins (entry 1) must name a user group by its id, such as slack-group:S0APPROVERS.",
        ),
        (
            '[people]\nadmins = ["entra-group:approvers"]',
            "people.admins (entry 1) must name a group by its object id, such as "
            "entra-group:11111111-2222-3333-4444-555555555555.",
        ),
        ('[people.also]\n"a@x.de" = ["anna"]', "people.also (entry 1) must be an e-mail address."),
        (
            '[people.also]\n"a@x.de" = ["c@x.de"]\n"b@x.de" = ["C@x.de"]',
            "people.also names an address twice: every address belongs to one person.",
        ),
        (
            '[channels]\nfailures = { slack = "#privacy" }',
            "channels.failures.slack must be a channel's id, such as C0APPROVE: "
            "type /dsr help in the channel to see it.",
        ),
        (
            '[approval]\nexpires_after = "3 weeks"',
            'approval.expires_after must be a length of time in quotes, such as "30s", "15m", "4h" or "2d".',
        ),
        (
            "[refresh]\npoll_every = 30",
            'refresh.poll_every must be a length of time in quotes, such as "30s", "15m", "4h" or "2d".',
        ),
        (
            '[refresh]\nwatch = ""',
            'refresh.watch must be a length of time in quotes, such as "30s", "15m", "4h" or "2d".',
        ),
        ('[refresh]\npoll_every = "0"', "refresh.poll_every must be longer than nothing."),
        (
            "[approval]\nrequired = { erase = 2 }",
            "approval.required holds erase, which is no kind of request: "
            "use default, erasure, export, refresh, remove-user.",
        ),
        ("[approval]\nrequired = 0", "approval.required.default must be at least 1."),
        ("[approval]\nrequired = { refresh = 1.5 }", "approval.required.refresh must be a whole number."),
        (
            '[approval]\nrequired = "two"',
            "approval.required must be a number of people, or a table such as { default = 1, remove-user = 2 }.",
        ),
        ('[law]\ncountry = "Bavaria"', 'law.country must be a country by its two letters, such as "DE".'),
        (
            '[law]\nregion = "Bavaria"',
            'law.region must be a state of DE by its short name, such as "BB" or "BE" or "BW" or "BY".',
        ),
        ('[law]\nregion = "de-by"', 'law.region must be a state of DE by its short name, such as "BY".'),
        ('[law]\ncountry = "DK"\nregion = "84"', "law.region must be empty: no holidays of DK differ by region."),
        ('[language]\nchannels = "fr"', "language.channels must be one of de, en."),
        ('[language]\nletters = "DE"', "language.letters must be one of de, en."),
        ("[law]\nregion = 3", "law.region must be text in quotes."),
        (
            '[people]\nadmins = ["a@x.de"]\n[approval]\nescalate_to = ["a@x.de", "b@x.de"]',
            "approval.escalate_to (entry 2) is nobody of people.admins, people.approvers or people.auditors: "
            "name them there, too.",
        ),
        (
            '[people]\ntenant_admins = ["a@x.de"]\n[approval]\nescalate_to = ["a@x.de"]',
            "approval.escalate_to (entry 1) is nobody of people.admins, people.approvers or people.auditors: "
            "name them there, too.",
        ),
        (
            '[approval]\nescalate_to = ["somebody"]',
            "approval.escalate_to (entry 1) must be an e-mail address, slack:U…, teams:<object id>, "
            "slack-group:S… or entra-group:<object id>.",
        ),
        (
            '[approval]\nescalate_to = { slack = "approvals" }',
            "approval.escalate_to.slack must be a channel's id, such as C0APPROVE: "
            "type /dsr help in the channel to see it.",
        ),
        (
            "[approval]\nescalate_to = {}",
            'approval.escalate_to names no channel: give one such as { slack = "C0ESCALATE" }, or [] for nobody.',
        ),
        (
            '[retention]\nafter = "23h"',
            'retention.after is too short to correct anything by: give "1d" or more, or "0" to keep it for ever.',
        ),
        ('[approval]\nescalate_to = "a@x.de"', "approval.escalate_to must be a list in square brackets."),
        (
            '[approval]\nescalate_to = { slack = "C0X" }\nescalate_after = "72h"',
            "approval.escalate_after must be shorter than approval.expires_after.",
        ),
        (
            '[approval]\nremind_after = ["4h", "24h"]\nexpires_after = "24h"',
            "approval reminds when it is too late: each remind_after must be shorter than expires_after.",
        ),
        ('[approval]\nescalate_after = "0"', "approval.escalate_after must be longer than nothing."),
        ("[approval]\nconfirm = 3", f'approval.confirm {FACTOR}, or a table such as {{ remove-user = "code" }}.'),
        ('[approval]\nconfirm = "none"', f"approval.confirm.default {FACTOR}; leave a kind out that takes neither."),
        *(
            (
                f"[approval]\nconfirm = {{ erasure = {odd} }}",
                f"approval.confirm.erasure {FACTOR}; leave a kind out that takes neither.",
            )
            for odd in ('"none"', "1", '["code"]', "{}")
        ),
        ("[limits]\nperson = -1", "limits.person must be at least 0."),
        ("[limits]\nperson = 1.5", "limits.person must be a whole number."),
        (
            "[limits]\nperson = 29",
            "limits.person is fewer than people send at work: give 30 or more, or 0 for no limit.",
        ),
        ('[limits]\nwithin = "0"', "limits.within must be longer than nothing."),
        ('[limits]\nwithin = "2h"', 'limits.within shuts people out for too long: give "1h" or less.'),
        *(
            (
                f"[limits]\n{odd}",
                "limits lets one person close a door to all others: limit person, too, and to half of door at most.",
            )
            for odd in ("person = 0", "person = 2000", "door = 239")
        ),
        ('[law]\ntarget = "36h"', 'law.target must be whole days, such as "10d", or "0" for none.'),
        (
            "[law]\ntarget = 10",
            'law.target must be a length of time in quotes, such as "30s", "15m", "4h" or "2d".',
        ),
        ('[law]\ntimezone = "Europe"', 'law.timezone must be a time zone, such as "Europe/Berlin".'),
        *(
            (f'[teams]\nprivacy = "{odd}"', f"teams.privacy {PAGE}.")
            for odd in (
                "https://[::1",
                "https://a.b/c d",
                "https://a.b/c\\n",
                f"https://a.b/{'c' * 2048}",
                "http://a.b",
            )
        ),
        *(
            (f'[environment]\nname = "us{end}emea"', "environment.name must be one line: write it without a break.")
            for end in ("\\n", "\\r\\n", "\\u0085", "\\u2028")
        ),
        (
            f'[recipients]\nnames = ["{"a" * 301}"]',
            "recipients.names (entry 1) is too long: it has 301 characters, and 300 are the most.",
        ),
        *(
            (
                f'[recipients]\nnames = ["Ad\\u{odd}s"]',
                f"recipients.names (entry 1) holds what is no letter, the character U+{odd}: take it out.",
            )
            for odd in ("0007", "001B", "E000")
        ),
        *(
            (f'[recipients]\nnames = ["Ads", "{none}"]', "recipients.names (entry 2) must not be empty.")
            for none in (" ", "\\u00a0", "\\u200f", "\\u200d")
        ),
        *(
            (f'[mail]\ndomains = ["{odd}"]', "mail.domains (entry 1) must be a domain alone, such as microsoft.com.")
            for odd in (
                "@microsoft.com",
                "https://microsoft.com",
                "*.microsoft.com",
                "microsoft",
                "a@microsoft.com",
                "",
            )
        ),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        read(written(tmp_path, text))
    assert str(wrong.value) == f"In dsrbot.toml, {sentence}"


@pytest.mark.parametrize(
    ("pasted", "name"),
    [
        ("Contoso\u00a0GmbH", "Contoso GmbH"),
        ("Contoso\u202fGmbH\u00a0", "Contoso GmbH"),
        ("\u200fContoso\u200e", "Contoso"),
        ("Con\u00adtoso\ufeff", "Contoso"),
        ("Contoso\\tGmbH\\n", "Contoso GmbH"),
        ("نرم\u200cافزار", "نرم\u200cافزار"),  # a joiner is a part of the word
        (f"{'a' * 300}\u200b", "a" * 300),
    ],
)
def test_a_name_as_it_is_pasted_from_a_document_is_taken_as_it_is_seen(tmp_path: Path, pasted: str, name: str) -> None:
    tables = (
        f'[recipients]\nnames = ["{pasted}"]',
        f'[environment]\nname = "{pasted}"',
        f'[law]\ncontroller = "{pasted}"',
    )
    found = read(written(tmp_path, "\n".join(tables)))
    assert (found.recipients.names, found.environment.name, found.law.controller) == ((name,), name, name)


@pytest.mark.parametrize(
    ("typed", "sends"),
    [
        ("Microsoft.com", "microsoft.com"),
        (" microsoft.com\u200b", "microsoft.com"),
        ("हिन्दी.भारत", "xn--j2bd4cyah0f.xn--h2brj9c"),
        ("Müller.de", "xn--mller-kva.de"),
        ("straße.de", "xn--strae-oqa.de"),
        ("xn--mller-kva.de", "xn--mller-kva.de"),
        ("a_b.contoso.com", "a_b.contoso.com"),
    ],
)
def test_a_domain_of_any_script_is_the_one_that_its_mails_name(tmp_path: Path, typed: str, sends: str) -> None:
    assert read(written(tmp_path, f'[mail]\ndomains = ["{typed}"]')).mail.domains == (sends,)


@pytest.mark.parametrize("pasted", ["https://a.b/c\u200b", "\ufeffhttps://a.b/c", "https://a.b/c "])
def test_what_nobody_sees_around_a_page_is_no_part_of_its_address(tmp_path: Path, pasted: str) -> None:
    assert read(written(tmp_path, f'[teams]\nprivacy = "{pasted}"')).teams.privacy == "https://a.b/c"


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^dsrbot\.toml is not valid TOML: .*line 2"):
        read(written(tmp_path, "[people]\nadmins = = []"))


def test_what_is_no_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dsrbot.toml"
    path.write_bytes(b"# caf\xe9")
    with pytest.raises(SettingsError, match=r"^dsrbot\.toml is not UTF-8 text: save it as UTF-8\.$"):
        read(path)


@pytest.mark.parametrize(
    "text",
    [
        '[people]\nadmins = ["secret person@x.de"]',
        '[people.also]\n"secret person" = []',
        '[people.also]\n"secret@x.de" = 3',
        '[people.also]\n"secret@x.de" = ["the secret"]',
    ],
)
def test_a_mistake_does_not_repeat_who_it_is_about(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        read(written(tmp_path, text))
    assert "secret" not in str(wrong.value)


def test_a_file_of_a_size_that_nobody_writes_is_not_read(tmp_path: Path) -> None:
    longest = '[people]\nadmins = ["ada@contoso.com"]\n'
    longest += "#" * (1_000_000 - len(longest))
    assert read(written(tmp_path, longest)).people.admins
    with pytest.raises(SettingsError) as wrong:
        read(written(tmp_path, f"{longest}#"))
    assert str(wrong.value) == "dsrbot.toml is longer than a megabyte: does DSRBOT_CONFIG name the right file?"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("", "people.admins is empty"),
        ('[channels]\napprovals = { slack = "C0A" }', "channels.failures is empty"),
        ("", "law is not set"),
        ("", "audit.keep is not set: the log of who did what is kept for ever."),
        ('[audit]\nkeep = "400d"', "audit.reason is empty"),
        ('[audit]\nkeep = "40d"\n[retention]\nafter = "41d"', "audit.keep is shorter than retention.after"),
        ('[retention]\nafter = "20d"', "retention.after is shorter than a month"),
        ('[law]\ntarget = "28d"', "law.target may be no earlier than the legal date"),
    ],
)
def test_what_is_probably_not_meant_is_doubted(tmp_path: Path, text: str, doubt: str) -> None:
    assert any(doubt in told for told in doubts(read(written(tmp_path, text))))


def test_a_target_before_every_legal_date_is_not_doubted(tmp_path: Path) -> None:
    assert not any("law.target" in told for told in doubts(read(written(tmp_path, '[law]\ntarget = "27d"'))))


@pytest.mark.parametrize("day", ["2999-03-31", '"2999-03-31"'])
def test_an_auditor_from_outside_has_a_last_day(tmp_path: Path, day: str) -> None:
    config = read(written(tmp_path, f'[people.outside_auditors]\n"Eva@Auditors.example" = {day}'))
    seen = [
        config.people.visits("eva@auditors.EXAMPLE", BEN_IN_SLACK, on) for on in (date(2999, 3, 31), date(2999, 4, 1))
    ]
    assert seen == [True, False]
    assert not Roster(config.people).roles_of("eva@auditors.example", BEN_IN_SLACK)
    assert config.people.domains == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('"eva@auditors.example" = "soon"', "must be a day, such as 2027-03-31"),
        ('"eva@auditors.example" = 2027-02-31', "is not valid TOML"),
        ('"eva@auditors.example" = 2027-03-31T10:00:00', "must be a day"),
        ('"eva@auditors.example" = 20270331', "must be a day"),
        ('"eva@auditors.example" = true', "must be a day"),
        ('"eva" = 2999-03-31', "must be an e-mail address"),
        ('"slack-group:S0AUDITORS" = 2999-03-31', "names a group"),
        ('"eva@auditors.example" = 2999-03-31\n"EVA@auditors.example" = 2999-03-30', "names somebody twice"),
        ('"ADA@contoso.com" = 2999-03-31', "has a role here already"),
        ('"ada@sub.contoso.com" = 2999-03-31', "has a role here already"),
        ('"slack:U0BEN" = 2999-03-31', "has a role here already"),
    ],
)
def test_a_wrong_auditor_from_outside_stops_the_start(tmp_path: Path, text: str, why: str) -> None:
    file = f"""
        [people]
        admins = ["ada@contoso.com"]
        approvers = ["slack:U0BEN"]
        also = {{ "ada@contoso.com" = ["ada@sub.contoso.com"] }}
        [people.outside_auditors]
        {text}
        """
    with pytest.raises(SettingsError) as stopped:
        read(written(tmp_path, file))
    assert why in str(stopped.value)
    assert "eva@" not in str(stopped.value).casefold()


def test_who_may_read_no_more_or_for_very_long_is_said_and_not_by_name() -> None:
    given = {"eva@auditors.example": "2020-01-01", "ina@auditors.example": "2999-01-01", "x@contoso.com": "2999-01-01"}
    told = [line for line in doubts(people(admins=["ada@contoso.com"], outside_auditors=given)) if "outside" in line]
    assert len(told) == 3
    assert "@" not in "".join(told)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_mark_that_editors_on_windows_begin_with_is_no_part_of_it(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "dsrbot.toml"
    path.write_bytes(f'[law]{ending}controller = "Käse GmbH"{ending}'.encode("utf-8-sig"))
    assert read(path).law.controller == "Käse GmbH"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "latin-1"])
def test_what_is_saved_otherwise_is_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "dsrbot.toml"
    path.write_bytes('[law]\ncontroller = "Käse GmbH"\n'.encode(encoding))
    with pytest.raises(SettingsError, match=r"^dsrbot\.toml is not UTF-8 text: save it as UTF-8\.$"):
        read(path)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "[" * 60 + "]" * 60,
        "a = " + "{b=" * 3000 + "1" + "}" * 3000,
        ".".join("a" * 20_000) + " = 1",
        f"[{'.'.join('a' * 20_000)}]",
        f"[[{'.'.join('a' * 20_000)}]]",
    ],
)
def test_what_is_nested_without_an_end_is_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"^dsrbot\.toml has more brackets, or names, in one another than any"):
        read(written(tmp_path, text))
