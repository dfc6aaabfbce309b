"""The folder of files that Pagefind makes: run it, verify it, make it small and the same every time.

Pagefind says nothing when the disk is full, leaves parts of other interfaces lying in
the bundle and writes its table of languages in random order. What leaves this module
is whole, holds only what our own interface loads, and depends on the pages alone.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import json
import shutil
import tempfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from casebank.index_chunks import FormatError, names, recut

try:
    import deflate
    from pagefind.service import PagefindService, get_executable
except ImportError:  # told to the user by write_bundle, where it is needed
    PagefindService = object  # type: ignore[assignment,misc]

    def get_executable() -> Path | None:
        return None


SIGNATURE = b"pagefind_dcd"
"""How everything that Pagefind has compressed begins."""

BATCH = 64
"""Pages handed over at once: enough to keep Pagefind busy, few enough to keep memory flat."""

MISSING = "Pagefind is not installed. Mend it: pip install 'pagefind[bin]==1.5.*' deflate"
NOT_WHOLE = "The search index is not whole: {what}. Make room on the disk and build again."


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
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                self._give_up()
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

    def _give_up(self) -> None:
        for waiting in self._responses.values():
            if not waiting.done():
                waiting.set_exception(
                    SearchError(
                        "Pagefind stopped before it was done. Build again; if it stops again, "
                        "install it anew: pip install --force-reinstall 'pagefind[bin]==1.5.*'"
                    )
                )


def write_bundle(
    pages: Mapping[str, Iterable[IndexedPage]], out_dir: Path, apart: Mapping[str, Collection[str]]
) -> None:
    """Write one Pagefind index for each language of `pages` into the empty or missing folder `out_dir`.

    The languages are indexed side by side, each by a Pagefind of its own. `apart` are each
    language's stop words (see index_chunks). Raises SearchError if Pagefind is missing or the
    bundle is not whole; `out_dir` is then to be thrown away.
    """
    if get_executable() is None:
        raise SearchError(MISSING)
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pagefind-", dir=out_dir) as scratch:
            folder = Path(scratch).resolve()
            asyncio.run(_index_all(pages, folder))
            entries = [_adopt(code, folder / code, out_dir, apart[code]) for code in sorted(pages)]
        _write_entry(entries, out_dir)
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
        left = iter(pages)
        handed: asyncio.Future[Any] | None = None
        while batch := list(islice(left, BATCH)):
            # While Pagefind reads one batch, the next is made.
            adding = asyncio.gather(
                *(index.add_html_file(content=page.html, url=page.url) for page in batch)
            )
            await asyncio.sleep(0)
            if handed is not None:
                await handed
            handed = adding
        if handed is not None:
            await handed
        await index.write_files(str(folder))


def _adopt(code: str, folder: Path, out_dir: Path, apart: Collection[str]) -> dict[str, Any]:
    """Bring one language's files over, checked and cut small, without those of other interfaces."""
    entry = json.loads(_read(folder / "pagefind-entry.json"))
    about = entry["languages"].get(code)
    if about is None or not about.get("wasm"):
        raise SearchError(f"Pagefind knows no language {code!r}; use another code.")
    wasm = folder / f"wasm.{about['wasm']}.pagefind"
    _unpack(wasm)
    _read(folder / "pagefind.js")
    contents = _unpack(folder / f"pagefind.{about['hash']}.pf_meta")
    pieces = {file.stem: _unpack(file) for file in (folder / "index").iterdir()}
    fragments = list((folder / "fragment").iterdir())
    for file in fragments:
        _unpack(file)
    try:
        named = names(contents)
        if set(named.pieces) != set(pieces) or set(named.fragments) != {one.stem for one in fragments}:
            raise SearchError(NOT_WHOLE.format(what=f"files of {code} are missing"))
        contents, pieces = recut(contents, pieces, code, apart)
    except FormatError as error:
        raise SearchError(
            f"Pagefind's index is written in an unknown way ({error}). Use the version that is "
            "locked: pip install 'pagefind[bin]==1.5.*'"
        ) from error
    (out_dir / "index").mkdir(exist_ok=True)
    (out_dir / "fragment").mkdir(exist_ok=True)
    for name, data in pieces.items():
        _pack(out_dir / "index" / f"{name}.pf_index", data)
    about["hash"] = f"{code}_{hashlib.sha256(contents).hexdigest()[:10]}"
    _pack(out_dir / f"pagefind.{about['hash']}.pf_meta", contents)
    for file in fragments:
        shutil.move(file, out_dir / "fragment" / file.name)
    shutil.move(wasm, out_dir / wasm.name)
    shutil.move(folder / "pagefind.js", out_dir / "pagefind.js")
    return entry


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
