"""What stands in an answer beside its rows. A service may say 200, and there that it could not do what was asked: an
empty list proves something only where all that stands beside it is understood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

Named = Sequence[tuple[str, object]]  # the fields of an answer, by their names in small letters

COUNTS = frozenset({"count", "total", "totalcount", "rowcount", "odatacount"})
HINTS = ("next", "more", "continu", "skip", "token", "cursor", "page")
# Control information of OData 4.01, with and without its prefix; what Dataverse (count-rows) and Graph add besides.
_HARMLESS = frozenset(
    {"context", "metadata", "metadataetag", "etag", "type", "id", "deltalink", "microsoft.graph.tips",
     "microsoft.dynamics.crm.totalrecordcount", "microsoft.dynamics.crm.totalrecordcountlimitexceeded",
     "microsoft.dynamics.crm.globalmetadataversion"}
)  # fmt: skip
_ILL = frozenset(
    {"error", "errors", "errorcode", "odataerror", "odataerrors", "warning", "warnings", "partial", "ispartial",
     "partialresult", "partialresults", "truncated", "istruncated", "incomplete"}
)  # fmt: skip
_WELL = frozenset({"complete", "iscomplete", "success", "issuccess", "succeeded"})
_CONTEXTS = frozenset({"@odata.context", "odata.context", "@context", "@odata.metadata", "odata.metadata"})
_NOTHING: tuple[object, ...] = (None, "", [])


def named(body: Mapping[str, object]) -> Named:
    return [(name.casefold(), value) for name, value in body.items()]


def letters(name: str) -> str:
    return "".join(filter(str.isalpha, name))


def fails(body: Mapping[str, object]) -> bool:
    """Whether an answer of whatever shape says that something went wrong, or that it is not whole."""
    told = [(letters(name), value) for name, value in named(body)]
    ill = any(name in _ILL and value is not False and value not in _NOTHING for name, value in told)
    return ill or any(name in _WELL and value is False for name, value in told)


def unknown(fields: Named) -> bool:
    """Whether something stands beside the list `value` that nobody here understands."""
    return any(not _known(name, value) for name, value in fields)


def elsewhere(fields: Named, table: str) -> bool:
    """Whether the answer is about another table, by the address of its metadata (OData 4.01, context URL)."""
    told = [unquote(value) for name, value in fields if name in _CONTEXTS and isinstance(value, str) and "#" in value]
    sets = [re.split(r"[(/]", context.rpartition("#")[2])[0].casefold() for context in told]
    return any(one not in {"collection", table.casefold()} for one in sets)


def _known(name: str, value: object) -> bool:
    """A count and a hint of more are judged by who reads the pages."""
    annotation = name.startswith(("@", "odata.")) and name.removeprefix("@").removeprefix("odata.") in _HARMLESS
    told = letters(name) in COUNTS or any(hint in name for hint in HINTS)
    return name == "value" or value in _NOTHING or annotation or told
