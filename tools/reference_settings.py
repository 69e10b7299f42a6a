"""What may be set, as pages: each setting by its name, what it may be, what holds without it, and what stops the start.

What a setting does stands beside it in `dsrbot.example.toml`, or at its variable. What stops the start is tried: these
values are given to each setting, and what the bot says of them is written down.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from bot.app.metrics import METRICS
from bot.settings.config import Config
from bot.settings.environment import Insights, Process, Slack, Teams, Variables
from bot.settings.setting_errors import SettingsError, explain
from tools.reference_commands import WRITTEN

EXAMPLE = Path(__file__).parents[1] / "dsrbot.example.toml"
ODD: tuple[Any, ...] = (7, -1, 0, True, "", "?", "0", "36h", "1m", "400d", [], ["?"], ["0"], {}, {"?": "?"})
CHANNELS = ("approval.escalate_to", "channels.approvals", "channels.failures", "channels.audit")
TOGETHER: tuple[str, ...] = (
    '[approval]\nremind_after = ["4d"]',
    '[approval]\nescalate_to = ["ben@contoso.com"]',
    '[people]\nadmins = ["ada@contoso.com"]\n[approval]\nescalate_to = ["ada@contoso.com"]\nescalate_after = "80h"',
    '[approval]\ncircles = { privacy = ["ben@contoso.com"] }',
    "[approval]\nrequired = { default = { privacy = 1 } }",
    '[people.also]\n"ben@contoso.com" = ["ben@contoso.com"]',
    '[people]\noutside_auditors = { "slack-group:S0A" = 2027-03-31 }',
    '[audit]\ntimestamp = "https://tsa.example.com"',
    "[limits]\ndoor = 100",
    "[platforms]\nworkspaces = []",
)
PARTIES: Mapping[str, type[Variables]] = {
    "The process": Process,
    "Slack": Slack,
    "Teams": Teams,
    "Customer Insights": Insights,
}
NEEDED: Mapping[str, Mapping[str, str]] = {  # without which nothing else of a party is looked at
    "The process": {},
    "Slack": {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "hush"},
    "Teams": {
        "MicrosoftAppId": "33333333-4444-4555-8666-777777777777",
        "MicrosoftAppPassword": "hush",
        "MicrosoftAppTenantId": "tenant",
    },
    "Customer Insights": {
        "INSIGHTS_INSTANCE_ID": "environment",
        "INSIGHTS_SUBSCRIPTION_KEY": "hush",
        "ENTRA_TENANT_ID": "tenant",
        "ENTRA_CLIENT_ID": "client",
        "ENTRA_CLIENT_SECRET": "hush",
    },
}
ODD_TEXTS = ("?", "70000", "http://example.com", "smtp://", "postgresql://?")
_SETTINGS = f"""# Settings

{WRITTEN}

What your company decided stands in `dsrbot.toml`, or where `DSRBOT_CONFIG` says; `dsrbot.example.toml` shows all of it,
and `dsrbot init` asks for what matters. It is read once, at the start. Whatever is not understood stops the start, with one
sentence that names the setting: what is said of wrong values stands beside each. Secrets and addresses are
[environment variables](environment.md). What stands here is about one environment of Customer Insights; further ones stand
beside it as [`[[environments]]`](how-to/several-environments.md).

A length of time is a number and a letter: `"30s"`, `"15m"`, `"4h"`, `"2d"`, or together `"1h30m"`.

%s

## What must fit together

Each of these stops the start, and says why:

%s
"""
_ENVIRONMENT = f"""# Environment variables

{WRITTEN}

Secrets and addresses come from the environment, or from a file `.env` in the working folder, which only you may read; what
the environment sets wins. A line of that file that is not understood stops every command. An empty variable counts as unset; blanks around a
value are no part of it, and quotes around one stop the start, as programs that know none hand them on. A secret
may stand in a file of its own: `<NAME>_FILE` names it, in the place of `<NAME>`. No value of a variable is ever shown in a message.

%s
"""
_METRICS = f"""# Metrics

{WRITTEN}

`/metrics` on `ADMIN_HOST` and `ADMIN_PORT`, in the text form of Prometheus. They are counts and ages, of nobody. With
several environments each says of which it is, by a label `environment`.

| name | labels | says |
| --- | --- | --- |
%s

