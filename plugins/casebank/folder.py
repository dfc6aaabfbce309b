"""A record's folder: which files may be there, and their bytes.

A folder is contributed by strangers: only regular files with names from a short list are
read, links are refused, and nothing outside the folder is ever opened.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from casebank.fields import ID_PATTERN, LANGUAGES
from casebank.findings import Finding, Mark, finding

RESERVED_IDS = frozenset(
    """con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6
    lpt7 lpt8 lpt9 index search data assets sok fall cases caser jamfor compare sammenlign mall
    template shell en sv nb nn no new edit api feed tag tags all none null true false x
    type sector barrier success-factor outcome innovation-type target-group country region level stage
    ending step procurement-level approach procedure money evidence novelty coverage organisation source""".split()
)
"""Ids that a file system, an address of the site or a YAML reader would trip over."""

PICTURE_LIMIT = 600_000  # bytes
TEXT_LIMIT = 64 * 1024  # bytes

TEXT_NAMES = frozenset(("case.yaml", *(f"{language}.md" for language in LANGUAGES)))
"""The files of a record that are text."""

_ID = re.compile(ID_PATTERN)
_START = Mark(1, 1)


@dataclass(frozen=True, slots=True)
class RecordFolder:
    """The bytes of one record's folder.

    `name` is the record's id, `label` the folder as findings show it (POSIX, relative where it
    can be), `texts` maps a language to its Markdown, `pictures` a file name to its bytes;
    `refused` are the names of files that are there but were not read, each with its finding.
    """

    name: str
    label: str
    case: bytes | None
    texts: dict[str, bytes] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    refused: frozenset[str] = frozenset()


def read_folder(path: Path, label: str) -> RecordFolder:
    """Read a record's folder; whatever is wrong with its names and files becomes findings."""
    found = list(_check_id(path.name, label))
    if path.is_symlink():
        return RecordFolder(path.name, label, None, findings=(*found, finding("CB603", label, _START, name=path.name)))
    texts: dict[str, bytes] = {}
    pictures: dict[str, bytes] = {}
    case: bytes | None = None
    refused: set[str] = set()
    for entry in _entries(path, label, found):
        where = f"{label}/{entry.name}"
        is_picture = _picture_name(entry.name)
        problem = _refusal(entry, where, entry.name in TEXT_NAMES, is_picture)
        if problem is not None:
            found.append(problem)
            refused.add(entry.name)
            continue
        data = _bytes(path / entry.name, (PICTURE_LIMIT if is_picture else TEXT_LIMIT) + 1, where, found)
        if data is None:
            refused.add(entry.name)
            continue
        if entry.name == "case.yaml":
            case = data
        elif is_picture:
            pictures[entry.name] = data
        else:
            texts[entry.name.removesuffix(".md")] = data
    if case is None and "case.yaml" not in refused and not any(item.file == label and item.code == "CB612" for item in found):
        found.append(finding("CB604", f"{label}/case.yaml", _START, id=path.name))
    return RecordFolder(path.name, label, case, texts, pictures, tuple(found), frozenset(refused))


def _refusal(entry: os.DirEntry[str], where: str, is_text: bool, is_picture: bool) -> Finding | None:
    """Why a file in a record's folder is not read, or None."""
    if entry.is_symlink():
        return finding("CB603", where, _START, name=entry.name)
    if not (is_text or is_picture):
        return finding("CB602", where, _START, name=entry.name)
    status = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode):
        return finding("CB612", where, _START, name=entry.name, reason="it is not an ordinary file")
    if is_picture and status.st_size > PICTURE_LIMIT:
        return finding("CB607", where, _START, name=entry.name, size=status.st_size, limit=PICTURE_LIMIT)
    if is_text and status.st_size > TEXT_LIMIT:
        return finding("CB101", where, _START, size=status.st_size, limit=TEXT_LIMIT)
    return None


def record_folders(cases: Path) -> list[Path]:
    """The folders directly in `cases`, sorted by name; hidden ones and plain files left out."""
    return sorted(
        (child for child in cases.iterdir() if not child.name.startswith((".", "_")) and child.is_dir()),
        key=lambda child: child.name,
    )


def records_at(path: Path) -> list[Path]:
    """The record folders that somebody means by `path`, absolute; none when it means no record.

    A record's folder means itself, a file in one its folder, and a folder of records all of them.
    """
    # Only "." and ".." are resolved: the name that a folder is given by is the record's id.
    path = path.resolve() if path.name in ("", ".", "..") else path.absolute()
    if path.is_file():
        belongs = path.name in TEXT_NAMES or _picture_name(path.name)
        return [path.parent] if belongs else []
    if not path.is_dir():
        return []
    if not (path / "case.yaml").exists():
        inside = [folder for folder in record_folders(path) if (folder / "case.yaml").exists()]
        return inside or [path]
    return [path]


def stray_files(cases: Path, label: str) -> Iterator[Finding]:
    """Files that lie in `cases` itself, where only folders belong."""
    for child in sorted(cases.iterdir(), key=lambda child: child.name):
        if not child.name.startswith((".", "_")) and not child.is_dir() and child.suffix in (".yaml", ".yml"):
            yield finding("CB602", f"{label}/{child.name}", _START, name=child.name)


def _check_id(name: str, label: str) -> Iterator[Finding]:
    if not _ID.fullmatch(name) or len(name) > 80:
        yield finding("CB601", label, _START, id=name, reason=_id_reason(name), example=suggested_id(name))
    elif name in RESERVED_IDS:
        yield finding("CB601", label, _START, id=name, reason="is a reserved name", example=f"projekt-{name}")


def _id_reason(name: str) -> str:
    if len(name) > 80:
        return "is longer than 80 characters"
    if name != name.lower():
        return "has capital letters"
    if " " in name:
        return "has a space"
    if "." in name:
        return "has a dot"
    if not name.isascii():
        return "has letters outside a–z"
    return "has signs other than a–z, 0–9 and single hyphens between them"


def suggested_id(name: str) -> str:
    """An allowed id close to `name`: `Äldre mat` → `aldre-mat`."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(str.maketrans("øæßð", "oasd")))
    words = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    return words[:60].strip("-") or "aktiv-halsostyrning"


def _picture_name(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.(webp|png|jpg)", name) is not None


def _entries(path: Path, label: str, found: list[Finding]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        found.append(finding("CB612", label, _START, name=path.name, reason=error.strerror or "error"))
        return []


def _bytes(path: Path, limit: int, where: str, found: list[Finding]) -> bytes | None:
    try:
        # O_NOFOLLOW: the check above and this open are two moments.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            return file.read(limit)
    except OSError as error:
        found.append(finding("CB612", where, _START, name=path.name, reason=error.strerror or "error"))
        return None
