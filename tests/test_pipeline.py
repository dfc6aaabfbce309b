"""From bytes to a bank: never an exception, every finding at its place, the same whatever the way."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebank import rules
from casebank.findings import Finding, as_json, as_text, has_errors
from casebank.folder import RecordFolder
from casebank.pipeline import load, read_record
from casebank.reference import Reference, read_reference
from conftest import ROOT, SmallBank

RECORD = ROOT / "cases" / "innovationsupphandling-x"
CASE, SV = (RECORD / "case.yaml").read_bytes(), (RECORD / "sv.md").read_bytes()
KNOWN = frozenset(path.name for path in (ROOT / "cases").iterdir())
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], derandomize=True)


@pytest.fixture(scope="module")
def reference() -> Reference:
    """The real reference data."""
    found, problems = read_reference(ROOT / "site_src", "site_src")
    assert not has_errors(problems)
    return found


def read(reference: Reference, case: bytes, sv: bytes = SV) -> list[Finding]:
    """What is found in a record of these bytes; fails for what no input may bring about."""
    began = time.monotonic()
    data, _, found = read_record(RecordFolder("x", "cases/x", case, {"sv": sv}), reference, KNOWN | {"x"})
    assert time.monotonic() - began < 10
    # "Never half": data only without errors in the facts.
    assert data is None or not [one for one in found if one.severity == "error" and one.file.endswith("case.yaml") and one.code < "CB3"]
    lengths = {"cases/x/case.yaml": case.count(b"\n") + case.count(b"\r") + 2, "cases/x/sv.md": sv.count(b"\n") + sv.count(b"\r") + 2}
    for one in found:
        assert one.code != "CB901", one.message
        assert one.file in lengths
        assert 1 <= one.line <= lengths[one.file] and one.column >= 1
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or 0xD800 <= ord(char) < 0xE000 for char in one.message + one.fix + one.excerpt)
    as_text(found).encode()
    as_json(found).encode()
    return found


# ------------------------------------------------------------------ hostile bytes


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes_as_facts(reference: Reference, data: bytes) -> None:
    """Random bytes are never a record, and never an exception."""
    assert has_errors(read(reference, data))


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes_as_narrative(reference: Reference, data: bytes) -> None:
    """Random bytes as sv.md: findings or a harmless text."""
    read(reference, CASE, data)


@FUZZ
@given(st.text(alphabet="#*_`[]()<>!|-+=~:&;@^\"'\\ \n\t0aÅé\u200b\u202e\ufeff{}%$", max_size=300))
def test_any_signs_as_narrative(reference: Reference, text: str) -> None:
    """Markdown's own signs in any order."""
    read(reference, CASE, text.encode())


@FUZZ
@given(st.text(alphabet="-:?,[]{}#&*!|>'\"%@` \nab01~.yno<\\", max_size=300))
def test_any_signs_as_facts(reference: Reference, text: str) -> None:
    """YAML's own signs in any order."""
    assert has_errors(read(reference, text.encode()))


_YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=4), max_leaves=6
)


