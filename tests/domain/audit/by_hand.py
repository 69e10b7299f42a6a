"""An auditor's own verification, written after docs/audit-log.md alone: nothing of the product is imported.

python by_hand.py FILE PUBLIC_KEY_IN_HEX [HEAD]
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def signed(key: str, signature: str, line: dict[str, Any], name: str) -> None:
    assert signature == signature.lower(), "not written as a signature is"
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
        bytes.fromhex(signature), written({name: line[name]}).encode("ascii")
    )


class Lines:
    """Of a file, one at a time, however long it is; `at`: which one, from 1."""

    def __init__(self, path: str | Path) -> None:
        self.path, self.at = path, 0

    def __iter__(self) -> Iterator[str]:
        with Path(self.path).open("rb") as file:
            for line in file:
                self.at += 1
                assert line.endswith(b"\n"), "cut off"
                yield line[:-1].decode("ascii")
        self.at += 1


class Broken(Exception):
    """Names the first line that is wrong."""


def verify(path: str | Path, trusted: str, posted: str = "") -> Any:
    lines = Lines(path)
    try:
        return checked(lines, trusted, posted)
    except Exception as error:
        raise Broken(f"line {lines.at}: {error or type(error).__name__}") from error


def checked(lines: Lines, trusted: str, posted: str) -> Any:
    kept = posted.split(":")  # number of the seal, of its event, its hash, the beginning of the key
    seq: Any = None
    head: Any = None
    sealed: Any = None
    number: Any = None
    keys: list[str] = []
    firsts: list[int] = []
    rest, ended, met = "", False, False
    for text in lines:
        line = json.loads(text)
        assert written(line) == text, "not written as a line is"
        assert not ended, "something behind the end"
        if seq is None:
            seq, head = line["start"]["after"], line["start"]["hash"]
            assert line["start"]["version"] == 1
            assert seq or head == "0" * 64
            sealed = begin = seq
            met = [str(seq), head] == kept[1:3]
        elif "key" in line:
            change = line["key"]
            keys = keys or [change["previous"]]
            assert change["previous"] == keys[-1]
            signed(change["previous"], line["signature"], line, "key")
            signed(change["public"], line["consent"], line, "key")
            keys, firsts = [*keys, change["public"]], [*firsts, change["first"]]
        elif "cut" in line:
            assert (line["cut"]["after"], line["cut"]["hash"]) == (seq, head)
            signed(line["cut"]["key"], line["signature"], line, "cut")
            number = line["cut"]["seal"]
            assert line["cut"]["key"] in (keys or [trusted])[sum(first <= number + 1 for first in firsts) :]
        elif "event" in line:
            seq, head = seq + 1, sha256(head + written(line["event"]))
            assert line["event"]["seq"] == seq, "another event should stand here"
            assert line["hash"] == head, "the event does not fit the one before it"
            assert not rest, "a sealed event behind one that is not"
        elif "seal" in line:
            seal = line["seal"]
            assert number is None or seal["number"] == number + 1, "another seal should stand here"
            assert (seal["first"], seal["last"], seal["hash"]) == (sealed + 1, seq, head), "the seal does not fit"
            assert not rest, "a seal behind what is not sealed"
            assert seal["key"] == (keys or [trusted])[sum(first <= seal["number"] for first in firsts)], "another key"
            signed(seal["key"], line["signature"], line, "seal")
            sealed, number = seq, seal["number"]
            if str(number) == kept[0]:
                assert [str(seq), head, seal["key"][:16]] == kept[1:]
                met = True
        elif "unsealed" in line:
            rest += text + "\n"
        else:
            end = line["end"]
            assert (end["after"], end["last"], end["hash"], end["rest"]) == (begin, seq, head, sha256(rest))
            assert (end["seal"], end["unsealed"]) == (number or end["seal"], rest.count("\n"))
            assert sealed == seq
            assert end["key"] == (keys or [trusted])[-1]
            signed(end["key"], line["signature"], line, "end")
            ended = True
    assert ended, "cut off"
    assert not posted or met, "the head is not in this file"
    assert trusted in (keys or [trusted])
    return seq


if __name__ == "__main__":
    try:
        print(verify(*sys.argv[1:4]), "events hold")  # noqa: T201
    except Broken as broken:
        sys.exit(str(broken))
