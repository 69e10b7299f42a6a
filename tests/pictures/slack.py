"""Block Kit as a picture. Slack offers no renderer of its own; this one follows its look, by React in Node.js.

It takes the renderer, once: `npm install --no-save --no-package-lock --prefix tests/pictures react@18 react-dom@18
slack-blocks-to-jsx@1.1.1`.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from bot.slack.blocks import blocks
from bot.slack.modal import view
from domain.card import Card, Form
from tests.programs import NODE, Ask, Program

_HERE = Path(__file__).parent
_PACKAGE = _HERE / "node_modules/slack-blocks-to-jsx"
RENDERER = Program("npm's slack-blocks-to-jsx", _PACKAGE, "tests/pictures/slack.py says how to get it")
_DRAW = """
import React from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { Message } from 'slack-blocks-to-jsx'
let read = ''
for await (const piece of process.stdin) read += piece
const props = { blocks: JSON.parse(read), name: 'DSR Bot', time: new Date(), logo: 'data:,', showBlockKitDebug: false }
process.stdout.write(renderToStaticMarkup(React.createElement(Message, props)))
"""
LOOK = """
body { margin: 0; background: #fff; font-family: 'DejaVu Sans', sans-serif }
#slack { width: 620px; padding: 12px; box-sizing: border-box } #slack img { visibility: hidden }
"""
# The renderer knows light alone: its inks and papers are exchanged for those of Slack's dark theme.
DARK = """
body, #slack { background: #1a1d21 !important }
#slack :not(button):not(button *) { color: #d1d2d3 !important; border-color: #565856 !important }
#slack :not(button):not(button *):not(img) { background-color: transparent !important }
#slack a { color: #1d9bd1 !important }
#slack button { border-color: #797c81 !important }
#slack button:not([class*=bg-]), #slack button:not([class*=bg-]) * {
  background: #222529 !important; color: #d1d2d3 !important }
#slack :is(input, textarea, select) { background: #222529 !important }
"""


async def markup(answer: Card | Form, program: Ask) -> str:
    """The HTML of a message, or of a form's inside, with the title and the buttons of its modal around it."""
    if isinstance(answer, Form):
        modal = view(answer, "")
        title, end = modal["title"]["text"], f"[ {modal['close']['text']} ]  [ {modal['submit']['text']} ]"
        return await _drawn([_said("header", title), *modal["blocks"], _said("section", end)], program)
    return await _drawn(blocks(answer), program)


def style(*, dark: bool = False) -> str:
    return (_PACKAGE / "dist/style.css").read_text(encoding="utf-8") + LOOK + (DARK if dark else "")


def _said(kind: str, text: str) -> dict[str, Any]:
    return {"type": kind, "text": {"type": "plain_text", "text": text}}


async def _drawn(found: list[dict[str, Any]], program: Ask) -> str:
    program(RENDERER)
    node = await asyncio.create_subprocess_exec(
        *(program(NODE), "--input-type=module", "-e", _DRAW),
        cwd=_HERE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    # To this renderer alone `verbatim` means that nothing is parsed; to Slack, that no link is made of an address.
    told = json.dumps(found).replace(', "verbatim": true', "")
    out, _ = await node.communicate(told.encode())
    if node.returncode:
        raise RuntimeError(f"the renderer of Block Kit ended with {node.returncode}")
    return out.decode()
