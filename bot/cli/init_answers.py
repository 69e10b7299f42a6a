"""How `dsrbot init` gets its answers: from a person, one by one, or from a file, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from bot.cli.init_question import Answers, Question
from bot.cli.init_questions import QUESTIONS, questions
from bot.settings.toml import NoToml, parsed


def ask() -> Answers:
    """What is wrong is said at once, and asked for again."""
    answers: dict[str, Any] = {}
    for question in questions(answers):
        if question.where:
            click.echo(f"  ({question.where}.)")
        answers[question.name] = _answer(question, answers)
    return answers


def _answer(question: Question, before: Answers) -> Any:
    while True:
        usual = question.usual
        text = click.prompt(
            question.asks, default=usual, hide_input=question.secret, show_default=bool(usual), type=str
        )
        try:
            return question.read(text, before)
        except ValueError as wrong:
            click.echo(f"  {wrong}")


def read(file: Path) -> Answers:
    """Raises: click.ClickException, with everything that is missing or wrong, in a line each; no value is repeated."""
    given, answers, wrong = dict(_flat(_toml(file))), dict[str, Any](), list[str]()
    for question in questions(answers):
        said = given.pop(question.name, question.usual)
        try:
            answers[question.name] = _value(question, said, answers)
        except ValueError as mistake:
            wrong.append(f"{question.name}: {mistake}")
            answers[question.name] = question.usual or ""
    wrong += map(_unknown, given)
    if wrong:
        raise click.ClickException("\n".join([f"Nothing was written, as {file.name} does not fit:", *wrong]))
    return answers


def _value(question: Question, said: object, before: Answers) -> Any:
    if said is None:
        raise ValueError("This is missing.")
    if isinstance(said, list) and not question.many:
        raise ValueError("It must be one text, in quotes.")
    if not (isinstance(said, str) or (isinstance(said, list) and all(isinstance(one, str) for one in said))):
        raise ValueError("It must be text in quotes.")
    return question.read(said, before)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return parsed(file.read_bytes())
    except OSError:
        raise click.ClickException(f"{file.name} cannot be read.") from None
    except NoToml as wrong:
        raise click.ClickException(f"{file.name} {wrong}.") from None


def _flat(table: dict[str, Any], *path: str) -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, *path, name)
        else:
            yield ".".join([*path, name]), value


def _unknown(name: str) -> str:
    """Of a question that is not asked after the other answers, or of none at all."""
    known = [question.name for question in QUESTIONS]
    if name in known:
        return f"{name}: This is not asked after the other answers: take it out."
    near = get_close_matches(name, known, n=1)
    return f"{name}: Nothing is called so{f'; write {near[0]}' if near else ''}."
