"""How far long work has come, for whoever looks: a bar in a terminal, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Come = Callable[[int], None]


@contextmanager
def of_bytes(label: str, size: int) -> Iterator[Come]:
    """On standard error, beside what is told on standard output. Called with how many more were read."""
    console = Console(stderr=True)
    with _bar(console, DownloadColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task(label, total=size)
        yield lambda more: bar.advance(task, more)


@contextmanager
def of_steps(total: int) -> Iterator[Callable[[str], None]]:
    """Below a story that is told in the same terminal. Called with the name of each step that begins."""
    console = Console()
    with _bar(console, TextColumn("{task.completed} of {task.total} done"), TimeElapsedColumn()) as bar:
        task, begun = bar.add_task("", total=total), iter(range(total + 1))
        yield lambda name: bar.update(task, description=name, completed=next(begun))
        bar.update(task, completed=total)


@contextmanager
def of_rows(label: str) -> Iterator[Callable[[str, int, int], None]]:
    """On standard error. Called with what they are, how many more are done, and how many there are in all."""
    console = Console(stderr=True)
    with _bar(console, MofNCompleteColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task(label, total=None)
        yield lambda name, more, total: bar.update(task, description=f"{label}: {name}", total=total, advance=more)


def _bar(console: Console, *columns: ProgressColumn) -> Progress:
    """It takes itself away at the end. `FORCE_COLOR` makes no terminal of a file."""
    named, seen = TextColumn("{task.description}", markup=False), console.file.isatty()
    shown = (named, BarColumn(), TaskProgressColumn(), *columns)
    return Progress(*shown, console=console, transient=True, disable=not seen)
