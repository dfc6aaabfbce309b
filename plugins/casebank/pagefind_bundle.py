"""The folder that Pagefind makes: run it, verify it, make it small and the same every time.

Pagefind says nothing when the disk is full, leaves parts of other interfaces lying in
the bundle, writes its table of languages in random order and takes pages in the order
of the file system. What leaves this module is whole, holds only what our own interface
loads, and depends on the pages alone.

Pagefind is run as a program on pages laid out for it. Its Python service was measured
too: it waits 0.1 s for each page and builds every index twice.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casebank.index_chunks import FormatError, names, recut, renamed

try:
    import deflate
    from pagefind.service import get_executable
except ImportError:  # told to the user by write_bundle, where it is needed

    def get_executable() -> Path | None:
        return None


SIGNATURE = b"pagefind_dcd"
"""How everything that Pagefind has compressed begins."""

MISSING = "Pagefind is not installed. Mend it: pip install 'pagefind[bin]==1.5.*' deflate"
NOT_WHOLE = "The search index is not whole: {what}. Make room on the disk and build again."


class SearchError(Exception):
    """The search index could not be built; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class IndexedPage:
    """One page as Pagefind is to read it."""

    url: str
    html: str


def write_bundle(
    pages: Mapping[str, Iterable[IndexedPage]], out_dir: Path, apart: Mapping[str, Collection[str]]
) -> None:
    """Write one Pagefind index a language into `out_dir`, an empty or missing folder.

    The languages are indexed side by side. `apart` are each language's stop words (see
    index_chunks). Raises SearchError if Pagefind is missing or fails or the bundle is not
    whole; `out_dir` is then to be thrown away.
    """
    program = get_executable()
    if program is None:
        raise SearchError(MISSING)
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pagefind-", dir=out_dir) as scratch:
            folder = Path(scratch).resolve()
            runs = [_Run(code, pages[code], folder / code, program) for code in sorted(pages)]
            for run in runs:
                run.finish()
            entries = [_adopt(run, out_dir, apart[run.code]) for run in runs]
        _write_entry(entries, out_dir)
    except OSError as error:
        raise SearchError(
            f"The search index could not be written to {out_dir}: {error.strerror or error}. "
            "Make room on the disk, or make the folder writable, and build again."
        ) from error


