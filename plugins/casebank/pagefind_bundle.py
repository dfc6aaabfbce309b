"""The folder of files that Pagefind makes: run it, verify it, make it the same every time.

Pagefind says nothing when the disk is full, leaves parts of other interfaces lying in
the bundle and writes its table of languages in random order. What leaves this module
is whole, holds only what our own interface loads, and depends on the pages alone.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

try:
    from pagefind.service import PagefindService, get_executable
except ImportError:  # told to the user by write_bundle, where it is needed
    PagefindService = object  # type: ignore[assignment,misc]

    def get_executable() -> Path | None:
        return None


SIGNATURE = b"pagefind_dcd"
"""How everything that Pagefind has compressed begins."""

BATCH = 128
"""Pages handed over at once: enough to keep Pagefind busy, few enough to keep memory flat."""


class SearchError(Exception):
    """The search index could not be built; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class IndexedPage:
    """One page as Pagefind is to read it."""

    url: str
    html: str


class _PromptService(PagefindService):
    """Pagefind's service, answering at once.

    The released client pauses for 0.1 s before it reads each answer, which is 100 s for
    1,000 pages. Handing over a folder instead is quick, but then the pages come in the
    order of the file system, and so the bytes differ between machines. Should a later
    client be built otherwise, this method is never called and all still works.
    """

    async def _wait_for_responses(self) -> None:
        stream = self._backend.stdout
        assert stream is not None
        while True:
            try:
                answer = await stream.readuntil(b",")
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as broken:
                self._fail_waiting(broken)
                return
            self._settle(json.loads(base64.b64decode(answer[:-1])))

    def _settle(self, answer: Mapping[str, Any]) -> None:
        payload = answer["payload"]
        waiting = self._responses.get(answer.get("message_id") or 0)
        if waiting is None or waiting.done():
            return
        if payload["type"] == "Error":
            waiting.set_exception(SearchError(f"Pagefind refused a page: {payload['message']}"))
        else:
            waiting.set_result(payload)

    def _fail_waiting(self, broken: Exception) -> None:
        for waiting in self._responses.values():
            if not waiting.done():
                waiting.set_exception(
                    SearchError(f"Pagefind stopped before it was done ({type(broken).__name__}). Build again; "
                                "if it stops again, reinstall it: pip install --force-reinstall 'pagefind[bin]'")
                )


def write_bundle(pages: Mapping[str, Iterable[IndexedPage]], out_dir: Path) -> None:
    """Write one Pagefind index for each language of `pages` into the empty or missing folder `out_dir`.

    The languages are indexed side by side, each by a Pagefind of its own. Raises SearchError
    if Pagefind is missing or the bundle is not whole; `out_dir` is then to be thrown away.
    """
    if get_executable() is None:
        raise SearchError("Pagefind is not installed. Mend it: pip install 'pagefind[bin]==1.5.*'")
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pagefind-", dir=out_dir) as scratch:
            asyncio.run(_index_all(pages, Path(scratch)))
            _gather({code: Path(scratch) / code for code in sorted(pages)}, out_dir)
    except OSError as error:
        raise SearchError(
            f"The search index could not be written to {out_dir}: {error.strerror or error}. "
            "Make room on the disk, or make the folder writable, and build again."
        ) from error


async def _index_all(pages: Mapping[str, Iterable[IndexedPage]], scratch: Path) -> None:
    await asyncio.gather(*(_index(code, pages[code], scratch / code) for code in sorted(pages)))


async def _index(code: str, pages: Iterable[IndexedPage], folder: Path) -> None:
    async with _PromptService() as service:
        index = await service.create_index({"force_language": code})
        waiting = iter(pages)
        while batch := list(islice(waiting, BATCH)):
            await asyncio.gather(
                *(index.add_html_file(content=page.html, url=page.url) for page in batch)
            )
        await index.write_files(str(folder))


def _gather(folders: Mapping[str, Path], out_dir: Path) -> None:
    """Bring the languages' bundles together, leaving out what only other interfaces use."""
    entry: dict[str, Any] = {}
    for code, folder in folders.items():
        one = json.loads(_read(folder / "pagefind-entry.json"))
        _verify(code, one["languages"], folder)
        entry = {**one, "languages": {**entry.get("languages", {}), **one["languages"]}}
        keep = [
            folder / "pagefind.js",
            folder / f"wasm.{one['languages'][code]['wasm']}.pagefind",
            folder / f"pagefind.{one['languages'][code]['hash']}.pf_meta",
            *(folder / "fragment").iterdir(),
            *(folder / "index").iterdir(),
        ]
        for file in keep:
            target = out_dir / file.relative_to(folder)
            target.parent.mkdir(exist_ok=True)
            shutil.move(file, target)
    if entry:
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        (out_dir / "pagefind-entry.json").write_text(text, encoding="utf-8", newline="\n")


def _verify(code: str, languages: Mapping[str, Any], folder: Path) -> None:
    """Raise SearchError unless every file of the bundle is there, whole, and named by its table of contents."""
    if code not in languages or not languages[code].get("wasm"):
        raise SearchError(f"Pagefind knows no stemmer for the language {code!r}; use another code.")
    _read(folder / "pagefind.js")
    _unpack(folder / f"wasm.{languages[code]['wasm']}.pagefind")
    contents = _unpack(folder / f"pagefind.{languages[code]['hash']}.pf_meta")
    parts = [file for kind in ("fragment", "index") for file in (folder / kind).iterdir()]
    for file in parts:
        _unpack(file)
    named = {name.decode() for name in re.findall(rb"%s_[0-9a-f]{7,40}" % code.encode(), contents)}
    missing = named ^ {file.stem for file in parts}
    if missing or not parts:
        raise SearchError(f"The search index is not whole ({len(missing)} files wrong). Make room on the disk "
                          "and build again.")


def _read(file: Path) -> bytes:
    data = file.read_bytes() if file.is_file() else b""
    if not data:
        raise SearchError(f"The search index is not whole: {file.name} is missing or empty. Make room on the disk "
                          "and build again.")
    return data


def _unpack(file: Path) -> bytes:
    try:
        data = gzip.decompress(_read(file))
    except (OSError, EOFError, zlib.error) as error:
        raise SearchError(f"The search index is not whole: {file.name} is cut short. Make room on the disk "
                          "and build again.") from error
    if not data.startswith(SIGNATURE):
        raise SearchError(f"{file.name} is not a Pagefind file. Pin pagefind[bin]==1.5.* and build again.")
    return data[len(SIGNATURE):]
