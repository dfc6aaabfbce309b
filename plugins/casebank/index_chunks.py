"""The index of words in small pieces, so that a search fetches little.

Pagefind cuts its index into pieces of about 35 kB and may cut between a word and its
inflections. A search of three words then costs 100 kB, and one whose stem lies in the
piece before finds nothing. Here the pieces are cut anew, smaller, and only where words
stop sharing their beginning; the shortest stop words are left out. The entries of all
other words are copied byte for byte.

The format (Pagefind 1.5; CBOR after a signature, compressed):
index    [[word…]], word = [text, [page…], [spelling…]], spelling = [text, [page…]],
         page = [number, [place…], [place…]]
contents [version, [[fragment, length]…], [[from, to, piece]…], …]
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

PIECE = 16_000
"""Bytes, before compression, that a piece holds unless one family alone is larger."""

FAMILY = 4
"""Letters that words must share to be kept together: no stem of a longer word is shorter."""

_INTEGER = rb"(?:[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a]....)"
_ARRAY = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a....)"
_PAGES = re.compile(
    rb"%b(?:\x83%b%b%b*+%b%b*+)*+" % (_ARRAY, _INTEGER, _ARRAY, _INTEGER, _ARRAY, _INTEGER),
    re.DOTALL,
)


class FormatError(ValueError):
    """The index is not written as expected."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a table of contents names, and where in it the table of pieces stands."""

    fragments: tuple[str, ...]
    pieces: tuple[str, ...]
    start: int
    end: int


def recut(
    contents: bytes, pieces: Mapping[str, bytes], code: str, apart: Collection[str]
) -> tuple[bytes, dict[str, bytes]]:
    """Return the table of contents and the pieces (name → bytes), cut anew.

    `contents` and `pieces` are as Pagefind wrote them, unpacked; `code` is the language; `apart`
    are stop words, folded: the shortest of them (i, en, för) are left out, being on every page
    and the beginning of too many words.
    Raises FormatError if anything is not as expected.
    """
    old = names(contents)
    words = [word for name in old.pieces for word in _words(pieces[name])]
    words = [
        (text, entry) for text, entry in words if len(text) >= FAMILY or text.decode() not in apart
    ]
    if [text for text, _ in words] != sorted(text for text, _ in words):
        raise FormatError("words are not in order")
    cut = list(_cut(words, apart))
    new: dict[str, bytes] = {}
    table = [_array(len(cut))]
    for i, group in enumerate(cut):
        data = _array(1) + _array(len(group)) + b"".join(entry for _, entry in group)
        name = f"{code}_{hashlib.sha256(data).hexdigest()[:10]}"
        new[name] = data
        first, last = group[0][0], group[-1][0]
        if i:
            first = _distinct(first, cut[i - 1][-1][0])
        if i + 1 < len(cut):
            last = _distinct(last, cut[i + 1][0][0])
        table += [_array(3), _text(first), _text(last), _text(name.encode())]
    if len(new) != len(cut):
        raise FormatError("two pieces are alike")
    return contents[: old.start] + b"".join(table) + contents[old.end :], new


def _cut(
    words: list[tuple[bytes, bytes]], apart: Collection[str]
) -> Iterator[list[tuple[bytes, bytes]]]:
    """Yield groups of neighbours, each as near to PIECE as whole families allow."""
    short = {text.decode() for text, _ in words if len(text) < FAMILY} - set(apart)

    def family(word: tuple[bytes, bytes]) -> str:
        beginning = word[0].decode()[:FAMILY]
        return beginning[:-1] if beginning[: FAMILY - 1] in short else beginning

    group: list[tuple[bytes, bytes]] = []
    size = 0
    for _, members in groupby(words, key=family):
        kin = list(members)
        kin_size = sum(len(entry) for _, entry in kin)
        if group and size + kin_size > PIECE:
            yield group
            group, size = [], 0
        group += kin
        size += kin_size
    if group:
        yield group


def _distinct(word: bytes, neighbour: bytes) -> bytes:
    """The shortest beginning of a word that tells it from its neighbour."""
    own, other = word.decode(), neighbour.decode()
    shared = 0
    while shared < min(len(own), len(other)) and own[shared] == other[shared]:
        shared += 1
    return own[: shared + 1].encode()


def _words(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each word of a piece with its whole entry."""
    outer, at = _head(data, 0, 4)
    count, at = _head(data, at, 4)
    if outer != 1:
        raise FormatError("a piece holds something else than words")
    for _ in range(count):
        start = at
        parts, at = _head(data, at, 4)
        text, at = _string(data, at)
        at = _after_pages(data, at)
        spellings, at = _head(data, at, 4)
        if parts != 3:
            raise FormatError("a word has other parts")
        for _ in range(spellings):
            _, at = _head(data, at, 4)
            _, at = _string(data, at)
            at = _after_pages(data, at)
        yield text, data[start:at]
    if at != len(data):
        raise FormatError("a piece goes on after its words")


def _after_pages(data: bytes, at: int) -> int:
    match = _PAGES.match(data, at)
    if match is None:
        raise FormatError("a word has no pages")
    return match.end()


def names(contents: bytes) -> Names:
    """Return what the table of contents names; raises FormatError if it is not one."""
    _, at = _head(contents, 0, 4)
    _, at = _string(contents, at)
    count, at = _head(contents, at, 4)
    fragments = []
    for _ in range(count):
        _, at = _head(contents, at, 4)
        name, at = _string(contents, at)
        _, at = _head(contents, at, 0)
        fragments.append(name.decode())
    start = at
    count, at = _head(contents, at, 4)
    pieces = []
    for _ in range(count):
        _, at = _head(contents, at, 4)
        _, at = _string(contents, at)
        _, at = _string(contents, at)
        name, at = _string(contents, at)
        pieces.append(name.decode())
    return Names(tuple(fragments), tuple(pieces), start, at)


def renamed(contents: bytes, fragments: Mapping[str, str]) -> bytes:
    """Return the table of contents with other names for the fragments (old → new)."""
    _, at = _head(contents, 0, 4)
    _, at = _string(contents, at)
    out = [contents[:at]]
    start = at
    count, at = _head(contents, at, 4)
    out.append(contents[start:at])
    for _ in range(count):
        _, at = _head(contents, at, 4)
        name, at = _string(contents, at)
        number = at
        _, at = _head(contents, at, 0)
        out += [_array(2), _text(fragments[name.decode()].encode()), contents[number:at]]
    return b"".join([*out, contents[at:]])


def _head(data: bytes, at: int, major: int) -> tuple[int, int]:
    """Read the head of a CBOR item that must be of type `major`: its number, and where it ends."""
    if at >= len(data) or data[at] >> 5 != major:
        raise FormatError(f"no CBOR type {major} at byte {at}")
    number = data[at] & 31
    if number < 24:
        return number, at + 1
    size = {24: 1, 25: 2, 26: 4}.get(number)
    if size is None:
        raise FormatError(f"a number too large at byte {at}")
    return int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size


def _string(data: bytes, at: int) -> tuple[bytes, int]:
    length, at = _head(data, at, 3)
    return data[at : at + length], at + length


def _item(major: int, number: int) -> bytes:
    for code, size in ((24, 1), (25, 2), (26, 4)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 256**size:
            return bytes([major << 5 | code]) + number.to_bytes(size, "big")
    raise FormatError("a number too large")


def _array(length: int) -> bytes:
    return _item(4, length)


def _text(text: bytes) -> bytes:
    return _item(3, len(text)) + text
