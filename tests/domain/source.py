"""Reading our own source: which notes a step can have, and which texts a person can read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

_SETTERS = {"_end": 1, "_failed": 1, "give_in": 2, "_settled": 3}  # which argument is the note
_GIVERS = {"why", "_cancel", "because", "_refusal"}  # functions that return one


def note_codes(path: Path) -> set[str]:
    """The codes of all notes that a module gives to steps."""
    tree = ast.parse(path.read_text())
    return {text for made in _notes_made(tree) for text in _texts(made) if text.isidentifier()}


def _notes_made(tree: ast.AST) -> Iterator[ast.AST]:
    """Everywhere a note is made: `note=…`, `note = …`, a table of notes, a helper's argument, a helper's answer."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="note", value=value):
                yield value
            case ast.ClassDef(name="Doubt", body=body):
                yield from (line.value for line in body if isinstance(line, ast.Assign))
            case ast.Assign(targets=[ast.Name(id="note" | "notes" | "BROKE")], value=value):
                yield value
            case ast.Assign(targets=[ast.Name(id="_ENDS" | "_UNDERWAY" | "_CAUSES")], value=ast.Dict(values=values)):
                yield from values
            case ast.Call(func=ast.Name(id=name), args=args) if name in _SETTERS and len(args) > _SETTERS[name]:
                yield args[_SETTERS[name]]
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from chain(_defaults(node), _answers(node))


def _defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    named = reversed(function.args.args), reversed(function.args.defaults)
    return (default for argument, default in zip(*named, strict=False) if argument.arg == "note")


def _answers(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    gives_one = function.name in _GIVERS and isinstance(function.returns, ast.Name) and function.returns.id == "str"
    return (n.value for n in ast.walk(function) if gives_one and isinstance(n, ast.Return) and n.value)


def strings(path: Path) -> set[str]:
    """All strings of a module."""
    return set(_texts(ast.parse(path.read_text())))


def _texts(tree: ast.AST) -> Iterator[str]:
    return (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value)


def readable(path: Path) -> list[str]:
    """All strings of a module that a person can read: neither docstrings nor the keys of tables."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        if isinstance(node, ast.Dict):
            node.keys = []
    return list(_texts(tree))