class _Run:
    """Pagefind at work on one language's pages, started at once."""

    def __init__(
        self, code: str, pages: Iterable[IndexedPage], folder: Path, program: Path
    ) -> None:
        self.code = code
        self.bundle = folder / "bundle"
        self.urls = _lay_out(list(pages), folder / "pages")
        # Neither the surroundings nor a settings file lying about may change the index.
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_")}
        self._process = subprocess.Popen(
            [
                program,
                "--site",
                "pages",
                "--output-path",
                self.bundle,
                "--force-language",
                code,
                "--silent",
            ],
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def finish(self) -> None:
        said, _ = self._process.communicate()
        if self._process.returncode:
            reason = said.decode("utf-8", "replace").strip().splitlines()[-1:] or [
                "no reason given"
            ]
            raise SearchError(
                f"Pagefind failed on the language {self.code}: {reason[0]}. Build again; if it "
                "fails again, install it anew: pip install --force-reinstall 'pagefind[bin]==1.5.*'"
            )


def _lay_out(pages: list[IndexedPage], folder: Path) -> dict[str, str]:
    """Write the pages so that Pagefind meets them in their own order; return file → address.

    Pagefind takes files as the file system lists them, which differs between machines. So the
    files are made first, empty; then each page goes into the file whose turn it is.
    """
    folder.mkdir(parents=True)
    for number in range(len(pages)):
        (folder / f"{number}.html").touch()
    with os.scandir(folder) as listing:
        turns = [file.name for file in listing]
    for name, page in zip(turns, pages, strict=True):
        (folder / name).write_text(page.html, encoding="utf-8", newline="\n")
    return {f"/{name}": page.url for name, page in zip(turns, pages, strict=True)}


def _adopt(run: _Run, out_dir: Path, apart: Collection[str]) -> dict[str, Any]:
    """Bring one language's files over, checked and cut small, without those of other interfaces."""
    code, bundle = run.code, run.bundle
    try:
        entry = json.loads(_read(bundle / "pagefind-entry.json"))
    except ValueError as error:
        raise SearchError(NOT_WHOLE.format(what="pagefind-entry.json is cut short")) from error
    about = entry["languages"].get(code)
    if about is None or not about.get("wasm"):
        raise SearchError(f"Pagefind knows no language {code!r}; use another code.")
    wasm = bundle / f"wasm.{about['wasm']}.pagefind"
    _unpack(wasm)
    # The last thing in the script is what it gives to others.
    if not re.search(rb"\bexport\s*\{[^{}]*\};?\s*$", _read(bundle / "pagefind.js")):
        raise SearchError(NOT_WHOLE.format(what="pagefind.js is cut short"))
    contents = _unpack(bundle / f"pagefind.{about['hash']}.pf_meta")
    pieces = {file.stem: _unpack(file) for file in sorted((bundle / "index").iterdir())}
    fragments = {file.stem: _unpack(file) for file in sorted((bundle / "fragment").iterdir())}
    try:
        named = names(contents)
        whole = set(named.pieces) == set(pieces) and set(named.fragments) == set(fragments)
        if not whole or len(fragments) != len(run.urls):
            raise SearchError(NOT_WHOLE.format(what=f"files of the language {code} are missing"))
        contents, pieces = recut(contents, pieces, code, apart)
        fragments = {old: _addressed(data, run.urls) for old, data in fragments.items()}
        new_names = _names(code, fragments)
        contents = renamed(contents, new_names)
    except FormatError as error:
        raise SearchError(
            f"Pagefind's index is written in an unknown way ({error}). Use the version that is "
            "locked: pip install 'pagefind[bin]==1.5.*'"
        ) from error
    about["hash"] = _name(code, contents)
    _pack(out_dir / f"pagefind.{about['hash']}.pf_meta", contents)
    (out_dir / "index").mkdir(exist_ok=True)
    for name, data in pieces.items():
        _pack(out_dir / "index" / f"{name}.pf_index", data)
    (out_dir / "fragment").mkdir(exist_ok=True)
    for old, data in fragments.items():
        _pack(out_dir / "fragment" / f"{new_names[old]}.pf_fragment", data)
    shutil.move(wasm, out_dir / wasm.name)
    shutil.move(bundle / "pagefind.js", out_dir / "pagefind.js")
    return entry


def _addressed(fragment: bytes, urls: Mapping[str, str]) -> bytes:
    """The page's fragment with its real address for that of the file it was laid out in."""
    match = re.match(rb'\{"url":"([^"]*)"', fragment)
    url = urls.get(match[1].decode()) if match else None
    if match is None or url is None:
        raise FormatError("a page has no address")
    return b'{"url":' + json.dumps(url).encode() + fragment[match.end() :]


def _names(code: str, fragments: Mapping[str, bytes]) -> dict[str, str]:
    """Names by content, as short as tells them apart: every search fetches them all."""
    for length in (7, 9, 64):
        named = {old: _name(code, data, length) for old, data in fragments.items()}
        if len(set(named.values())) == len(named):
            break
    return named


def _name(code: str, data: bytes, length: int = 10) -> str:
    return f"{code}_{hashlib.sha256(data).hexdigest()[:length]}"


def _write_entry(entries: list[dict[str, Any]], out_dir: Path) -> None:
    if not entries:
        return
    together = {**entries[0], "languages": {}}
    for entry in entries:
        together["languages"] |= entry["languages"]
    text = json.dumps(together, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (out_dir / "pagefind-entry.json").write_text(text, encoding="utf-8", newline="\n")


def _read(file: Path) -> bytes:
    data = file.read_bytes() if file.is_file() else b""
    if not data:
        raise SearchError(NOT_WHOLE.format(what=f"{file.name} is missing or empty"))
    return data


def _unpack(file: Path) -> bytes:
    try:
        data = gzip.decompress(_read(file))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SearchError(NOT_WHOLE.format(what=f"{file.name} is cut short")) from error
    if not data.startswith(SIGNATURE):
        raise SearchError(NOT_WHOLE.format(what=f"{file.name} is not a file of Pagefind's"))
    return data[len(SIGNATURE) :]


def _pack(file: Path, data: bytes) -> None:
    # Not by zlib, whose bytes depend on which zlib a machine has.
    file.write_bytes(deflate.gzip_compress(SIGNATURE + data, 9))
