"""The record of an erasure: one page that a regulator could read, and that names the person only by a pseudonym. It is
called a certificate where everything that was asked said that the person is gone, and nowhere else.

Pure: values in, HTML out. It loads nothing and runs nothing, so that it reads the same in ten years, and prints well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from domain.words.language import Words


@dataclass(frozen=True)
class Entry:
    """One thing that was done. All are words for people; `by` is a name, empty for the bot itself."""

    what: str
    result: str
    by: str
    when: str


@dataclass(frozen=True, kw_only=True)
class Certificate:
    request: str
    title: str
    environment: str
    state: str
    pseudonyms: tuple[str, ...]
    received: str
    due: str
    closed: str
    verdict: str
    decisions: tuple[Entry, ...]
    acts: tuple[Entry, ...]
    troubles: tuple[Entry, ...] = ()
    looks: tuple[Entry, ...] = ()
    omitted: tuple[Entry, ...] = ()  # what was left out, and why
    left: tuple[tuple[str, str], ...] = ()  # what outlives the erasure, and until when
    verified: bool = True
    controller: str = ""
    reference: str = ""  # the company's own
    zone: str = ""
    verify: tuple[str, ...] = ()
    answered: str = ""  # the day on which the person was told
    made: str
    sandbox: bool = False


_STYLE = """
:root{color-scheme:light;--ink:#1c2430;--soft:#5b6675;--line:#d8dee6;--good:#1b6b45;--open:#b36b00}
*{box-sizing:border-box}
body{margin:0;background:#eef1f5;color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:56rem;margin:2rem auto;padding:2.5rem 3rem;background:#fff;border:1px solid var(--line)}
h1{margin:0 0 .25rem;font-size:1.6rem}h2{margin:2rem 0 .5rem;font-size:1.05rem}
.verdict{margin:1.25rem 0;padding:.75rem 1rem;border-left:.3rem solid var(--good);background:#f3f8f5;font-weight:600}
.verdict.open{border-color:var(--open);background:#fdf6ec}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;margin:1rem 0}
dt,small,footer{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;table-layout:fixed}
th:nth-child(1){width:28%}th:nth-child(3){width:14%}th:nth-child(4){width:21%}
th{text-align:left;font-weight:600;color:var(--soft)}
th,td{padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td:nth-child(4){white-space:nowrap;padding-right:0}
footer{margin-top:2rem;font-size:.85rem}.verify p{margin:.2rem 0;overflow-wrap:anywhere}
@media(max-width:40rem){main{margin:0;padding:1.25rem;border:0}table{font-size:.8rem}td:nth-child(4){white-space:normal}}
@page{size:A4;margin:12mm 14mm}
@media print{body{background:#fff;font-size:8.5pt;line-height:1.25}
h1{font-size:1.3rem}h2{margin:.6rem 0 .1rem;font-size:.9rem}
dl{grid-template-columns:max-content 1fr max-content 1fr;gap:.1rem 1rem;margin:.5rem 0}
th,td{padding:.1rem .75rem .1rem 0}
.verdict{margin:.5rem 0;padding:.4rem .75rem}footer{margin-top:.75rem;font-size:.75rem}
main{margin:0;padding:0;border:0;max-width:none}
tr,dl,.verdict{break-inside:avoid}thead{display:table-header-group}}
"""


def name_of(certificate: Certificate) -> str:
    """For a file."""
    return "certificate-of-erasure" if certificate.verified else "record-of-erasure"


def html(certificate: Certificate, words: Words) -> str:
    """The whole page."""
    title = f"{certificate.title} · {certificate.request}"
    own = (words.certificate.CONTROLLER, certificate.controller), (words.certificate.REFERENCE, certificate.reference)
    facts = (
        *((name, value) for name, value in own if value),
        (words.certificate.PERSON, ", ".join(certificate.pseudonyms) or words.certificate.ERASED),
        (words.certificate.ENVIRONMENT, certificate.environment),
        (words.certificate.RIGHT, words.certificate.ERASURE),
        (words.card.RECEIVED, certificate.received),
        (words.card.DUE, certificate.due),
        *([(words.certificate.TOLD, certificate.answered)] if certificate.answered else []),
        (certificate.state, certificate.closed),
        *([(words.certificate.TIMES, certificate.zone)] if certificate.zone else []),
    )
    sandbox = f" <small>({escape(words.card.SANDBOX)})</small>" if certificate.sandbox else ""
    made = words.certificate.MADE.format(certificate.made)
    return (
        f'<!doctype html>\n<html lang="{escape(words.tag)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(certificate.title)}{sandbox}</h1><small>{escape(certificate.request)}</small>"
        f'<p class="verdict{"" if certificate.verified else " open"}">{escape(certificate.verdict)}</p>'
        f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in facts)}</dl>"
        f"{_table(words.certificate.DECISIONS, certificate.decisions, words)}"
        f"{_table(words.certificate.ACTS, certificate.acts, words)}"
        f"{_table(words.certificate.OMITTED, certificate.omitted, words)}"
        f"<p>{escape(words.certificate.NOT_LOOKED)}</p>"
        f"{_left(certificate, words)}"
        f"{_table(words.certificate.TROUBLES, certificate.troubles, words)}"
        f"{_table(words.certificate.LOOKS, certificate.looks, words)}"
        f"{_verify(certificate, words)}"
        f"<footer>{escape(words.certificate.FOOT)} {escape(made)}</footer></main></body></html>\n"
    )


def _left(certificate: Certificate, words: Words) -> str:
    if not certificate.left:
        return ""
    rows = "".join(f"<dt>{escape(what)}</dt><dd>{escape(until)}</dd>" for what, until in certificate.left)
    return f"<h2>{escape(words.certificate.LEFT)}</h2><dl>{rows}</dl>"


def _verify(certificate: Certificate, words: Words) -> str:
    if not certificate.verify:
        return ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in certificate.verify)
    return f'<h2>{escape(words.certificate.VERIFY)}</h2><div class="verify">{lines}</div>'


def _table(title: str, acts: Sequence[Entry], words: Words) -> str:
    if not acts:
        return ""
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name in words.certificate.COLUMNS)
    rows = "".join(f"<tr>{_cells(act, words)}</tr>" for act in acts)
    return f"<h2>{escape(title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(act: Entry, words: Words) -> str:
    return "".join(
        f"<td>{escape(text)}</td>" for text in (act.what, act.result, act.by or words.certificate.THE_BOT, act.when)
    )
