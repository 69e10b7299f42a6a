"""Changes lines of the product at random, one at a time, and runs the tests of the room where each stands.

    python tools/mutants.py [how many] [seed] [path:line …]

A change is caught when one of these tests fails with it and holds again without it. What survives is a line that nobody
watches: it is printed as a difference, and the end is 1 when more than one in fifteen survives. Works in a copy.

A small number is a place or a count, and becomes one more. A larger one, a fraction and what a span of time is made of
are measures: 31 seconds instead of 30 are no fault that anybody could notice, and a test of it would only repeat the
number. They become nothing, or ten times as much.
"""

from __future__ import annotations

import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOMS = ("bot", "common", "domain", "gateways", "handlers", "storage")
LEFT_OUT = ("storage/migrations/", "gateways/sandbox/")  # history; and a stand-in that is itself for tests
LIMIT = 900  # seconds that the tests of a room may take: what makes them endless is caught as well
MOST_SURVIVORS = 1 / 15
EVERY_ROOMS = "tests/test_values.py"  # holds for the rooms one and all, and so is of each
SMALL = 10  # from which on a whole number is a measure
_NOT_COPIED = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", "node_modules")

_OTHER: dict[type[ast.AST], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of a file: the characters from `start` to `end` of its text are `text` instead."""

    path: str
    line: int
    start: int
    end: int
    text: str

    def of(self, source: str) -> str:
        return source[: self.start] + self.text + source[self.end :]

    def told(self, source: str) -> str:
        before, after = (text.splitlines()[self.line - 1].strip() for text in (source, self.of(source)))
        return f"{self.path}:{self.line}\n    - {before}\n    + {after}"


def mutants(path: str, source: str) -> list[Mutant]:
    """Every change that is known of, of what is run: no text that people read, no import, no type."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def at(line: int, column: int) -> int:
        text = source[starts[line - 1] : starts[line]]
        return starts[line - 1] + len(text.encode()[:column].decode())

    def made(node: ast.expr | ast.stmt, text: str) -> Mutant:
        end = at(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return Mutant(path, node.lineno, at(node.lineno, node.col_offset), end, text)

    return [made(node, text) for node, text in _changes(ast.parse(source))]


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    quiet = {id(inner) for node in ast.walk(tree) for part in _left_alone(node) for inner in ast.walk(part)}
    spans = {id(inner) for node in ast.walk(tree) if _is_span(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in quiet:
            continue
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OTHER:
                yield node, f"({ast.unparse(left)} {_OTHER[type(op)]} {ast.unparse(right)})"
            case ast.BoolOp(op=op, values=values):
                word = " or " if isinstance(op, ast.And) else " and "
                yield node, f"({word.join(f'({ast.unparse(value)})' for value in values)})"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield node, f"bool({ast.unparse(operand)})"
            case ast.If(test=test) | ast.IfExp(test=test) if not isinstance(
                test, ast.Compare | ast.BoolOp | ast.UnaryOp
            ):
                yield test, f"(not ({ast.unparse(test)}))"
            case ast.Constant(value=bool() as value):
                yield node, str(not value)
            case ast.Constant(value=int() | float() as value):
                is_measure = id(node) in spans or isinstance(value, float) or value >= SMALL
                yield from ((node, text) for text in (_other_measures(value) if is_measure else [str(value + 1)]))
            case ast.Expr(value=ast.Call() | ast.Await()):
                yield node, "pass"


def _is_span(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "timedelta"


def _other_measures(value: float) -> list[str]:
    return ["0", str(value * 10)] if value else [str(value + 1)]


def _left_alone(node: ast.AST) -> Iterator[ast.AST]:
    """Types, which the checker watches; and what stands in an f-string, whose place Python 3.11 does not tell."""
    if isinstance(node, ast.JoinedStr):
        yield node
    for name in ("annotation", "returns"):
        if found := getattr(node, name, None):
            yield found


def tests_of(home: Path, path: str) -> list[list[str]]:
    """The tests of a file first, those of every room, those of its own that name it, and then of its own all: folder by
    folder, the nearest first."""
    rooms = [Path("tests", folder) for folder in Path(path).parents if (home / "tests" / folder).is_dir()]
    own, module = rooms[0] / f"test_{Path(path).stem}.py", path.removesuffix(".py").replace("/", ".")
    naming = [
        str(file.relative_to(home))
        for file in sorted((home / rooms[-2]).rglob("test_*.py"))
        if re.search(rf"\b{re.escape(module)}\b", file.read_text(encoding="utf-8"))
    ]
    alone = [[test] for test in (str(own), EVERY_ROOMS, *map(str, rooms[:-1])) if (home / test).exists()]
    at = len(alone) - len(rooms) + 1
    return [*alone[:at], *([naming] if naming else []), *alone[at:]]


def failing(home: Path, tests: list[str]) -> list[str]:
    """Which of them fail; all, where that is not told."""
    if not tests:
        return []
    several = len(tests) > 1 or (home / tests[0]).is_dir()
    shared = ["-n", os.environ.get("AT_ONCE", "5"), "--dist", "worksteal"] if several else []
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *shared]
    try:
        environ = os.environ | {"PYTHONPATH": str(home)}
        done = subprocess.run(
            [*command, *tests], cwd=home, env=environ, capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return tests
    found = re.findall(r"^(?:FAILED|ERROR) ([^\s\[]+)", done.stdout, re.MULTILINE)
    return (sorted(set(found)) or tests) if done.returncode else []


def caught(home: Path, mutant: Mutant) -> bool:
    file = home / mutant.path
    source = file.read_text(encoding="utf-8")
    for tests in tests_of(home, mutant.path):
        file.write_text(mutant.of(source), encoding="utf-8")
        fails = failing(home, failing(home, tests))  # a second time, alone: no accident of a busy machine
        file.write_text(source, encoding="utf-8")
        if fails and not failing(home, fails):  # they hold without the change: the change is what was seen
            return True
    return False


def chosen(home: Path, count: int, seed: str, named: list[str]) -> list[Mutant]:
    """As many lines as asked, each as likely as any other; of a line with several changes, one."""
    files = [str(file.relative_to(home)) for room in ROOMS for file in sorted((home / room).rglob("*.py"))]
    lines: dict[tuple[str, int], list[Mutant]] = {}
    for path in files:
        if not path.startswith(LEFT_OUT):
            for mutant in mutants(path, (home / path).read_text(encoding="utf-8")):
                lines.setdefault((path, mutant.line), []).append(mutant)
    dice = random.Random(seed)  # noqa: S311 - no secret
    places = [(path, int(line)) for path, _, line in (name.partition(":") for name in named)]
    return [dice.choice(lines[place]) for place in places or dice.sample(sorted(lines), min(count, len(lines)))]


def main(count: str = "30", seed: str = "", *named: str) -> int:
    home, seed = Path.cwd(), seed or str(random.SystemRandom().randrange(10**6))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(home, Path(folder, "copy"), ignore=_NOT_COPIED))
        drawn = chosen(copy, int(count), seed, list(named))
        survivors = []
        for number, mutant in enumerate(drawn, 1):
            is_caught = caught(copy, mutant)
            told = mutant.told((copy / mutant.path).read_text(encoding="utf-8"))
            print(f"{number:3} {'caught  ' if is_caught else 'SURVIVED'} {told}", flush=True)
            survivors += [] if is_caught else [mutant]
    print(f"\n{len(drawn) - len(survivors)} of {len(drawn)} caught (seed {seed})")
    return int(len(survivors) > MOST_SURVIVORS * len(drawn))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