`/livez` and `/healthz` say that the process lives. `/readyz` answers 503 where the bot cannot do its work, and `why`: the work, the database
or its tables. The database of an environment beside the first one is only named there. On `ADMIN_PORT` it says besides how each door and the log are; a door that is out of order takes no other out.
Which of them call for somebody, and when: [how the bot is run](operate.md).
"""


def settings() -> str:
    tables = [_table(name, field.annotation, _prose()) for name, field in Config.model_fields.items()]
    return _SETTINGS % ("\n\n".join(tables), "\n".join(f"- {said}" for said in dict.fromkeys(map(_refused, TOGETHER))))


def _table(name: str, table: Any, prose: Mapping[str, str]) -> str:
    about = prose.get(name, "")
    head = f"## {name}\n\n{_sentence(about)}" if about else f"## {name}"
    return "\n\n".join([head, *(_row(f"{name}.{key}", field, prose) for key, field in table.model_fields.items())])


def _row(name: str, field: FieldInfo, prose: Mapping[str, str]) -> str:
    stops = "; ".join(wrong(name)).replace("<", r"\<")
    return "\n".join(
        [
            f"### {name}\n",
            *([f"{_sentence(prose[name])}\n"] if prose.get(name) else []),
            f"- Is: {kind(field.annotation)}",
            f"- Without it: {usual(field)}",
            f"- Stops the start: {stops}",
        ]
    )


def _sentence(text: str) -> str:
    """As Markdown: what stands in angles is no HTML."""
    whole = f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
    return whole.replace("<", r"\<")


def usual(field: FieldInfo) -> str:
    if field.is_required():
        return "it is asked for"
    found = field.get_default(call_default_factory=True)
    return f"`{_toml(found)}`" if _toml(found) else "nothing"


def _toml(value: Any) -> str:
    match value:
        case SecretStr():
            return value.get_secret_value()
        case bool() | int():
            return str(value).lower()
        case timedelta():
            return f'"{_length(value)}"'
        case ZoneInfo():
            return f'"{value.key}"'
        case str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case None | BaseModel():
            return ""
        case dict():
            return "{}"
    raise TypeError(type(value).__name__)


def _length(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    unit, of = next(
        ((unit, of) for unit, of in (("d", 86_400), ("h", 3_600), ("m", 60)) if seconds % of == 0), ("s", 1)
    )
    return f"{seconds // of}{unit}" if seconds else "0"


def kind(annotation: Any) -> str:
    """What a value of it is, in a word or two."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind(inner[0])
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(kind(one) for one in inner if one is not NoneType))
    if origin is Literal:
        return " or ".join(f'"{one}"' for one in inner)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return " or ".join(f'"{one}"' for one in annotation)
    if origin is tuple:
        return f"a list: {kind(inner[0])} each"
    names = {
        bool: "true or false", int: "a whole number", str: "text", timedelta: "a length of time",
        ZoneInfo: "a time zone", date: "a day", time: 'a time of the day, or "off"', SecretStr: "a secret",
    }  # fmt: skip
    return names.get(annotation, "a table")


def wrong(name: str) -> list[str]:
    """What is said of values that are none, each once, without the name."""
    table, key = name.split(".")
    odd = (*ODD, {"slack": "?"}) if name in CHANNELS else ODD
    said = (_told({table: {key: value}}, name) for value in odd)
    return list(dict.fromkeys(one.removeprefix(name).strip(" .") for one in said if one))


def _told(values: Mapping[str, Any], name: str) -> str:
    """Empty: it is taken, or what is said is about another setting, too."""
    try:
        Config.model_validate(values)
    except ValidationError as mistakes:
        found = explain(mistakes, Config, missing="add it")
        return found if found.startswith(name) else ""
    return ""


def _refused(text: str) -> str:
    try:
        Config.model_validate(tomllib.loads(text))
    except ValidationError as mistakes:
        return explain(mistakes, Config, missing="add it")
    raise ValueError(f"nothing is wrong with {text}")


def _prose() -> Mapping[str, str]:
    """What stands beside each setting and each table of the example, which has every one of them."""
    found: dict[str, str] = {}
    table, last = "", ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        code, _, said = _halves(line)
        if head := re.fullmatch(r"\[([\w.]+)\]", code):
            table = last = head[1]
        elif key := re.match(r"(\w+) = ", code):
            last = f"{table}.{key[1]}"
        elif code or not said:
            last = last if code else ""
            continue
        if last and said.startswith('"') and not code:
            found[last] = f"{found[last]}. Such as `{said}`"
        elif last and said:
            found[last] = f"{found[last]} {said}" if last in found else said
    return found


def _halves(line: str) -> tuple[str, str, str]:
    """Before and behind the `#`, which stands in no value of the example."""
    code, sign, said = line.partition("#")
    return code.strip(), sign, said.strip()


def environment() -> str:
    return _ENVIRONMENT % "\n\n".join(f"## {name}\n\n{_variables(party)}" for name, party in PARTIES.items())


def _variables(party: type[Variables]) -> str:
    rows = [_variable(party, field) for field in party.model_fields.values()]
    lacks = list(dict.fromkeys(_lacking(party)))
    return "\n".join(rows) + "".join(f"\n- Stops the start: {one}" for one in lacks)


def _variable(party: type[Variables], field: FieldInfo) -> str:
    name = str(field.alias)
    stops = "".join(f" Stops the start: {one}." for one in [", or ".join(wrong_text(party, name))] if one)
    default = (
        ""
        if field.is_required() or not _toml(field.default)
        else f" Without it: `{_toml(field.default).strip(chr(34))}`."
    )
    return f"- `{name}`, {kind(field.annotation)}: {field.description}.{default}{stops}"


def _lacking(party: type[Variables]) -> Iterator[str]:
    """What is said where one of those is missing that are needed."""
    for name in needed(party):
        try:
            party.of({one: text for one, text in needed(party).items() if one != name}, Path())
        except SettingsError as error:
            yield str(error)


def needed(party: type[Variables]) -> Mapping[str, str]:
    return next(NEEDED[name] for name, one in PARTIES.items() if one is party)


def wrong_text(party: type[Variables], name: str) -> list[str]:
    said = []
    for text in ODD_TEXTS:
        try:
            party.of({**needed(party), name: text}, Path())
        except SettingsError as error:
            said += [str(error).removeprefix(name).strip(" .")] if str(error).startswith(f"{name} must") else []
    return list(dict.fromkeys(said))


def metrics() -> str:
    return _METRICS % "\n".join(
        f"| `{name}` | {', '.join(map(_label, one.labels.items()))} | {one.says} |" for name, one in METRICS.items()
    )


def _label(label: tuple[str, tuple[str, ...]]) -> str:
    return f"`{label[0]}`: {', '.join(label[1])}"
