"""A question of `dsrbot init`: the setting that it becomes, and what an answer must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import AfterValidator, TypeAdapter, ValidationError

from bot.settings.setting_types import Text

Answers: TypeAlias = Mapping[str, Any]
_SAYS = {"literal_error": "must be {expected}", "string_too_short": "must not be empty", "string_type": "must be text"}


def token(begins: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(rf"{begins}[\w.%~+/=-]+", text):
            raise ValueError(f"must be a token that begins with {begins}")
        return text

    return AfterValidator(check)


@dataclass(frozen=True, kw_only=True)
class Question:
    """`name`: of the variable, or of the setting with its tables; in capital letters for what belongs into `.env`.

    `usual`: the answer of who only presses Enter; None where there is none. `where`: how to come by it. `many`: a list.
    `asked`: whether it is, by what was answered before. `fits`: a sentence why the answers do not go together.
    """

    name: str
    asks: str
    kind: Any = Text
    usual: str | None = None
    where: str = ""
    secret: bool = False
    many: bool = False
    asked: Callable[[Answers], bool] = lambda _: True
    fits: Callable[[Answers], str] = lambda _: ""

    @property
    def variable(self) -> bool:
        return self.name.isupper() or self.name.startswith("Microsoft")

    def read(self, given: str | list[str], before: Answers) -> Any:
        """The answer as a value. Raises: ValueError, with what it must be; it repeats nothing that was typed."""
        text = ", ".join(given) if isinstance(given, list) else given
        if not text.strip() and self.usual == "":
            return [] if self.many else ""
        if not text.strip():
            raise ValueError("This takes an answer.")
        values = [part for part in re.split(r"[,;\s]+", text) if part] if self.many else [text.strip()]
        found = [self._one(value) for value in values]
        answer = found if self.many else found[0]
        if wrong := self.fits({**before, self.name: answer}):
            raise ValueError(wrong)
        return answer

    def _one(self, value: str) -> str:
        try:
            found = TypeAdapter(self.kind).validate_python(value)
        except ValidationError as mistakes:
            mistake = mistakes.errors(include_url=False, include_input=False)[0]
            context = mistake.get("ctx", {})
            why = (
                context["error"]
                if mistake["type"] == "value_error"
                else _SAYS.get(mistake["type"], "is not understood")
            )
            raise ValueError(f"It {str(why).format_map(context)}.") from None
        return value if not isinstance(found, str) else found
