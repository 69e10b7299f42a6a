"""What code and pages cite is in the repository: sections, pages, standards, articles; and links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
DOCS = HOME / "docs"
REFERENCE = DOCS / "reference"
ROOMS = "bot|common|domain|gateways|handlers|storage"
NOT_OURS = {".venv", "node_modules", "build", "data"}
STANDARDS = r"RFC \d+|(?:OData|CSS) \d[\d.]*\d"
NUMBERS = r"§[\d.]+(?:(?:, | and )§[\d.]+)*"
# What a § may be of → the page that has it, as a heading with that number. Standards have their own.
OF = re.compile(rf"([Dd]esign|[Rr]eference on Customer Insights|[\w/-]+\.md`?|{STANDARDS}),? \(?({NUMBERS})")
PAGES = {"design": DOCS / "design.md", "customer-insights": REFERENCE / "customer-insights.md"}
ARTICLES = re.compile(r"\bArt\. (\d+(?:\(\w+\))*(?:(?:, | and )\d+(?:\(\w+\))*)*)")


@dataclass(frozen=True)
class Page:
    """A text that may cite. `path`: where it stands, for what is meant from there."""

    path: Path
    text: str

    @property
    def flowing(self) -> str:
        """Without breaks of lines, as a citation may go over one."""
        return re.sub(r"\s*\n[\s#*]*", " ", self.text)


@cache
def headings(path: Path) -> tuple[str, ...]:
    return tuple(re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE))


def begins(path: Path, start: str) -> bool:
    return any(re.match(rf"{re.escape(start)}(?!\w)", heading) for heading in headings(path))


def unresolved(page: Page) -> list[str]:
    """Every citation that leads nowhere."""
    kinds = _sections, _standards, _articles, _named_pages, _links, _paths, _modules
    return [found for kind in kinds for found in kind(page)]


def _sections(page: Page) -> Iterator[str]:
    cited = list(OF.finditer(page.flowing))
    for match in cited:
        of = match[1].rstrip("`").rpartition("/")[2].removesuffix(".md").casefold()
        where = PAGES.get("customer-insights" if of.startswith("reference on") else of)
        if where:
            numbers = re.findall(r"§(\d+)", match[2])
            yield from (f"{match[1]} §{number}" for number in numbers if not begins(where, f"{number}."))
        elif not of.startswith(("rfc", "odata", "css")):
            yield match[0]
    left = page.flowing.count("§") - sum(match[0].count("§") for match in cited)
    if left:
        yield f"{left} § that say not of what"


def _standards(page: Page) -> Iterator[str]:
    named = re.findall(rf"\b(?:{STANDARDS})", page.flowing)
    yield from (name for name in named if not begins(REFERENCE / "sources.md", name))
    laws = re.findall(r"\b(\d+/71|WP ?\d+|Guidelines \d+/\d+)\b", page.flowing)
    known = " ".join(headings(REFERENCE / "gdpr.md"))
    yield from (law for law in laws if not re.search(rf"\b{law}\b", known))


def _articles(page: Page) -> Iterator[str]:
    """Of the GDPR; beside Regulation 1182/71, of either."""
    either = "1182/71" in page.flowing
    law = (REFERENCE / "gdpr.md").read_text(encoding="utf-8")
    for cited in ARTICLES.findall(page.flowing):
        for number in re.findall(r"(\d+)(?:\(\w+\))*", cited):
            if not begins(REFERENCE / "gdpr.md", f"Art. {number}") and not (either and f"- Art. {number}(" in law):
                yield f"Art. {number}"


def _named_pages(page: Page) -> Iterator[str]:
    for name in re.findall(r"(?<![\w/.:-])((?:\.\./|[\w.-]+/)*[\w.-]+\.md)\b", page.flowing):
        places = HOME / name, DOCS / name, REFERENCE / name, page.path.parent / name
        if not any(place.exists() for place in places) and not begins(REFERENCE / "sources.md", Path(name).name):
            yield name


def _links(page: Page) -> Iterator[str]:
    if page.path.suffix == ".md":
        links = re.findall(r"\]\(([^)#:\s]+)\)", page.text)
        yield from (f"link to {link}" for link in links if not (page.path.parent / link).exists())


def _paths(page: Page) -> Iterator[str]:
    """Of a file or folder of ours, from the top, between backticks."""
    named = re.findall(rf"`((?:{ROOMS}|tests|tools|docs)/[\w./-]*)", page.flowing)
    yield from (name for name in named if not (HOME / name).exists())


def _modules(page: Page) -> Iterator[str]:
    """A module, or what it or a class of it has, by its dotted name between backticks."""
    for name in re.findall(rf"`((?:{ROOMS}|tests)(?:\.\w+)+)[`(]", page.flowing):
        parts = name.split(".")
        module = next(found for end in range(len(parts), -1, -1) if (found := _source(parts[:end])) or end == 0)
        left = parts[len(module[1]) :] if module else parts
        if left and not (module and all(re.search(rf"\b{part}\b", module[0]) for part in left)):
            yield name


def _source(parts: list[str]) -> tuple[str, list[str]] | None:
    """The code of a module without its docstring, and its name in parts; of a folder, that of its beginning."""
    place = HOME.joinpath(*parts)
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    if not parts or not file.exists():
        return None
    return re.sub(r'\A""".*?"""', "", file.read_text(encoding="utf-8"), flags=re.DOTALL), parts


def ours() -> list[Path]:
    found = [path for kind in ("py", "md", "js", "toml", "yaml") for path in HOME.rglob(f"*.{kind}")]
    return [
        path for path in found if not NOT_OURS.intersection(path.relative_to(HOME).parts) and path != Path(__file__)
    ]


def test_what_is_cited_is_in_the_repository() -> None:
    pages = [Page(path, path.read_text(encoding="utf-8")) for path in ours()]
    assert sum("§" in page.text for page in pages) > 20
    assert {str(page.path.relative_to(HOME)): found for page in pages if (found := unresolved(page))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("as it must be (design §6)", []),
        ("by the design (§2, §4)", []),
        ("design §2, §4 and §6", []),
        ("Rules after the reference on\n# Customer Insights §5: a row", []),
        ("`reference/customer-insights.md` §7", []),
        ("(RFC 5321 §4.1.2, RFC 6531 for others)", []),
        ("GDPR Art. 12(4) and 12(5), 17(3).", []),
        ("Reg. 1182/71 Art. 3(1)", []),
        ("(documentation, system.md)", []),
        ("see docs/what-outlives.md and data/tables.md", []),
        ("WP 242 rev.01; EDPB Guidelines 01/2022", []),
        ("design §11", ["design §11"]),
        ("design §6 and §99", ["design §99"]),
        ("while it is not, nobody is chased (§5)", ["1 § that say not of what"]),
        ("the reference on Customer Insights §77", ["reference on Customer Insights §77"]),
        ("teams.md §3", ["teams.md §3"]),
        ("RFC 9999 §1", ["RFC 9999"]),
        ("OData 3.0", ["OData 3.0"]),
        ("GDPR Art. 12(3), 99, 100", ["Art. 100"]),
        ("Art. 3(1)", ["Art. 3"]),
        ("Regulation 1183/71", ["1183/71"]),
        ("WP 24", ["WP 24"]),
        ("(documentation, no-such-page.md)", ["no-such-page.md"]),
        ("docs/no-such-page.md", ["docs/no-such-page.md"]),
        ("[here](no-such-file.svg)", ["link to no-such-file.svg"]),
        ("[here](https://example.com/x.svg), [design](docs/design.md)", []),
        ("`domain/rule.py`, `handlers/`, `storage/migrations/versions/`", []),
        ("`domain/rules.py` and `handlers/posts/`", ["domain/rules.py", "handlers/posts/"]),
        ("`domain.rule`, `domain.rule.sees`, `storage.store.Store.write`, `domain.rule.sees()`", []),
        (
            "`domain.rules`, `domain.rule.forgets` and `handlers.posts`",
            ["domain.rules", "domain.rule.forgets", "handlers.posts"],
        ),
    ],
)
def test_a_citation_that_leads_nowhere_is_found(text: str, found: list[str]) -> None:
    assert unresolved(Page(HOME / "page.md", text)) == found


def test_no_page_of_the_reference_is_empty_and_each_decision_says_all_four_things() -> None:
    assert [path.name for path in REFERENCE.glob("*.md") if len(path.read_text(encoding="utf-8")) < 1_000] == []
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    parts = ["**Context.**", "**Decision.**", "**Consequences.**", "**What would change it.**"]
    for number, path in enumerate(decisions, 1):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. ")
        assert [part for part in parts if part not in text] == [], path.name
