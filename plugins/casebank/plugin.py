"""The MkDocs adapter: the only module that knows MkDocs.

MkDocs renders the hand-written pages and one shell a template and language; this plugin loads
the bank, pours it into the shells, builds the search, and swaps the finished site in.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import TemplateError
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from casebank import addresses
from casebank.assets import addresses_of, read_assets
from casebank.bank import Bank
from casebank.build_cache import BuildCache
from casebank.exports.sitemap import sitemap
from casebank.fields import LANGUAGES
from casebank.findings import Finding, as_text, has_errors
from casebank.outputs import TEMPLATES, outputs, shell_address, wordings
from casebank.pipeline import code_digest, load
from casebank.redirects import redirects
from casebank.render import Renderer, SiteInfo
from casebank.search import Lexicon, SearchError, build_index
from casebank.serving import with_banner
from casebank.shells import SLOTS, Shell, ShellError, mark
from casebank.staging import Staging, StagingError
from casebank.views.parts import Alternate, PageHead, trail
from casebank.views.searchable import search_documents
from casebank.wording import Wording, missing_texts

log = get_plugin_logger("casebank")

# A shell is skipped on purpose; a line about each would hide what matters.
logging.getLogger("mkdocs.commands.build").addFilter(lambda record: not record.getMessage().startswith("Page skipped"))

NAVIGATION = ("browse", "compare", "guide", "barriers", "actors", "sources", "contribute", "about")
SEARCH_FOLDER = "pagefind"
_UNUSED = ("assets/javascripts/", "assets/images/", "assets/stylesheets/palette")
"""Material's files that the theme does not load: no script of its runs here."""
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


class CasebankConfig(Config):
    """Options under `casebank:` in mkdocs.yml."""

    cases_dir = options.Type(str, default="cases")
    """The folder of records, relative to mkdocs.yml."""
    languages = options.ListOfItems(options.Choice(LANGUAGES), default=list(LANGUAGES))
    """The languages to build; the benchmark builds one."""
    search = options.Type(bool, default=True)
    """Whether to build the search index."""
    cache_dir = options.Type(str, default=".cache/casebank")
    """Where to note what the site was made from; an empty text for no cache."""


