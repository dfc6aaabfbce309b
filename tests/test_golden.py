"""Golden findings: for each thing that can be wrong, exactly what the contributor is told, and where.

A test is a folder in ``golden/`` with ``expected.txt``.  What is wrong is either in the folder
(``cases/…`` laid over the sound record of ``golden/_bank``) or, where git or an editor would not keep
it, done by the function of the same name below.  ``pytest --update-golden`` writes what came out as
what is expected: read the diff.
"""

from __future__ import annotations

import functools
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casebank.catalogue import CATALOGUE
from casebank.findings import as_text, has_errors
from casebank.pipeline import load
from casebank.source_file import read_yaml
from conftest import ROOT, SmallBank

GOLDEN = Path(__file__).parent / "golden"
CASE, SV = "cases/grund/case.yaml", "cases/grund/sv.md"
Spoil = Callable[[SmallBank], None]
SPOILT: dict[str, Spoil] = {}


def spoil(function: Spoil) -> Spoil:
    """Register a function that makes one thing wrong; its name is the golden folder's."""
    SPOILT[function.__name__.replace("_", "-")] = function
    return function


@pytest.fixture
def golden_bank(tmp_path: Path) -> SmallBank:
    """The sound record with the golden tests' own sources and the bank's real vocabularies."""
    bank = SmallBank(tmp_path)
    shutil.copytree(GOLDEN / "_bank" / "cases", bank.cases)
    shutil.copytree(GOLDEN / "_bank" / "reference", bank.site_src / "reference")
    for name, text in vocabularies().items():
        bank.write(f"site_src/reference/vocabularies/{name}", text)
    return bank


@functools.cache
def vocabularies() -> dict[str, str]:
    """The real vocabularies without their sources, which the golden tests' bank does not have."""

    def bare(node: Any) -> Any:
        if isinstance(node, list):
            return [bare(item) for item in node]
        return {key: bare(value) for key, value in node.items() if key != "source"} if isinstance(node, dict) else node

    folder = ROOT / "site_src" / "reference" / "vocabularies"
    return {
        path.name: json.dumps(bare(read_yaml(path.read_bytes(), path.name, limit=10**6).data), ensure_ascii=False, indent=1)
        for path in sorted(folder.glob("*.yaml"))
    }


def names() -> list[str]:
    """Every golden test: those with a folder, and those with a function but no folder yet."""
    folders = {path.name for path in GOLDEN.iterdir() if path.is_dir() and not path.name.startswith("_")}
    return sorted(folders | SPOILT.keys())


# ------------------------------------------------------------------ what files cannot show


@spoil
def bytes_tab(bank: SmallBank) -> None:
    bank.replace(CASE, "\n  end: 2015-12-31", "\n\tend: 2015-12-31")


@spoil
def bytes_byte_order_mark(bank: SmallBank) -> None:
    for path in (CASE, SV):
        bank.write(path, b"\xef\xbb\xbf" + (bank.root / path).read_bytes())


@spoil
def bytes_windows_lines(bank: SmallBank) -> None:
    for path in (CASE, SV):
        bank.write(path, (bank.root / path).read_bytes().replace(b"\n", b"\r\n"))


@spoil
def bytes_old_mac_lines(bank: SmallBank) -> None:
    bank.write(CASE, (bank.root / CASE).read_bytes().replace(b"\n", b"\r"))


@spoil
def bytes_latin_1(bank: SmallBank) -> None:
    for path in (CASE, SV):
        bank.write(path, (bank.root / path).read_text(encoding="utf-8").encode("latin-1"))


@spoil
def bytes_utf_16(bank: SmallBank) -> None:
    bank.write(CASE, (bank.root / CASE).read_text(encoding="utf-8").encode("utf-16"))


@spoil
def bytes_nul(bank: SmallBank) -> None:
    bank.replace(CASE, "sv: En sund post", "sv: En \0sund post")
    bank.replace(SV, "Väntetiden", "Vänte\0tiden")


@spoil
def bytes_control_characters(bank: SmallBank) -> None:
    bank.replace(CASE, "sv: En sund post", "sv: En \x1b[31msund post")
    bank.replace(CASE, "verified_by: Redaktionen", 'verified_by: "Redak\\x0btionen"')
    bank.replace(CASE, "en: A sound record", "en: A sound record\u2028level: national")


