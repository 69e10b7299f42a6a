"""The kinds of values a setting can have. Each says in plain words what it must be; none repeats what it was given."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import holidays
import idna
from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, SecretStr

from domain.addresses import address, registered
from domain.groups import ENTRA, SLACK, is_group
from domain.pasted import JOINERS, seen
from domain.seats import ANY
from domain.words.languages import LANGUAGES
from gateways.http import check_address
from gateways.mail import Server
from storage.engines import UnusableDatabase, parse
from storage.master_key import decode
from storage.vault import WrongMasterKey

_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s)?")
_CLOCK = re.compile(r"\d{2}:\d{2}")
_ID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_INSTALLED = r"(?:[ET][A-Z0-9]+/)?"  # of an installation of Slack's app, beside that of the bot token
_ACCOUNT = re.compile(rf"slack:{_INSTALLED}[UW][A-Z0-9]+|teams:(?:(?i:{_ID})/)?[^\s:@/]+")
_GUID = re.compile(_ID)
_LONGEST_LINE, _LONGEST_PAGE = 300, 2048
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*\w)?\.)+[^\W_][\w-]*")
_LONGEST = timedelta(days=36_500)  # a hundred years: no moment that is reckoned by it leaves the calendar
_CIRCLE = re.compile(r"[a-z][a-z0-9-]{0,31}")
_SLACK_GROUP = re.compile(rf"{_INSTALLED}S[A-Z0-9]+")
_SLACK_CHANNEL = re.compile(rf"{_INSTALLED}[CGD][A-Z0-9]+")
SLACK_WORKSPACE = re.compile(r"[ET][A-Z0-9]+")


def duration(text: object) -> timedelta:
    """A length of time: "15m", "72h", "1h30m", "30s", "2d", or "0"."""
    if text == "0":
        return timedelta(0)
    parts = _DURATION.fullmatch(text) if isinstance(text, str) and text else None
    if parts is None:
        raise ValueError('must be a length of time in quotes, such as "30s", "15m", "4h" or "2d"')
    days, hours, minutes, seconds = (float(part or 0) for part in parts.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > _LONGEST:
        raise ValueError(f'is too long: "{_LONGEST.days}d", a hundred years, is the most')
    return length


def _some(length: timedelta) -> timedelta:
    if not length:
        raise ValueError("must be longer than nothing")
    return length


def _whole_days(length: timedelta) -> timedelta:
    if length % timedelta(days=1):
        raise ValueError('must be whole days, such as "10d", or "0" for none')
    return length


def _time_of_day(given: object) -> time | None:
    """On the clock of the company: "08:00"; "off" for none."""
    if given is None or given == "off":
        return None
    with suppress(ValueError):
        if isinstance(given, str) and _CLOCK.fullmatch(given):
            return time.fromisoformat(given)
    raise ValueError('must be a time of the day in quotes, such as "08:00", or "off"')


def _email(text: str) -> str:
    found = address(text)
    if not found:
        raise ValueError("must be an e-mail address")
    return found


def _entry(text: str) -> str:
    if is_group(text.strip()):
        return _group(text.strip())
    found = text.strip() if _ACCOUNT.fullmatch(text.strip()) else address(text)
    if not found:
        raise ValueError(
            "must be an e-mail address, slack:U…, teams:<object id>, slack-group:S… or entra-group:<object id>"
        )
    return found


def _group(text: str) -> str:
    if text.startswith(SLACK):
        if not _SLACK_GROUP.fullmatch(text.removeprefix(SLACK)):
            raise ValueError("must name a user group by its id, such as slack-group:S0APPROVERS")
        return text
    tenant, slash, group = text.removeprefix(ENTRA).rpartition("/")
    if not is_guid(group) or (slash and not is_guid(tenant)):
        raise ValueError("must name a group by its object id, such as entra-group:11111111-2222-3333-4444-555555555555")
    return text.lower()


def _day(given: object) -> date:
    """A day of TOML's own, or in quotes; no moment of a day."""
    if isinstance(given, str):
        with suppress(ValueError):
            given = date.fromisoformat(given)
    if not isinstance(given, date) or isinstance(given, datetime):
        raise ValueError("must be a day, such as 2027-03-31")
    return given


def is_guid(text: str) -> bool:
    return bool(_GUID.fullmatch(text.strip().lower()))


def _guid(text: str) -> str:
    """In small letters, as Microsoft's tokens name it."""
    if not is_guid(text):
        raise ValueError("must be an id of five groups, such as 11111111-2222-3333-4444-555555555555")
    return text.strip().lower()


def _account(text: str) -> str:
    if not _ACCOUNT.fullmatch(text.strip()):
        raise ValueError("must be slack:U… or teams:<object id>")
    return text.strip()


def _slack_channel(text: str) -> str:
    if not _SLACK_CHANNEL.fullmatch(text):
        raise ValueError("must be a channel's id, such as C0APPROVE: type /dsr help in the channel to see it")
    return text


def _circle(text: str) -> str:
    if not _CIRCLE.fullmatch(text) or text == ANY:
        raise ValueError(f"must have a name in small letters, such as privacy, and not {ANY}: all of them are that")
    return text


