"""Copies of tables of Customer Insights in Dataverse, as Dataverse itself says which there are. Pure.

Their names begin with `msdynci_`; seven are documented (reference on Customer Insights §5), and measures may have
tables of their own. Customers are found in each by the same id as in Customer Insights.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.erasure.whereabouts import Column

PREFIX = "msdynci_"
PROFILES = "msdynci_customerprofile"
DOCUMENTED = (
    PROFILES, "msdynci_alternatekey", "msdynci_unifiedactivity", "msdynci_customermeasure", "msdynci_enrichment",
    "msdynci_prediction", "msdynci_segmentmembership",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A table. `name`: its logical name; `rows`: the name by which its rows are asked for."""

    name: str
    rows: str


@dataclass(frozen=True, kw_only=True)
class CopyColumns:
    """Those of a table that hold text. `unread`: what came was not understood as a whole."""

    columns: tuple[Column, ...] = ()
    unread: bool = False

    @property
    def key(self) -> str:
        """The column by which a customer is found; empty where none, or more than one, is known."""
        keys = [column.name for column in self.columns if column.names_customers]
        return keys[0] if len(keys) == 1 else ""
