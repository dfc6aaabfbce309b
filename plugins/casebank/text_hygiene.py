"""Checks on any contributed text: characters that hide or mislead, HTML in plain fields, addresses.

What these checks refuse: control characters, hidden line breaks, surrogates, direction controls,
invisible characters, private-use and non-characters, text that is not NFC, piles of accents and, in
plain text fields, anything that looks like an HTML tag. What they let through on purpose: template
markers (``{{ … }}``, ``{% … %}``), ``{: .attributes }`` and Markdown in plain fields. Contributed
text is never run as a template and plain fields are escaped, so these are only odd words; refusing
them would refuse honest text about, say, template engines.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from casebank.findings import Finding, Mark, finding

__all__ = ["MAX_PER_CODE", "check_text", "printable", "safe_url"]

MAX_PER_CODE = 20
"""Findings of one code in one text; a file full of the same mistake needs no thousand messages."""
MAX_ACCENTS = 4
"""Combining marks on one letter; Vietnamese and the Sámi languages need two, pointed Hebrew three.
"""

_SUSPECT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 15))
    + "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# Nearly every text is made of these alone; they need no further look, and no other form in NFC
# exists.
_UNUSUAL = re.compile(
    "[^\n -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff]"
)
_BREAKS = frozenset("\x0b\x0c\x85\u2028\u2029")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MEANINGLESS = re.compile(
    "[\ue000-\uf8ff\ufdd0-\ufdef\ufffc-\uffff\U000f0000-\U0010ffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 15))
    + "]"
)
# The flags of England, Scotland and Wales are spelt with invisible tag characters.
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f")
# Arabic, Syriac, Indic scripts, Tibetan, Myanmar, Khmer, Mongolian: there joiners are spelling.
_JOINING = re.compile(
    "[\u0620-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdcf\ufe70-\ufefc]"
)
_ACCENTS = re.compile(
    "[\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
    f"{{{MAX_ACCENTS + 1},}}"
)
_TAG = re.compile(r"<(?:/?[A-Za-z][^\s<>]{0,40}|!--|!\[|![A-Za-z]+|\?)")


def check_text(
    text: str,
    name: str,
    mark_at: Callable[[int], Mark],
    *,
    plain: bool = False,
    tabs: bool = True,
    lines: Sequence[str] = (),
) -> list[Finding]:
    """Return what is wrong with ``text``, a part or the whole of the file ``name``.

    ``mark_at`` gives the place in the file of a character of ``text``; ``lines`` are the file's
    lines, for excerpts; ``plain`` says that the text is a field without markup; ``tabs`` whether
    tabs may stand in it. At most ``MAX_PER_CODE`` findings of each code. Never raises.
    """
    found: list[Finding] = []
    counts: Counter[str] = Counter()
    for offset, code, values in _problems(text, plain, tabs):
        counts[code] += 1
        if counts[code] <= MAX_PER_CODE:
            mark = mark_at(offset)
            excerpt = lines[mark.line - 1] if 0 < mark.line <= len(lines) else ""
            found.append(finding(code, name, mark, excerpt=excerpt, **values))
    return found


_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """Return ``text`` with � for each character that cannot stand in any text; the length stays the
    same.
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _problems(text: str, plain: bool, tabs: bool) -> Iterator[tuple[int, str, dict[str, object]]]:
    if plain:
        for match in _TAG.finditer(text):
            yield match.start(), "CB155", {"markup": match[0]}
    if _UNUSUAL.search(text) is None:
        return
    if _SUSPECT.search(text):
        for offset, code in _characters(text, tabs):
            yield offset, code, {"number": f"{ord(text[offset]):04X}"}
    if not text.isascii():
        for match in _ACCENTS.finditer(text):
            yield match.start(), "CB154", {"limit": MAX_ACCENTS}
        if not unicodedata.is_normalized("NFC", text):
            yield from _decomposed(text)