def _country(text: str) -> str:
    if text not in holidays.list_supported_countries():
        raise ValueError('must be a country by its two letters, such as "DE"')
    return text


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f"must be one of {', '.join(sorted(LANGUAGES))}")
    return text


def region_of(text: str, country: str) -> str:
    """A state of the country, as ISO 3166-2 writes it behind the dash; empty: none."""
    known = holidays.list_supported_countries()[country]
    if not text or text in known:
        return text
    if not known:
        raise ValueError(f"must be empty: no holidays of {country} differ by region")
    meant = text.strip().casefold().removeprefix(f"{country.casefold()}-")
    same = [name for name in known if name.casefold() == meant]
    some = " or ".join(f'"{name}"' for name in (same or known[:4]))
    raise ValueError(f"must be a state of {country} by its short name, such as {some}")


def _timezone(text: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(text))
    except (KeyError, ValueError, OSError):
        raise ValueError('must be a time zone, such as "Europe/Berlin"') from None


def _web(url: str) -> str:
    try:
        check_address("it", url)
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        raise ValueError("must be an address that begins with https:// (http:// only on this machine)")
    return url.rstrip("/")


def _origin(url: str) -> str:
    """The root of a service, and nothing else: whatever follows the host is written by the bot."""
    found = _web(url)
    parts = urlsplit(found)
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc or found != found.strip():
        raise ValueError("must be the bare address of the organisation, such as https://contoso.crm.dynamics.com")
    return found.lower()


def _page(url: str) -> str:
    """Empty: none."""
    page = seen(url).strip(" ")
    try:
        named = "." in (urlsplit(page).hostname or "")
    except ValueError:
        named = False
    whole = len(page) <= _LONGEST_PAGE and not _odd(page) and " " not in page
    if url and not (named and whole and page.startswith("https://")):
        raise ValueError("must be the address of a page, such as https://www.example.com/privacy")
    return page


def _line(text: str) -> str:
    """As it is seen, however it was pasted."""
    line = seen(text).replace("\t", " ").strip()
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"is too long: it has {len(line)} characters, and {_LONGEST_LINE} are the most")
    if len(line.splitlines()) > 1:
        raise ValueError("must be one line: write it without a break")
    if odd := _odd(line):
        raise ValueError(f"holds what is no letter, the character U+{ord(odd):04X}: take it out")
    return line


def _odd(text: str) -> str:
    """The first character that nobody could read; empty: none."""
    return next((char for char in text if not char.isprintable() and char not in JOINERS), "")


def _named(text: str) -> str:
    line = _line(text)
    if not line.strip(JOINERS):
        raise ValueError("must not be empty")
    return line


def _domain(text: str) -> str:
    """As the mails from there name it, in ASCII (IDNA 2008)."""
    name = seen(text).strip()
    known = registered(name)
    wire = idna.encode(known).decode() if known else name
    if not _DOMAIN.fullmatch(wire):
        raise ValueError("must be a domain alone, such as microsoft.com")
    return wire


def _mail_server(*schemes: str) -> AfterValidator:
    def check(url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        Server.of(url.get_secret_value())
        return url

    return AfterValidator(check)


def _database(url: SecretStr) -> SecretStr:
    try:
        parse(url.get_secret_value())
    except UnusableDatabase:
        raise ValueError("must name a SQLite file (sqlite:///…) or PostgreSQL (postgresql+psycopg://…)") from None
    return url


def _master_key(key: SecretStr) -> SecretStr:
    try:
        decode(key.get_secret_value())
    except WrongMasterKey:
        raise ValueError("must be base64 of 32 bytes: dsrbot key new makes one") from None
    return key


Text = Annotated[str, Field(min_length=1)]
Line = Annotated[str, AfterValidator(_line)]
Named = Annotated[str, AfterValidator(_named)]
Domain = Annotated[str, AfterValidator(_domain)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
Length = Annotated[timedelta, BeforeValidator(duration), AfterValidator(_some)]
TimeOfDay = Annotated[time | None, BeforeValidator(_time_of_day)]
Days = Annotated[timedelta, BeforeValidator(duration), AfterValidator(_whole_days)]
Email = Annotated[str, AfterValidator(_email)]
AccountName = Annotated[str, AfterValidator(_account)]
Day = Annotated[date, PlainValidator(_day)]
Entry = Annotated[str, AfterValidator(_entry)]
CircleName = Annotated[str, AfterValidator(_circle)]
SlackChannel = Annotated[str, AfterValidator(_slack_channel)]
Guid = Annotated[str, AfterValidator(_guid)]
Country = Annotated[str, AfterValidator(_country)]
Language = Annotated[str, AfterValidator(_language)]
TimeZone = Annotated[ZoneInfo, PlainValidator(_timezone)]
Page = Annotated[str, AfterValidator(_page)]
Web = Annotated[str, AfterValidator(_web)]
Origin = Annotated[str, AfterValidator(_origin)]
Port = Annotated[int, Field(ge=0, le=65535)]
Database = Annotated[SecretStr, AfterValidator(_database)]
MasterKey = Annotated[SecretStr, AfterValidator(_master_key)]
Smtp = Annotated[SecretStr, _mail_server("smtp", "smtps")]
Imap = Annotated[SecretStr, _mail_server("imap", "imaps")]