class CasebankPlugin(BasePlugin[CasebankConfig]):
    """The bank as a MkDocs plugin; one instance serves all the builds of `mkdocs serve`."""

    serving = False
    bank: Bank | None = None
    findings: tuple[Finding, ...] = ()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Having this method makes MkDocs keep the instance between rebuilds."""
        self.serving = command == "serve"

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Find the folders, take the building place, load the bank."""
        self.root = Path(config.config_file_path or ".").resolve().parent
        self.site_src = Path(config.docs_dir).resolve().parent
        self.site_dir = Path(config.site_dir)
        self.staging = Staging(self.site_dir)
        try:
            self.staging.open()
        except StagingError as error:
            raise Abort(str(error)) from None
        config.site_dir = str(self.staging.folder)
        self._load()
        self.assets = read_assets(self.site_src / "assets")
        self.site = SiteInfo(
            name=config.site_name,
            url=(config.site_url or "").rstrip("/") + "/" if config.site_url and not self.serving else "",
            edit=_edit_base(config),
            repository=config.repo_url or "",
            assets=addresses_of(self.assets, BuildError),
        )
        self.renderer = Renderer(self.site_src / "theme" / "casebank", self.site)
        self.shells: dict[tuple[str, str], Shell] = {}
        return config

    def _load(self) -> None:
        cache = self.root / self.config.cache_dir / "drafts.json" if self.config.cache_dir else None
        loaded = load(self.root / self.config.cases_dir, self.site_src, self.root, cache=cache)
        self.findings = loaded.findings
        if loaded.bank is not None:
            self.bank = loaded.bank
        if has_errors(loaded.findings):
            if self.serving and self.bank is None and loaded.reference is not None:
                self.bank = Bank((), loaded.reference)  # served from the start with errors: an empty bank
            if not self.serving or self.bank is None:
                self.staging.close()
                raise Abort(as_text(loaded.findings))
            # While serving, the last good bank stays up, with the findings over it.
            print(as_text(loaded.findings), flush=True)
        elif loaded.findings:
            print(as_text(loaded.findings), flush=True)
        if missing := missing_texts(self.bank.reference.texts):
            self.staging.close()
            raise Abort(missing)
        self.say = wordings(self.bank)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add a shell for each template and language; leave out what of Material we do not use."""
        for file in list(files):
            if file.src_uri.startswith(_UNUSED) and file.generated_by is None and self.site_src not in Path(file.abs_src_path or "").parents:
                files.remove(file)
        self._shell_of: dict[str, tuple[str, str]] = {}
        for language in self.config.languages:
            for template in TEMPLATES:
                url = shell_address(template, language)
                uri = f"{url}index.md"
                if files.get_file_from_path(uri) is not None:
                    raise BuildError(f"{uri} is written by hand, but its address belongs to the bank. Move or remove it.")
                file = File.generated(config, uri, content=f"# {template}\n", inclusion=InclusionLevel.NOT_IN_NAV)
                files.append(file)
                self._shell_of[uri] = (template, language)
        return files

    def on_page_context(self, context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
        """Give the theme what it prints: slot marks for a shell, real texts for a hand-written page."""
        template, language = self._shell_of.get(page.file.src_uri, ("page", _language(page.url)))
        say = self.say[language]
        config.theme["language"] = language
        if template == "page":
            slots = self.renderer.around(self._head(page, say, config), say)
        else:
            slots = {slot: mark(slot) for slot in sorted(SLOTS)}
            page.toc = ()
        page.meta["casebank"] = {**slots, **self._constants(template, page.url, say)}
        return context

    def on_template_context(self, context: dict[str, Any], *, template_name: str, config: MkDocsConfig) -> dict[str, Any]:
        """404.html is no page: it gets its texts here, in all languages."""
        say = self.say["sv"]
        config.theme["language"] = "sv"
        head = PageHead("404.html", "sv", say("notfound.title"), say("notfound.text"), "notfound", ())
        # It is shown at addresses of any depth: MkDocs gives the way from the host's root.
        slots = self.renderer.around(head, say, base=str(context["base_url"]).rstrip("/") + "/")
        slots["canonical"] = ""
        context["casebank"] = {
            **slots,
            **self._constants("notfound", "404.html", say),
            "notfound": [
                {"lang": language, "t": self.say[language].texts, "home": addresses.page("home", language), "urls": _urls(language)}
                for language in self.config.languages
            ],
        }
        return context

    def _constants(self, template: str, url: str, say: Wording) -> dict[str, Any]:
        language = say.language
        section = {"record": "browse", "facet": "browse", "term": "browse", "source": "sources", "actor": "actors"}.get(template, template)
        return {
            "template": template,
            "lang": language,
            "t": say.texts,
            "nav": [
                (say(f"page.{name}"), addresses.page(name, language), section == name or addresses.page(name, language) == url)
                for name in NAVIGATION
            ],
            "home": addresses.page("home", language),
            "urls": _urls(language),
            "assets": self.site.assets,
            # While serving, MkDocs puts an inline script in for live reload.
            "csp": "" if self.serving else f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">',
            "robots": "",
        }

    def _head(self, page: Page, say: Wording, config: MkDocsConfig) -> PageHead:
        """What stands around a hand-written page."""
        url = page.url if page.url != "./" else ""
        named = next((name for name in addresses.PAGES if addresses.page(name, say.language) == url), None)
        others = tuple(Alternate(language, addresses.page(named, language)) for language in self.config.languages) if named else ()
        return PageHead(
            url=url,
            language=say.language,
            title=str(page.title),
            description=str(page.meta.get("description", "")),
            template="page",
            alternates=others,
            path=trail(say),
            edit=f"site_src/docs/{page.file.src_uri}" if page.file.abs_src_path else "",
        )

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Keep a shell's HTML and have MkDocs write nothing for it."""
        kind = self._shell_of.get(page.file.src_uri)
        if kind is None:
            return output
        try:
            self.shells[kind] = Shell.parse(output)
        except ShellError as error:
            raise BuildError(f"{kind[0]} ({kind[1]}): {error}") from None
        return ""

    @event_priority(-100)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Pour, index, verify, swap."""
        folder = self.staging.folder
        for name, (hashed, data) in self.assets.items():
            target = folder / "assets" / "casebank" / hashed
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        notes = "serve.json" if self.serving else "site.json"
        cache_path = self.root / self.config.cache_dir / notes if self.config.cache_dir else folder / ".no-cache"
        cache = BuildCache(cache_path, self.site_dir)
        common = _digest(self.bank.reference.digest, _code_digest(self.site_src / "theme" / "casebank"), repr(self.site))
        try:
            cache.write(outputs(self.bank, self.shells, self.renderer, common, self.config.languages), folder)
            if self.config.search:
                self._search(cache, folder)
        except (SearchError, ShellError) as error:
            raise BuildError(str(error)) from None
        except TemplateError as error:  # before OSError: a template that is not found is both
            raise BuildError(_not_printed(error)) from None
        except OSError as error:
            raise BuildError(_not_written(error)) from None
        self._sitemap(folder, config)
        if config.strict and (counts := _warnings()):
            raise Abort(f"Aborted with {counts} warnings in strict mode!")
        self.staging.commit()
        config.site_dir = str(self.site_dir)
        if self.config.cache_dir:
            cache.save()
        log.info("%d files made, %d kept from the former site", cache.made, cache.kept)

    def _sitemap(self, folder: Path, config: MkDocsConfig) -> None:
        """The sitemap of everything published; MkDocs' own knows only its pages, shells among them."""
        (folder / "sitemap.xml.gz").unlink(missing_ok=True)
        moved = {path for path, _ in redirects(self.bank)}
        written = sorted({path.relative_to(folder).as_posix() for path in folder.rglob("index.html")} - moved)
        (folder / "sitemap.xml").write_bytes(sitemap(self.site.url, [path.removesuffix("index.html") for path in written]))

    def _search(self, cache: BuildCache, folder: Path) -> None:
        key = _digest(self.bank.reference.digest, _code_digest(self.site_src / "theme" / "casebank"), ",".join(self.config.languages), *(entry.digest for entry in self.bank.entries))
        if cache.keep_folder(SEARCH_FOLDER, key, folder):
            return
        documents = [doc for language in self.config.languages for doc in search_documents(self.bank, self.say[language])]
        words = Counter()
        lexicon = Lexicon.from_groups(self.bank.reference.synonyms, words)
        build_index(documents, folder / SEARCH_FOLDER, lexicon=lexicon)
        cache.note_folder(SEARCH_FOLDER, key, folder)

    def on_build_error(self, error: Exception) -> None:
        """Leave the former site as it was."""
        if hasattr(self, "staging"):
            self.staging.close()
        if isinstance(error, OSError):  # where MkDocs itself writes: it would show a traceback
            raise Abort(_not_written(error)) from None

    def on_serve(self, server: Any, config: MkDocsConfig, builder: Any) -> Any:
        """Watch what pages are made of, and show findings over the last good site."""
        for path in (self.root / self.config.cases_dir, self.site_src / "reference", self.site_src / "i18n", self.site_src / "assets", self.site_src / "theme"):
            if path.exists():
                server.watch(str(path))
        server.set_app(with_banner(server.get_app(), lambda: self.findings))
        return server


