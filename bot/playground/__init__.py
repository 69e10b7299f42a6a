"""The playground: the whole product in a browser, without an account anywhere."""

from bot.playground.controls import Behaving, Completions, Controls, Recreated, Suggestion
from bot.playground.door import Playground
from bot.playground.people import CHANNELS, PEOPLE, PlaygroundPerson
from bot.playground.steering import Steering

__all__ = [
    "CHANNELS",
    "PEOPLE",
    "Behaving",
    "Completions",
    "Controls",
    "Playground",
    "PlaygroundPerson",
    "Recreated",
    "Steering",
    "Suggestion",
]