@spoil
def bytes_half_a_character(bank: SmallBank) -> None:
    bank.replace(CASE, "nb: En sunn post", 'nb: "En sunn \\ud800post"')


@spoil
def bytes_empty(bank: SmallBank) -> None:
    bank.write(CASE, b"")
    bank.write(SV, b"\n \n")


@spoil
def bytes_only_a_comment(bank: SmallBank) -> None:
    bank.write(CASE, "# title: later\n---\n")


@spoil
def bytes_two_megabytes(bank: SmallBank) -> None:
    bank.write(CASE, (bank.root / CASE).read_bytes() + b"# more\n" * 300_000)
    bank.write(SV, (bank.root / SV).read_bytes() + b"mer " * 500_000)


@spoil
def yaml_nested_100_deep(bank: SmallBank) -> None:
    bank.replace(CASE, "countries: [SE]", "countries: " + "[" * 100 + "SE" + "]" * 100)


@spoil
def yaml_nested_100_deep_as_block(bank: SmallBank) -> None:
    nested = "".join(f"{'  ' * depth}a:\n" for depth in range(1, 101))
    bank.replace(CASE, "countries: [SE]\n", f"countries:\n{nested}")


@spoil
def yaml_too_many_values(bank: SmallBank) -> None:
    bank.replace(CASE, "countries: [SE]", "countries: [" + "1," * 20_000 + "]")


@spoil
def narrative_too_much_markup(bank: SmallBank) -> None:
    bank.write(SV, "## Behovet\n\n" + "[" * 20_000 + " [@rapporten]\n")


@spoil
def narrative_too_deep_and_too_wide(bank: SmallBank) -> None:
    bank.write(SV, "## Behovet\n\n" + "> " * 8 + "Djupt. [@rapporten]\n")
    bank.write("cases/grund/en.md", "|a|b|c|d|e|\n|-|-|-|-|-|\n" + "|1|2|3|4|5|\n" * 410 + "\n[@rapporten]\n")


@spoil
def term_replaced(bank: SmallBank) -> None:
    path = "site_src/reference/vocabularies/stage.yaml"
    bank.replace(path, '"code": "evaluation",', '"code": "evaluation", "replaced_by": "diffusing",')
    bank.replace(CASE, "level: regional", "level: regional\nstage: evaluation")


@spoil
def awful(bank: SmallBank) -> None:
    """What of the awful record cannot be kept in git."""
    bank.write("cases/Awful.Record/en.md", "Räksmörgås".encode("latin-1"))
    bank.write("cases/Awful.Record/bild.png", "<svg/>")
    bank.write("cases/Awful.Record/anteckningar.docx", "x")
    (bank.cases / "Awful.Record" / "nb.md").symlink_to("/etc/passwd")


@spoil
def text_direction_controls(bank: SmallBank) -> None:
    bank.replace(CASE, "sv: En sund post", "sv: En \u202esund\u202c post")
    bank.replace(SV, "Väntetiden", "Vänte\u2066tiden\u2069")
    bank.replace(CASE, "en: A sound record", 'en: "A \\u202Esound record"')


@spoil
def text_zero_width(bank: SmallBank) -> None:
    bank.replace(CASE, "sv: En sund post", "sv: En su\u200bnd post")
    bank.replace(CASE, "verified_by: Redaktionen", "verified_by: Redak\u00adtionen")
    bank.replace(SV, "Väntetiden", "Vänte\u200dtiden\ufeff")


@spoil
def text_not_composed(bank: SmallBank) -> None:
    bank.replace(CASE, "Väntetiden", "Va\u0308ntetiden")
    bank.replace(SV, "Väntetiden", "Va\u0308ntetiden")


@spoil
def text_private_use_and_piled_accents(bank: SmallBank) -> None:
    bank.replace(CASE, "sv: En sund post", "sv: En \ue000 sund post")
    bank.replace(CASE, "verified_by: Redaktionen", "verified_by: Redaktion" + "\u0323" * 9 + "en")


@spoil
def folder_name_with_capitals(bank: SmallBank) -> None:
    _rename(bank, "Grund-X")


