"""The benchmarks: our build beside mkdocs-material and Hugo on the same pages, in the same run.

Run it with `python3 scripts/dev.py bench`.  It prints a line a measurement and the ratios; it
asserts nothing, since a machine's speed is not the product's.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "scripts")]

from benchkit.generated import words_of, write_bank  # noqa: E402
from benchkit.meter import Failed, Progress, Reading, best  # noqa: E402
from benchkit.peers import write_hugo, write_material  # noqa: E402

from casebank.pipeline import load  # noqa: E402
from casebank.wording import wording_in  # noqa: E402

_QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "PYTHONUTF8": "1"}


def main() -> int:
    """Measure and print; 1 when a command that is measured fails."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--sizes", default="1000,5000", help="records in the generated banks (default: 1000,5000)")
    parser.add_argument("--runs", type=int, default=2, help="runs of each measurement; the quickest counts")
    parser.add_argument("--no-material", action="store_true", help="leave mkdocs-material out (it takes a minute)")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="casebank-bench-") as name:
        try:
            _run(Path(name), sizes, options.runs, not options.no_material)
        except Failed as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def _run(folder: Path, sizes: list[int], runs: int, with_material: bool) -> None:
    words = words_of(ROOT)
    progress = Progress(1 + 6 + with_material + 2 * (len(sizes) - 1))
    first = sizes[0]
    progress.step(f"making banks of {', '.join(map(str, sizes))} records")
    for size in sizes:
        write_bank(folder / f"bank-{size}", size, words)
    bank = load(folder / f"bank-{first}", ROOT / "site_src", ROOT).bank
    if bank is None:
        raise Failed("the generated bank has errors: casebank check --cases shows them")
    say = wording_in(bank.reference, "sv")
    lines: list[str] = []

    def note(name: str, reading: Reading) -> Reading:
        lines.append(f"{name:<58}{reading}")
        return reading

    progress.step(f"ours, {first} records, pages without search, nothing kept from before")
    pages = note(f"ours: {first} records, pages, cold", _ours(folder, first, runs, search=False))
    progress.step(f"ours, {first} records, with a fresh search index")
    searched = note(f"ours: {first} records, pages + search, cold", _ours(folder, first, runs, search=True))
    progress.step(f"ours, {first} records, again with nothing changed, then one record changed")
    again, changed = _again(folder, first, runs)
    note(f"ours: {first} records, again, nothing changed", again)
    note(f"ours: {first} records, again, one record changed", changed)
    progress.step(f"Hugo, {first} pages")
    write_hugo(folder / "hugo", bank, say)
    hugo = note(f"Hugo: {first} pages", best([_tool("hugo"), "--quiet"], folder / "hugo", runs, lambda: _clean(folder / "hugo" / "public")))
    progress.step("Pagefind on Hugo's pages")
    pagefind = note("Pagefind on Hugo's pages", best([sys.executable, "-m", "pagefind", "--site", "public"], folder / "hugo", runs, lambda: _clean(folder / "hugo" / "public" / "pagefind")))
    material = None
    if with_material:
        progress.step(f"mkdocs-material as it comes, {first} pages (about a minute)")
        write_material(folder / "material", bank, say)
        material = note(f"mkdocs-material, default: {first} pages", best([sys.executable, "-m", "mkdocs", "build", "-q"], folder / "material", 1, env=_QUIET))
    grown: list[tuple[int, Reading]] = []
    for size in sizes[1:]:
        progress.step(f"ours, {size} records, pages without search, cold")
        grown.append((size, note(f"ours: {size} records, pages, cold", _ours(folder, size, 1, search=False))))
        progress.step(f"ours, {size} records, with a fresh search index")
        note(f"ours: {size} records, pages + search, cold", _ours(folder, size, 1, search=True))
    progress.end()
    print("\n".join(lines))
    print()
    _ratio("pages, cold: ours / Hugo", pages.wall, hugo.wall)
    _ratio("pages, one record changed: ours / Hugo", changed.wall, hugo.wall)
    _ratio("pages + search, cold: ours / (Hugo + Pagefind)", searched.wall, hugo.wall + pagefind.wall)
    if material:
        _ratio("mkdocs-material default / ours, pages, cold", material.wall, pages.wall)
    for size, reading in grown:
        _ratio(f"growth {first} → {size} records (linear: {size / first:.0f})", reading.wall, pages.wall)
    print(f"{'first view of a record page, compressed':<58}{_first_view(folder / f'site-{first}'):7.1f} kB")


def _config(folder: Path, size: int, *, search: bool, cache: str) -> Path:
    """A mkdocs.yml of its own for the generated bank, in the repository's settings."""
    path = folder / f"mkdocs-{size}-{'s' if search else 'p'}-{'c' if cache else 'n'}.yml"
    path.write_text(
        f"INHERIT: {ROOT / 'mkdocs.yml'}\n"
        f"docs_dir: {ROOT / 'site_src' / 'docs'}\n"
        f"site_dir: {folder / f'site-{size}'}\n"
        "theme:\n"
        f"  custom_dir: {ROOT / 'site_src' / 'theme'}\n"
        "plugins:\n  - casebank:\n"
        f"      cases_dir: {folder / f'bank-{size}'}\n"
        f"      languages: [sv]\n      search: {str(search).lower()}\n      cache_dir: '{cache}'\n",
        encoding="utf-8",
    )
    return path


def _ours(folder: Path, size: int, runs: int, *, search: bool) -> Reading:
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(_config(folder, size, search=search, cache=""))]
    return best(command, folder, runs, lambda: _clean(folder / f"site-{size}"), _QUIET)


def _again(folder: Path, size: int, runs: int) -> tuple[Reading, Reading]:
    """A build that finds all of the former one's work: with nothing changed, and with one record changed."""
    config = _config(folder, size, search=False, cache=str(folder / "cache"))
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)]
    best(command, folder, 1, None, _QUIET)
    same = best(command, folder, runs, None, _QUIET)
    narrative = folder / f"bank-{size}" / "genererat-fall-00000" / "sv.md"
    original = narrative.read_text(encoding="utf-8")

    def change() -> None:
        narrative.write_text(narrative.read_text(encoding="utf-8").replace("## Behovet", "## Behovet då", 1) if "då" not in narrative.read_text(encoding="utf-8") else original, encoding="utf-8")

    return same, best(command, folder, runs, change, _QUIET)


def _first_view(site: Path) -> float:
    """Kilobytes over the wire for a record's page: its HTML, stylesheet and scripts, gzip'd."""
    page = next(iter(sorted(site.glob("fall/genererat-fall-*/index.html"))))
    assets = site / "assets" / "casebank"
    files = [page, *assets.glob("site.*.css"), *assets.glob("site.*.js"), *assets.glob("search.*.js"), *assets.glob("favicon.*.svg")]
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in files) / 1000


def _ratio(name: str, ours: float, theirs: float) -> None:
    print(f"{name:<58}{ours / theirs:7.2f} ×")


def _tool(name: str) -> str:
    """A command beside this Python, else on the PATH."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which(name)
    if not found:
        raise Failed(f"{name} is not installed; run the benchmarks with: python3 scripts/dev.py bench")
    return found


def _clean(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
