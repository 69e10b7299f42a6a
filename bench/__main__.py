"""`make bench`: every part after the other, in a quarter of an hour; `PART="b d"` runs some, `QUICK=1` at small sizes,
and `PAGE=1` writes what was found into the page.

Whatever is compared runs in turns in one run, so that a noisy machine is noisy for both, and what acts cost is the
processor's time. Everything listens on 127.0.0.1; each part has a time limit.
"""

from __future__ import annotations

import asyncio
import sys

import click

from bench.parts import LIMIT, PARTS, Size
from bench.table import PAGE, written


@click.command()
@click.argument("parts", nargs=-1)
@click.option("--quick", is_flag=True, help="Small sizes: whether it runs, not how fast.")
@click.option("--page", is_flag=True, help="Write what was found into docs/performance.md.")
def main(parts: tuple[str, ...], quick: bool, page: bool) -> None:
    """Run these parts, or all of them."""
    if unknown := [name for name in parts if name not in PARTS]:
        raise click.UsageError(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    failed = [name for name in parts or PARTS if not _part(name, Size.QUICK if quick else Size.WHOLE, page=page)]
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


def _part(name: str, size: Size, *, page: bool) -> bool:
    """Whether it came to its end. One that fails keeps none of the others from theirs."""
    try:
        tables = asyncio.run(asyncio.wait_for(PARTS[name](size), LIMIT[size]))
    except Exception as fault:
        print(f"({name}) failed: {fault!r}", file=sys.stderr, flush=True)
        return False
    for table in tables:
        print(f"({name}) " + "\n".join(table.lines()), end="\n\n", flush=True)
    if page:
        PAGE.write_text(written(PAGE.read_text(), name, tables))
    return True


if __name__ == "__main__":
    main()