@spoil
def folder_name_with_letters_outside_a_to_z(bank: SmallBank) -> None:
    _rename(bank, "vård-för-äldre")


@spoil
def folder_name_with_a_space(bank: SmallBank) -> None:
    _rename(bank, "grund post")


@spoil
def folder_name_with_a_dot(bank: SmallBank) -> None:
    _rename(bank, "grund.post")


@spoil
def folder_name_reserved(bank: SmallBank) -> None:
    _rename(bank, "con")
    bank.write("cases/no/case.yaml", "")
    bank.write("cases/sok/case.yaml", "")


@spoil
def folder_name_other_slips(bank: SmallBank) -> None:
    _rename(bank, "a" * 81)
    bank.write("cases/dubbelt--streck/case.yaml", "")
    bank.write("cases/-streck/case.yaml", "")


@spoil
def folder_names_alike(bank: SmallBank) -> None:
    shutil.copytree(bank.cases / "grund", bank.cases / "Grund")


@spoil
def folder_without_case(bank: SmallBank) -> None:
    (bank.root / CASE).unlink()
    (bank.cases / "tom").mkdir()


@spoil
def folder_without_swedish(bank: SmallBank) -> None:
    (bank.root / SV).unlink()


@spoil
def folder_without_english_in_full(bank: SmallBank) -> None:
    (bank.cases / "grund" / "en.md").unlink()
    bank.replace(CASE, "coverage: partial", "coverage: full")


@spoil
def folder_with_stray_files(bank: SmallBank) -> None:
    for name in ("notes.txt", "da.md", "Case.yaml", "photo.JPG", "picture.svg", "page.html", ".htaccess"):
        bank.write(f"cases/grund/{name}", "x")
    bank.write("cases/grund/more/sv.md", "x")
    bank.write("cases/lost.yaml", "x")


@spoil
def folder_with_links(bank: SmallBank) -> None:
    (bank.root / SV).unlink()
    (bank.root / SV).symlink_to("/etc/passwd")
    (bank.cases / "grund" / "picture.png").symlink_to("../../site_src/reference/sources.yaml")
    (bank.cases / "lankad").symlink_to(bank.cases / "grund")


@spoil
def folder_with_a_pipe(bank: SmallBank) -> None:
    os.mkfifo(bank.cases / "grund" / "nb.md")


@spoil
def picture_too_large(bank: SmallBank) -> None:
    bank.write("cases/grund/stor.png", b"\x89PNG" + bytes(700_000))


@spoil
def picture_with_too_many_pixels(bank: SmallBank) -> None:
    bank.write("cases/grund/vid.png", _picture("PNG", 5000, 4000))
    _show(bank, "vid.png")


@spoil
def picture_that_is_none(bank: SmallBank) -> None:
    bank.write("cases/grund/falsk.png", "<svg onload=alert(1)>")
    bank.write("cases/grund/annan.png", _picture("JPEG", 20, 10))
    bank.write("cases/grund/kapad.png", _picture("PNG", 90, 90)[:70])
    _show(bank, "falsk.png", "annan.png", "kapad.png")


@spoil
def picture_without_alt_text(bank: SmallBank) -> None:
    bank.write("cases/grund/bild.png", _picture("PNG", 20, 10))
    bank.write("cases/grund/tyst.png", _picture("PNG", 20, 10))
    bank.write(CASE, (bank.root / CASE).read_text(encoding="utf-8") + "pictures:\n  - file: bild.png\n")
    bank.write(SV, (bank.root / SV).read_text(encoding="utf-8") + "\n![](tyst.png)\n")


@spoil
def picture_not_shown_or_not_there(bank: SmallBank) -> None:
    bank.write("cases/grund/bild.png", _picture("PNG", 20, 10))
    _show(bank, "bidl.png")
    bank.write(SV, (bank.root / SV).read_text(encoding="utf-8") + "\n![En bild](blid.png)\n\n![Hemlig](../../mkdocs.png)\n")


@spoil
def bank_without_records(bank: SmallBank) -> None:
    shutil.rmtree(bank.cases / "grund")


@spoil
def bank_folder_missing(bank: SmallBank) -> None:
    shutil.rmtree(bank.cases)


