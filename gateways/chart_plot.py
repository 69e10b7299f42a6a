"""One chart, by a process of its own: JSON in, PNG out. It imports nothing of ours, and is imported by nobody."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

mpl.rcParams.update({"text.parse_math": False, "hatch.linewidth": 0.7, "font.size": 9.5, "text.hinting": "none"})

DPI = 130
WIDTH, EDGE = 8.6, 0.3  # inches
TALL = 40  # inches, of the paper before it is cut
LINE, THICK, GAP = 0.21, 0.2, 0.12
# Okabe and Ito, jfly.uni-koeln.de/color; each with a pattern of its own, for those who see no colours.
INKS = {
    "green": ("#009E73", ""),
    "purple": ("#CC79A7", "xxx"),
    "vermilion": ("#D55E00", "\\\\\\\\"),
    "orange": ("#E69F00", "...."),
    "blue": ("#0072B2", "////"),
    "sky": ("#56B4E9", "----"),
}
Json = dict[str, Any]


@dataclass(frozen=True)
class Theme:
    paper: str
    ink: str
    faint: str


LIGHT, DARK = Theme("#ffffff", "#1d1c1d", "#55555c"), Theme("#1a1d21", "#f2f2f3", "#b5b6ba")


class Sheet:
    """Inches from its upper left corner; it is cut to what was drawn."""

    def __init__(self, theme: Theme) -> None:
        self.theme, self.y = theme, EDGE
        self._figure = Figure(figsize=(WIDTH, TALL), dpi=DPI, facecolor=theme.paper)
        self._canvas = FigureCanvasAgg(self._figure)

    def text(self, text: str, *, x: float = EDGE, size: float = 9.5, bold: bool = False, faint: bool = False) -> float:
        """Where it ends."""
        drawn = self._put(text, x, size=size, bold=bold, faint=faint)
        return x + self._wide(drawn)

    def right(self, text: str, beside: float) -> None:
        """At the right edge, or, where it would touch what stands there, on a line of its own."""
        drawn = self._put(text, EDGE)
        wide = self._wide(drawn)
        if beside + wide + EDGE < WIDTH - EDGE:
            drawn.set_x((WIDTH - EDGE - wide) / WIDTH)
        else:
            self.y += LINE
            drawn.set_y(self._up(self.y))

    def paragraph(self, text: str) -> None:
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and self._wide_of(longer) > WIDTH - 2 * EDGE:
                self._line(line)
                longer = word
            line = longer
        self._line(line)

    def box(self, x: float, wide: float, ink: str = "") -> None:
        colour, hatch = INKS.get(ink, ("none", ""))
        self._figure.add_artist(
            Rectangle(
                (x / WIDTH, self._up(self.y + THICK)), wide / WIDTH, THICK / TALL,
                facecolor=colour, edgecolor=self.theme.ink if ink else self.theme.faint, hatch=hatch, linewidth=0.8,
            )
        )  # fmt: skip

    def save(self, chart: Json) -> None:
        mpl.rcParams["savefig.facecolor"] = self.theme.paper
        tall = self.y + EDGE
        box = mpl.transforms.Bbox.from_extents(0, TALL - tall, WIDTH, TALL)
        said = {"Title": chart["title"], "Description": chart["alt"], "Software": "DSR Bot"}
        self._figure.savefig(sys.stdout.buffer, format="png", bbox_inches=box, metadata=said)

    def _line(self, line: str) -> None:
        self.text(line, size=8, faint=True)
        self.y += LINE * 0.85

    def _put(self, text: str, x: float, *, size: float = 9.5, bold: bool = False, faint: bool = False) -> Text:
        colour = self.theme.faint if faint else self.theme.ink
        weight = "bold" if bold else "normal"
        return self._figure.text(x / WIDTH, self._up(self.y), text, va="top", size=size, weight=weight, color=colour)

    def _wide(self, drawn: Text) -> float:
        return float(drawn.get_window_extent(self._canvas.get_renderer()).width) / DPI  # type: ignore[no-untyped-call]

    def _wide_of(self, text: str) -> float:
        drawn = self._put(text, EDGE, size=8)
        wide = self._wide(drawn)
        drawn.remove()
        return wide

    def _up(self, y: float) -> float:
        return 1 - y / TALL


def panel(sheet: Sheet, told: Json) -> None:
    sheet.y += GAP
    sheet.text(told["title"], size=11, bold=True)
    sheet.y += LINE * 1.3
    for one in told["bars"]:
        bar(sheet, one, told["most"])
    if told["legend"]:
        legend(sheet, told["legend"])


def bar(sheet: Sheet, told: Json, most: float) -> None:
    sheet.right(told["value"], sheet.text(told["label"]))
    sheet.y += LINE
    x, whole = EDGE, WIDTH - 2 * EDGE
    if told["parts"]:
        sheet.box(x, whole)
        for ink, amount in told["parts"]:
            wide = whole * amount / most if most else 0
            if wide:
                sheet.box(x, wide, ink)
            x += wide
        sheet.y += THICK
    sheet.y += GAP


def legend(sheet: Sheet, told: list[tuple[str, str]]) -> None:
    x = EDGE
    for ink, name in told:
        sheet.box(x, 0.3, ink)
        sheet.y += 0.02
        x = sheet.text(name, x=x + 0.38) + 0.3
        sheet.y -= 0.02
    sheet.y += LINE + GAP


def main() -> None:
    told = json.loads(sys.stdin.buffer.read())
    sheet, chart = Sheet(DARK if told["dark"] else LIGHT), told["chart"]
    sheet.text(chart["title"], size=14, bold=True)
    sheet.y += LINE * 1.6
    for one in chart["panels"]:
        panel(sheet, one)
    sheet.y += GAP
    for note in chart["notes"]:
        sheet.paragraph(note)
    sheet.save(chart)


if __name__ == "__main__":
    main()