def _characters(text: str, tabs: bool) -> Iterator[tuple[int, str]]:
    flags = {offset for match in _FLAG.finditer(text) for offset in range(*match.span())}
    for match in _SUSPECT.finditer(text):
        offset, char = match.start(), match[0]
        if char == "\t":
            if not tabs:
                yield offset, "CB107"
        elif char == "\x00":
            yield offset, "CB106"
        elif char in _BREAKS:
            yield offset, "CB108"
        elif char < "\xa0":
            yield offset, "CB107"
        elif "\ud800" <= char <= "\udfff":
            yield offset, "CB109"
        elif char in _BIDI:
            yield offset, "CB150"
        elif _MEANINGLESS.match(char):
            yield offset, "CB152"
        elif offset not in flags and not _belongs(
            char, text[offset - 1 : offset], text[offset + 1 : offset + 2]
        ):
            yield offset, "CB151"


def _belongs(char: str, before: str, after: str) -> bool:
    """Tell whether an invisible character does what it is for, between its two neighbours."""
    if not before:
        return False
    kind = unicodedata.category(before)
    if char in "\u200c\u200d":
        if char == "\u200d" and (kind in ("So", "Sk") or before == "\ufe0f") and after:
            return unicodedata.category(after) == "So"  # an emoji of several parts
        return bool(_JOINING.match(before)) and after not in ("\u200c", "\u200d")
    if "\ufe00" <= char <= "\ufe0f":  # how the character before is drawn
        if before in "0123456789#*":
            return after == "\u20e3"
        return kind in ("So", "Sm", "Sk", "Po", "Pd", "Lo") or before == "\N{INFORMATION SOURCE}"
    if "\U000e0100" <= char <= "\U000e01ef":
        return "\u3400" <= before <= "\u9fff" or "\U00020000" <= before <= "\U0003ffff"
    return "\u180b" <= char <= "\u180d" and "\u1820" <= before <= "\u18aa"


def _decomposed(text: str) -> Iterator[tuple[int, str, dict[str, object]]]:
    """The first letter of each line that is not in the usual form."""
    start = 0
    for line in text.split("\n"):
        if not unicodedata.is_normalized("NFC", line):
            usual = unicodedata.normalize("NFC", line)
            at = next(
                (i for i, (a, b) in enumerate(zip(line, usual, strict=False)) if a != b), len(usual)
            )
            end = at + 1
            while end < len(line) and end < at + 8 and unicodedata.combining(line[end]):
                end += 1
            written = line[at:end]
            points = " ".join(f"U+{ord(char):04X}" for char in written)
            form = unicodedata.normalize("NFC", written)
            yield start + at, "CB153", {"written": form, "points": points, "usual": form}
        start += len(line) + 1


_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HIDDEN_OR_SPACE = re.compile(r"[\s\x00-\x20\x7f-\xa0]")
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_INNER = ("localhost", "local", "internal", "localdomain", "home", "lan", "test", "invalid")


def safe_url(url: str) -> str | None:
    """Return None if ``url`` is a web address that readers can be sent to, else why not (part of a
    sentence).

    Only http and https with a named host: no scripts, no user names, no addresses of inner
    networks.
    """
    if not url:
        return "it is empty"
    if len(url) > 2000:
        return "it is longer than 2,000 characters"
    if _HIDDEN_OR_SPACE.search(url) or _SUSPECT.search(url):
        return "it holds a space or an invisible character"
    if any(char in url for char in '\\<>"`'):
        return "it holds a sign that cannot stand in an address"
    scheme = _SCHEME.match(url)
    if url.startswith("//") or scheme is None:
        return "it does not begin with https://"
    if scheme[1].lower() not in ("http", "https"):
        return f"it begins with {scheme[1].lower()[:20]}:"
    rest = url[scheme.end() :]
    if not rest.startswith("//") or rest.startswith("///"):
        return f"{scheme[1].lower()}: must be followed by two slashes and a name"
    authority = re.split(r"[/?#]", rest[2:], maxsplit=1)[0]
    if "@" in authority:
        return "it holds a user name or password"
    host, colon, port = authority.partition(":")
    if authority.startswith("[") or re.fullmatch(r"[0-9.]+", host):
        return "it names a computer by number"
    if colon and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        return "its port is not a number up to 65535"
    return _host_reason(host)


def _host_reason(host: str) -> str | None:
    folded = host.lower()
    if unicodedata.normalize("NFKC", folded) != folded:
        return "its host is written with look-alike letters"
    labels = folded.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return "its host is not a valid name"
    if len(labels) < 2 or labels[-1] in _INNER:
        return "its host is not on the public web"
    if re.match(r"\d|0x", labels[-1]):
        return "it names a computer by number"
    return None
