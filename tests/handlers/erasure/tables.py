"""Tables in the process that answer questions as Customer Insights does, with the oddities of one's choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from domain.erasure.looks import How, Question, Reply
from domain.trouble import Refused, Unreachable
from gateways.customer_insights.rows import row as understood

Rows = list[Mapping[str, object]]


@dataclass
class Tables:
    """`rows`: by table. `capitals`: they count in a filter, and in a search where `searches_capitals`.

    `filters`, `searches`: columns that may be asked so; None for all. `odd`: how the answers of a table are changed.
    """

    rows: dict[str, Rows]
    capitals: bool = False
    searches_capitals: bool = False
    filters: tuple[str, ...] | None = None
    searches: tuple[str, ...] | None = None
    words: bool = False  # a search finds whatever has one word of it
    odd: dict[str, Callable[[Question, Rows], Rows]] = field(default_factory=dict)
    expands: bool | None = True  # None: it takes no heed of that its rows are to come along; False: it refuses
    tells: bool = False  # how many there are
    down: bool = False
    asked: list[Question] = field(default_factory=list)

    async def ask(self, question: Question) -> Reply:
        self.asked.append(question)
        if self.down:
            raise Unreachable("silence")
        if question.table not in self.rows:
            raise Refused("no such table", status=404)
        found = self._answer(question)
        found = self.odd[question.table](question, found) if question.table in self.odd else found
        pages = max(1, -(-len(found) // 100))
        read = found[: question.most * 100]
        count = len(found) if self.tells else None
        more = pages > question.most
        return Reply(rows=tuple(map(understood, read)), pages=min(pages, question.most), more=more, count=count)

    def _answer(self, question: Question) -> Rows:
        rows = self.rows[question.table]
        match question.how:
            case How.ALL if question.along and self.expands is False:
                raise Refused("it brings nothing along", status=400)
            case How.ALL if question.along in self.rows and self.expands:
                return [{**row, question.along: self._along(question.along, row)} for row in rows]
            case How.ALL:
                return rows
            case How.FILTER:
                if self.filters is not None and question.column not in self.filters:
                    raise Refused("not filterable", status=400)
                wanted = {self._folded(value, self.capitals) for value in question.values}
                return [row for row in rows if self._folded(_cell(row, question.column), self.capitals) in wanted]
            case How.SEARCH:
                terms = question.values[0].split("@") if self.words else list(question.values)
                return [row for row in rows if any(self._finds(row, term) for term in terms)]

    def _along(self, table: str, row: Mapping[str, object]) -> Rows:
        return [other for other in self.rows[table] if other.get("CustomerId") == row.get("CustomerId")]

    def _finds(self, row: Mapping[str, object], term: str) -> bool:
        columns = row if self.searches is None else [name for name in row if name in self.searches]
        texts = [self._folded(str(row[name]), self.searches_capitals) for name in columns]
        return any(self._folded(term, self.searches_capitals) in text for text in texts)

    def _folded(self, text: str, capitals: bool) -> str:
        return text if capitals else text.casefold()


def _cell(row: Mapping[str, object], column: str) -> str:
    return next((str(value) for name, value in row.items() if name.casefold() == column.casefold()), "")


def customer(number: int, address: str, **more: object) -> Mapping[str, object]:
    return {"CustomerId": f"c-{number}", "Mail": address, **more}


def people(number: int) -> Rows:
    """So many others."""
    return [customer(n, f"someone{n}@contoso.com") for n in range(100, 100 + number)]


def without(table: Rows, *names: str) -> Rows:
    return [{name: value for name, value in row.items() if name not in names} for row in table]