@spoil
def reference_broken(bank: SmallBank) -> None:
    bank.replace("site_src/reference/sources.yaml", "type: report", "type: raport")
    bank.replace("site_src/reference/sources.yaml", "https://www.example.org/sidan", "javascript:alert(1)")
    bank.replace("site_src/reference/organisations.yaml", "kind: company", "kind: compny\n  colour: red")


@spoil
def reference_not_a_mapping(bank: SmallBank) -> None:
    bank.write("site_src/reference/organisations.yaml", "- region-mellan\n")


def _rename(bank: SmallBank, name: str) -> None:
    (bank.cases / "grund").rename(bank.cases / name)


def _show(bank: SmallBank, *files: str) -> None:
    listed = "".join(f"  - file: {name}\n    alt:\n      sv: En bild\n      en: A picture\n" for name in files)
    bank.write(CASE, (bank.root / CASE).read_text(encoding="utf-8") + "pictures:\n" + listed)


def _picture(kind: str, width: int, height: int) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("L", (width, height), 200).save(file, kind)
    return file.getvalue()


# ------------------------------------------------------------------ the tests


@pytest.mark.parametrize("name", names())
def test_golden(name: str, golden_bank: SmallBank, request: pytest.FixtureRequest) -> None:
    """What is told, to the letter; and a bank with errors is no bank."""
    if sys.platform == "win32" and name in ("awful", "folder-with-links", "folder-with-a-pipe", "folder-names-alike", "folder-name-reserved"):
        pytest.skip("such files cannot be made on Windows")
    if (GOLDEN / name / "cases").exists():
        shutil.copytree(GOLDEN / name / "cases", golden_bank.cases, dirs_exist_ok=True)
    if name in SPOILT:
        SPOILT[name](golden_bank)
    loaded = load(golden_bank.cases, golden_bank.site_src, golden_bank.root)
    got = as_text(loaded.findings)
    assert str(golden_bank.root) not in got
    assert (loaded.bank is None) == has_errors(loaded.findings)

    expected = GOLDEN / name / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(got, encoding="utf-8", newline="\n")
    assert expected.exists(), f"no {expected.relative_to(GOLDEN)}: run pytest --update-golden and read it"
    assert got == expected.read_text(encoding="utf-8")


def test_the_sound_record_is_sound(golden_bank: SmallBank) -> None:
    """Everything the other tests find comes from what they spoil."""
    loaded = load(golden_bank.cases, golden_bank.site_src, golden_bank.root)
    assert loaded.findings == ()
    assert [entry.id for entry in loaded.bank.entries] == ["grund"]


NOT_SHOWN = {
    "CB120": "what libyaml says of a text in no other way: see test_source_file for all that are known",
    "CB514": "a second lock: nothing is known that passes the first",
    "CB901": "a crash of a rule: see test_pipeline",
}
"""Codes that no file is known to bring about."""


def test_every_code_is_shown() -> None:
    """A code that no test expects is dead, or nobody has looked at what it says."""
    shown = {line.split()[2] for path in GOLDEN.glob("*/expected.txt") for line in _heads(path)}
    others = "".join(path.read_text(encoding="utf-8") for path in GOLDEN.parent.glob("test_*.py") if path.name != "test_golden.py")
    expected = set(re.findall(r"[\"'](CB\d{3})[\"']", others))
    assert sorted(CATALOGUE.keys() - shown - expected - NOT_SHOWN.keys()) == []
    assert sorted(NOT_SHOWN.keys() & shown) == [], "no longer an exception"


def test_every_message_is_filled_in() -> None:
    """No message has a gap (`?`) where the catalogue wanted a value, and none ends in a loose separator."""
    for path in GOLDEN.glob("*/expected.txt"):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line.startswith("    "):
                assert not line.endswith((";", "; ", ": ", " ?")), f"{path.parent.name}: {line}"
                assert " ? " not in line and "None" not in line, f"{path.parent.name}: {line}"


def test_the_awful_record_has_over_thirty_findings() -> None:
    """One record with everything wrong, and all of it told at once."""
    assert len(_heads(GOLDEN / "awful" / "expected.txt")) >= 30


def _heads(path: Path) -> list[str]:
    """The lines of a report that begin a finding."""
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.startswith(("cases", "site_src")) and ": " in line]