@settings(FUZZ, max_examples=120)
@given(data=st.data())
def test_any_value_for_any_key(reference: Reference, data: st.DataObject) -> None:
    """A real record with one value replaced by something else: told of at its place, or taken."""
    import json

    keys = [n for n, line in enumerate(CASE.decode().split("\n")) if ": " in line and not line.lstrip().startswith("#")]
    lines = CASE.decode().split("\n")
    at = data.draw(st.sampled_from(keys))
    key = lines[at].partition(": ")[0]
    lines[at] = f"{key}: {json.dumps(data.draw(_YAML), ensure_ascii=False)}"
    read(reference, "\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(FUZZ, max_examples=100)
@given(data=st.data())
def test_any_damage_to_a_real_record(reference: Reference, data: st.DataObject) -> None:
    """Bytes cut out, doubled or put in, in facts and narrative."""
    for which in (0, 1):
        old = (CASE, SV)[which]
        start = data.draw(st.integers(0, len(old)))
        end = data.draw(st.integers(start, min(len(old), start + 80)))
        new = old[:start] + data.draw(st.binary(max_size=12) | st.just(old[start:end] * 2)) + old[end:]
        read(reference, *((new, SV) if which == 0 else (CASE, new)))


HOSTILE = {
    "anchors that multiply": b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % ((c + 1, c + 1) + (c,) * 8) for c in range(97, 110)),
    "merge keys that multiply": b"a: &a {b: c}\n" + b"".join(b"k%d: &k%d {<<: [*a, *a, *a]}\n" % (n, n) for n in range(9)),
    "deep flow": b"a: " + b"[" * 30_000,
    "deep maps": b"{a: " * 15_000,
    "deep block": b"".join(b" " * n + b"a:\n" for n in range(300)),
    "many keys": b"".join(b"k%d: 1\n" % n for n in range(6_000)),
    "many lines": b"\n" * 65_000,
    "one long line": b"a: " + b"x" * 65_000,
    "long keys": b"x" * 60_000 + b": 1\n",
    "many documents": b"---\n" * 16_000,
    "python tag": b"!!python/object/apply:os.system ['echo hej']\n",
    "environment tag": b"title: !ENV HOME\n",
    "include": b"title: !include /etc/passwd\n",
    "digits": b"a: " + b"9" * 60_000,
    "float": b"type: 1e999999999\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_known_attacks_on_yaml(reference: Reference, name: str) -> None:
    """Bounded in time, and refused."""
    assert has_errors(read(reference, HOSTILE[name]))


NARRATIVES = {
    "brackets": "[" * 60_000,
    "links": "[a](" * 16_000,
    "emphasis": "*a **a " * 9_000,
    "code": "`a``b" * 12_000,
    "ordered lists": "1. " * 20_000,
    "quotes": ">" * 60_000,
    "nested lists": "\n".join("  " * n + "- a" for n in range(250)),
    "tables": "|" * 60_000 + "\n" + "|-" * 30_000,
    "references": "\n".join(f"[{n}]: https://a.se" for n in range(3_500)),
    "entities": "&amp;" * 12_000,
    "html": "<a " * 20_000,
    "citations": "[@a; " * 12_000,
    "headings": "## a\n" * 12_000,
}


@pytest.mark.parametrize("name", NARRATIVES)
def test_known_attacks_on_markdown(reference: Reference, name: str) -> None:
    """Bounded in time; nothing is promised but that it ends."""
    read(reference, CASE, NARRATIVES[name].encode())


def test_random_folders_through_load(small_bank: SmallBank) -> None:
    """Whole folders of random files: findings, no exception, no bank."""
    luck = random.Random(7)
    for number in range(30):
        for name in luck.sample(["case.yaml", "sv.md", "en.md", "nb.md", "a.png", "b.webp", "c.txt", "D.jpg"], k=4):
            small_bank.write(f"cases/{luck.choice(['a', 'Å b', 'x.y', 'no'])}{number}/{name}", luck.randbytes(luck.choice([0, 3, 500])))
    loaded = small_bank.load()
    assert loaded.bank is None
    assert {one.code for one in loaded.findings} >= {"CB601", "CB602"}


# ------------------------------------------------------------------ what comes out


@pytest.fixture
def bank(small_bank: SmallBank) -> SmallBank:
    """Three sound records."""
    for id in ("innovationsupphandling-x", "seniormedicin-se", "spelplanen"):
        small_bank.copy(id)
    return small_bank


def spoil(bank: SmallBank) -> None:
    """Break two of the three in two ways each."""
    for id in ("spelplanen", "seniormedicin-se"):
        path = f"cases/{id}/case.yaml"
        text = (bank.root / path).read_text(encoding="utf-8")
        bank.write(path, text.replace("type:", "typ:", 1) + "colour: red\n")


def test_a_sound_bank(bank: SmallBank) -> None:
    """Sorted by id, nothing found."""
    loaded = bank.load()
    assert not has_errors(loaded.findings), as_text(loaded.findings)
    assert [entry.id for entry in loaded.bank.entries] == ["innovationsupphandling-x", "seniormedicin-se", "spelplanen"]


def test_all_findings_at_once_and_in_order(bank: SmallBank) -> None:
    """Every file's, sorted by file, line and column; and no bank."""
    spoil(bank)
    loaded = bank.load()
    assert loaded.bank is None
    places = [(one.file, one.line, one.column) for one in loaded.findings]
    assert places == sorted(places)
    assert [one.file for one in loaded.findings] == ["cases/seniormedicin-se/case.yaml"] * 2 + ["cases/spelplanen/case.yaml"] * 2
    assert len(set(loaded.findings)) == len(loaded.findings)


def test_the_same_findings_twice(bank: SmallBank) -> None:
    """Neither the order on disk nor chance is in them."""
    spoil(bank)
    first = bank.load().findings
    for path in sorted(bank.cases.iterdir(), reverse=True):
        path.rename(path.with_name("moved")).rename(path)
    assert bank.load().findings == first


def test_a_record_from_outside_takes_the_place_of_its_namesake(bank: SmallBank, tmp_path: Path) -> None:
    """Given by path it is read instead of the one in cases/, and only it is spoken of."""
    outside = Path(shutil.copytree(bank.cases / "spelplanen", tmp_path / "elsewhere" / "spelplanen"))
    spoil(bank)
    assert bank.load(outside).findings == ()
    (outside / "sv.md").unlink()
    assert [(one.code, one.file) for one in bank.load(outside).findings] == [("CB605", f"{outside.as_posix()}/sv.md")]


def test_a_rule_that_crashes_hides_nothing(bank: SmallBank, monkeypatch: pytest.MonkeyPatch) -> None:
    """It becomes a finding, and the others go on."""

    def bad_rule(subject: Any) -> Iterator[Finding]:
        raise ZeroDivisionError("oj")
        yield

    monkeypatch.setattr(rules, "RECORD_RULES", (bad_rule, *rules.RECORD_RULES))
    (bank.cases / "spelplanen" / "sv.md").unlink()
    found = bank.load().findings
    assert [one.code for one in found].count("CB901") == 3
    assert "CB605" in [one.code for one in found]
    assert "The check bad_rule stopped with ZeroDivisionError: oj." in {one.message for one in found}


def test_nothing_outside_the_folder_is_opened(bank: SmallBank, tmp_path: Path) -> None:
    """A link to a file elsewhere is refused before its content is read."""
    secret = tmp_path / "secret.md"
    secret.write_text("## Hemligt\n\nlösenord [@spelplanen]\n", encoding="utf-8")
    (bank.cases / "spelplanen" / "sv.md").unlink()
    (bank.cases / "spelplanen" / "sv.md").symlink_to(secret)
    loaded = bank.load()
    assert "CB603" in {one.code for one in loaded.findings}
    assert "lösenord" not in as_text(loaded.findings)


# ------------------------------------------------------------------ kept drafts


def test_kept_drafts_give_the_same_bank(bank: SmallBank, tmp_path: Path) -> None:
    """What is taken from the cache is what reading anew gives; a change is seen."""
    notes = tmp_path / "drafts.json"

    def with_cache() -> Any:
        return load(bank.cases, bank.site_src, bank.root, cache=notes)

    first, second = with_cache(), with_cache()
    assert notes.exists()
    assert [plain(entry) for entry in second.bank.entries] == [plain(entry) for entry in first.bank.entries] == [plain(entry) for entry in bank.load().bank.entries]
    sv = bank.cases / "spelplanen" / "sv.md"
    sv.write_text(sv.read_text(encoding="utf-8") + "\n<b>\n", encoding="utf-8")
    assert [one.code for one in with_cache().findings if one.severity == "error"] == ["CB501"]


def plain(entry: Any) -> tuple[object, ...]:
    """What an entry says, to compare."""
    texts = {language: (text.html, text.text, text.headings, text.images, text.links) for language, text in entry.narratives.items()}
    return entry.id, entry.record, texts, entry.pictures, entry.digest


def test_kept_drafts_do_not_hide_what_they_point_to(bank: SmallBank, tmp_path: Path) -> None:
    """A record that is clean by itself is judged anew when the record it names is gone, or a source is."""
    notes = tmp_path / "drafts.json"
    case = bank.cases / "spelplanen" / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8") + "related: [seniormedicin-se]\n", encoding="utf-8")
    assert load(bank.cases, bank.site_src, bank.root, cache=notes).bank is not None
    shutil.rmtree(bank.cases / "seniormedicin-se")
    found = load(bank.cases, bank.site_src, bank.root, cache=notes).findings
    assert [one.code for one in found if one.severity == "error"] == ["CB303"]


def test_a_damaged_cache_costs_only_time(bank: SmallBank, tmp_path: Path) -> None:
    """Whatever the file holds."""
    notes = tmp_path / "drafts.json"
    load(bank.cases, bank.site_src, bank.root, cache=notes)
    good = notes.read_bytes()
    for data in (b"", b"{", b"[]", b'{"key": 1}', b"null", good[: len(good) // 2], good.replace(b'"html"', b'"hmtl"'), good.replace(b'"digest"', b'"d"')):
        notes.write_bytes(data)
        loaded = load(bank.cases, bank.site_src, bank.root, cache=notes)
        assert loaded.bank is not None and len(loaded.bank.entries) == 3


def test_many_records_are_read_as_few_are(bank: SmallBank) -> None:
    """Work in several processes gives what work in one gives: 250 records, some of them broken."""
    for number in range(250):
        shutil.copytree(bank.cases / "seniormedicin-se", bank.cases / f"kopia-{number}")
        if number % 50 == 0:
            (bank.cases / f"kopia-{number}" / "sv.md").write_text("<b>\n", encoding="utf-8")
    loaded = bank.load()
    assert [one.file for one in loaded.findings if one.code == "CB501"] == sorted(f"cases/kopia-{number}/sv.md" for number in range(0, 250, 50))
