"""The peers: the same pages built by mkdocs-material as it comes, and by Hugo."""

from __future__ import annotations

from pathlib import Path

from casebank.bank import Bank
from casebank.views.record_page import RecordPage, record_page
from casebank.wording import Wording

_MATERIAL = """\
site_name: Praktikfallsbanken
theme:
  name: material
"""
_HUGO = """\
baseURL = "https://example.org/"
languageCode = "sv"
title = "Praktikfallsbanken"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.goldmark.renderer]
unsafe = false
"""
_BASE = """\
<!doctype html><html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ .Title }} – {{ .Site.Title }}</title><meta name="description" content="{{ .Description }}">
<link rel="canonical" href="{{ .Permalink }}"><link rel="stylesheet" href="/site.css"></head>
<body><header><a href="/">{{ .Site.Title }}</a><nav><ul><li><a href="/fall/">Alla fall</a></li><li><a href="/jamfor/">Jämför</a></li></ul></nav></header>
<main data-pagefind-body>{{ block "main" . }}{{ end }}</main><footer><p>CC BY 4.0</p></footer></body></html>
"""
_SINGLE = '{{ define "main" }}<article><h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}</article>{{ end }}\n'
_LIST = (
    '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}'
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Description }}</li>{{ end }}</ul>{{ end }}\n'
)


def write_material(folder: Path, bank: Bank, say: Wording) -> None:
    """A MkDocs project with Material's default settings and the record pages as Markdown."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_MATERIAL, encoding="utf-8")
    (docs / "index.md").write_text("# Praktikfallsbanken\n", encoding="utf-8")
    for name, title, summary, body in _pages(bank, say):
        (docs / f"{name}.md").write_text(f"# {title}\n\n{summary}\n\n{body}", encoding="utf-8")


def write_hugo(folder: Path, bank: Bank, say: Wording) -> None:
    """A Hugo site with small layouts and the record pages as Markdown."""
    for path, text in {
        "hugo.toml": _HUGO, "layouts/_default/baseof.html": _BASE, "layouts/_default/single.html": _SINGLE,
        "layouts/_default/list.html": _LIST, "content/fall/_index.md": "---\ntitle: Alla fall\n---\n",
    }.items():  # fmt: skip
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for name, title, summary, body in _pages(bank, say):
        front = f'---\ntitle: "{title}"\ndescription: "{summary}"\n---\n'
        (folder / "content" / "fall" / f"{name}.md").write_text(front + summary + "\n\n" + body, encoding="utf-8")


def _pages(bank: Bank, say: Wording) -> list[tuple[str, str, str, str]]:
    found = []
    for entry in bank.entries:
        view = record_page(entry, bank, say, "Praktikfallsbanken")
        found.append((entry.id, view.title.text, view.summary.text, _markdown(view, entry.narratives["sv"].text)))
    return found


def _markdown(view: RecordPage, narrative: str) -> str:
    """The words and tables of a record's page, as an author would write them in Markdown."""
    parts = ["## Fakta", "\n".join(f"- **{row.label}**: {', '.join(value.text for value in row.values)}" for row in view.facts)]
    for heading, statement in (("Behov", view.need), ("Vad som gjordes", view.solution)):
        if statement:
            parts += [f"## {heading}", statement.text.text]
    rows = [f"| {one.text.text} | {one.number} | {one.status_label} | {one.basis} |" for one in view.results]
    parts += ["## Resultat", "| Resultat | Siffra | Mål | Underlag |\n|---|---|---|---|\n" + "\n".join(rows)]
    parts += ["## Berättelsen", narrative]
    for heading, facts in (("Hinder", view.barriers), ("Framgång", view.success_factors)):
        parts += [f"## {heading}", "\n".join(f"- **{one.term.label}**: {one.text.text}" for one in facts)]
    parts += ["## Lärdomar", "\n".join(f"- {one.text.text}" for one in view.lessons)]
    parts += ["## Källor", "\n".join(f"{one.number}. {one.title}. {one.text}" for one in view.references)]
    return "\n\n".join(parts) + "\n"