def _not_printed(error: TemplateError) -> str:
    """Which template does not work, where and why."""
    last = next((frame for frame in reversed(extract_tb(error.__traceback__)) if frame.filename.endswith(".html")), None)
    where = f"{last.filename}:{last.lineno}: " if last else ""
    return f"{where}the template does not work: {error}. Mend it and build again; the former site is untouched."


def _not_written(error: OSError) -> str:
    where = f" ({error.filename2 or error.filename})" if error.filename else ""
    return (
        f"the site could not be written: {error.strerror or error}{where}. "
        "Free some disk space or mend the rights, and build again; the former site is untouched."
    )


def _language(url: str) -> str:
    """The language of a hand-written page: that of its folder."""
    first = url.partition("/")[0]
    return first if first in LANGUAGES else LANGUAGES[0]


def _urls(language: str) -> dict[str, str]:
    return {name: addresses.page(name, language) for name in addresses.PAGES}


def _edit_base(config: MkDocsConfig) -> str:
    """The address that a repository path is put after to edit the file there."""
    return f"{config.repo_url.rstrip('/')}/edit/main/" if config.repo_url else ""


def _warnings() -> int:
    """Warnings logged in this build, as MkDocs counts them for --strict."""
    return sum(
        count
        for handler in logging.getLogger("mkdocs").handlers
        if isinstance(handler, CountHandler)
        for _, count in handler.get_counts()
    )


def _code_digest(templates: Path) -> str:
    """A hash of the code and templates that outputs are made with."""
    digest = hashlib.sha256(code_digest().encode())
    for path in sorted(templates.glob("*.html")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
