"""Interface texts: the same in three languages, every one used, none missing."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebank.source_file import read_yaml
from conftest import ROOT

LANGUAGES = ("sv", "en", "nb")
KEY = r"[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)+"


def texts(language: str) -> dict[str, str]:
    """Key → text of a language."""
    path = ROOT / "site_src" / "i18n" / f"{language}.yaml"
    document = read_yaml(path.read_bytes(), path.name, limit=10**6)
    assert document.findings == ()
    return document.data  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def every() -> dict[str, dict[str, str]]:
    """Language → key → text."""
    return {language: texts(language) for language in LANGUAGES}


def placeholders(text: str) -> list[str]:
    """The names in braces."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may use a text: code, templates, scripts."""
    for folder, suffixes in (("plugins", {".py"}), ("site_src/theme", {".html", ".j2"}), ("site_src/assets", {".js"})):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def test_the_same_keys_in_every_language(every: dict[str, dict[str, str]]) -> None:
    """None is missing anywhere, and they stand in the same order, so that they can be compared side by side."""
    for language in LANGUAGES[1:]:
        assert sorted(every[language].keys() ^ every["sv"].keys()) == [], language
        assert list(every[language]) == list(every["sv"]), language


def test_no_empty_text(every: dict[str, dict[str, str]]) -> None:
    """Every text says something, and none begins or ends with a space by mistake."""
    for language in LANGUAGES:
        for key, text in every[language].items():
            assert isinstance(text, str) and text.strip(), f"{language}: {key}"
            assert text == text.strip(), f"{language}: {key}"


def test_the_same_placeholders_in_every_language(every: dict[str, dict[str, str]]) -> None:
    """What is filled in is filled in everywhere."""
    for key, text in every["sv"].items():
        for language in LANGUAGES[1:]:
            assert placeholders(every[language][key]) == placeholders(text), f"{language}: {key}"


def test_texts_hold_no_markup(every: dict[str, dict[str, str]]) -> None:
    """They are escaped where they are shown."""
    for language in LANGUAGES:
        for key, text in every[language].items():
            assert not re.search(r"<[a-z/!]|&[a-z]+;|\{\{|\{%", text), f"{language}: {key}"


def test_languages_are_not_mixed_up(every: dict[str, dict[str, str]]) -> None:
    """Norwegian texts have no ä or ö, Swedish ones no æ or ø, English ones none of them (names apart)."""
    names = ("Västra Götaland", "Östergötland", "Skåne")
    for language, wrong in (("sv", "æøÆØ"), ("nb", "äöÄÖ"), ("en", "åäöæøÅÄÖÆØ")):
        for key, text in every[language].items():
            for name in names:
                text = text.replace(name, "")
            assert not set(text) & set(wrong), f"{language}: {key}: {text}"


def test_most_texts_are_translated(every: dict[str, dict[str, str]]) -> None:
    """English is not Swedish: a text that was copied and forgotten is as good as missing."""
    same = [key for key, text in every["sv"].items() if every["en"][key] == text and len(text.split()) > 2]
    assert same == []


def test_every_text_that_is_used_exists(every: dict[str, dict[str, str]]) -> None:
    """In templates `t["key"]`, in code `say("key")` and `say.count("key", n)`."""
    missing = []
    for path, text in sources():
        for match in re.finditer(rf"""(?<![\w.])(?:t\[|say\(|texts\[)\s*["']({KEY})["']\s*[\]),]""", text):
            if match[1] not in every["sv"]:
                missing.append(f"{path}: {match[1]}")
        for match in re.finditer(rf"""say\.count\(\s*["']({KEY})["']""", text):
            missing += [f"{path}: {match[1]}.{form}" for form in ("one", "many") if f"{match[1]}.{form}" not in every["sv"]]
    assert missing == []


def test_no_text_is_unused(every: dict[str, dict[str, str]]) -> None:
    """Each key stands somewhere in full, or as a beginning or pattern that something is put into."""
    together = "\n".join(text for _, text in sources())
    named = set(re.findall(r"""["'`]([a-z][\w.-]*)["'`]""", together))
    patterns = [
        re.escape(found).replace(r"\{\}", ".+")
        for raw in re.findall(r"""f["']([a-z][\w.{}\[\]'-]*)["']""", together)
        if "{" in raw and "." in (found := re.sub(r"\{[^{}]*\}", "{}", raw))
    ]
    # In Jinja and JavaScript: "facet." ~ name, `search.${name}`, key.startswith("search.")
    patterns += [re.escape(found) + ".+" for found in re.findall(r"""["'`]([a-z][a-z0-9_.-]*\.)["'`]?\s*(?:[~+)]|\$\{)""", together)]
    used = [re.compile(pattern) for pattern in set(patterns)]
    unused = [
        key for key in every["sv"]
        if key not in named and re.sub(r"\.(one|many)$", "", key) not in named and not any(one.fullmatch(key) for one in used)
    ]  # fmt: skip
    assert not unused, ", ".join(unused)
