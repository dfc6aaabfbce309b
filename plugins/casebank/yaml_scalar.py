"""What an unquoted YAML scalar means: YAML 1.2's core words, JSON's numbers, else a text.

Words that readers of YAML 1.1 take for something else (``no``, ``012``, ``1:30``) are told apart,
so that nobody's Norway becomes false.
"""

from __future__ import annotations

import math
import re

__all__ = ["AMBIGUOUS", "NONE", "is_name", "resolve"]

NONE = object()
AMBIGUOUS = object()
_WORDS: dict[str, object] = {"": NONE, "~": NONE, "null": NONE, "Null": NONE, "NULL": NONE}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WORDS |= {
    form: AMBIGUOUS
    for word in ("no", "yes", "on", "off", "y", "n")
    for form in (word, word.title(), word.upper())
}
_WORDS |= dict.fromkeys(("=", "<<"), AMBIGUOUS)
_COORDINATES = frozenset(
    "yYnN"
)  # PyYAML and its kin take these for texts, and x and y are honest keys

_NUMBER_START = frozenset("0123456789+-.")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,63})(\.[0-9]{1,64})?([eE][+-]?[0-9]{1,5})?")
_OTHER_NUMBER = re.compile(
    r"[-+]?(?:[0-9][0-9_]*|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|(?:[0-9][0-9_]*)?\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)


def resolve(written: str) -> object:
    """The value of an unquoted scalar: ``NONE``, ``AMBIGUOUS``, a bool, a number, or the text
    itself.
    """
    word = _WORDS.get(written)
    if word is not None:
        return word
    if written[0] not in _NUMBER_START:
        return written
    if match := _JSON_NUMBER.fullmatch(written):
        if match[1] is None and match[2] is None:
            return int(written)
        number = float(written)
        return number if math.isfinite(number) else AMBIGUOUS
    if _OTHER_NUMBER.fullmatch(written) and written not in ("-", "+", "."):
        return AMBIGUOUS
    return written


def is_name(written: str) -> bool:
    """Tell whether every reader takes unquoted ``written`` for a text, so that it can be a key."""
    return written in _COORDINATES or isinstance(resolve(written), str)
