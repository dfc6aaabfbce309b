"""What tests share: the site built once, served under a sub-path, a browser, and small banks.

Fixtures
--------
built_site   folder of the real site, built once for the whole run (also with ``pytest -n``)
build_log    what that build printed
site_url     its address on this machine; ends with ``/repo/``, as on a project page
browser      a real Chromium; a clear failure when there is none
page         a fresh page that must stay without errors and without requests elsewhere
open_page    the same, as many as wanted and with context options (viewport, color_scheme, …)
small_bank   a bank of chosen records in a folder of its own, to spoil and to load
project      a copy of the whole project, to build and to serve
small_project  the same with three records only: quick to build
"""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
BASE = "/repo/"
SITE_URL = f"https://bank.example.org{BASE}"
"""What the site is built for: a project page, below a path of its host."""
BUILD_SECONDS = 240
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
BROWSER_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write what the golden tests got as what they expect: read the diff"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first; whatever drives the browser carries the mark that says so."""
    for item in items:
        if {"browser", "page", "open_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None) + 2 * (item.get_closest_marker("slow") is not None))


# ---------------------------------------------------------------------------------- building


def build_env(**changes: str) -> dict[str, str]:
    """The environment to run MkDocs in; keyword arguments are set in it."""
    env = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    env |= {"SITE_URL": SITE_URL, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "PYTHONPATH": str(ROOT / "plugins")}
    return env | changes


def copy_project(target: Path) -> Path:
    """Copy what a site is built from to `target`; returns `target`."""
    target.mkdir(parents=True)
    shutil.copy2(ROOT / "mkdocs.yml", target)
    for folder in ("cases", "site_src"):
        shutil.copytree(ROOT / folder, target / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def mkdocs(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``mkdocs`` in `folder` to its end; output and errors are in ``stdout`` together."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=folder, env=env or build_env(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="backslashreplace", timeout=BUILD_SECONDS, check=False,
    )  # fmt: skip


@dataclass(frozen=True)
class Built:
    """The site that is built once, and what the build printed."""

    site: Path
    log: str


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent  # that of the whole run
    folder, log, mine = base / "built", base / "built.log", base / "built.lock"
    try:
        os.close(os.open(mine, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        until = time.monotonic() + BUILD_SECONDS
        while not log.exists() and time.monotonic() < until:
            time.sleep(0.1)
    else:
        copy_project(folder)
        result = mkdocs(folder, "build", "-d", "site")
        beside = log.with_suffix(".new")
        beside.write_text(f"{result.returncode}\n{result.stdout}", encoding="utf-8")
        beside.replace(log)
    if not log.exists():
        pytest.fail(f"the site was not built within {BUILD_SECONDS} seconds")
    code, _, text = log.read_text(encoding="utf-8").partition("\n")
    if code != "0":
        pytest.fail(f"the real site does not build (exit {code}):\n{text}", pytrace=False)
    return Built(folder / "site", text)


@pytest.fixture(scope="session")
def built_site(_built: Built) -> Path:
    """The folder of the real site."""
    return _built.site


@pytest.fixture(scope="session")
def build_log(_built: Built) -> str:
    """What the build of the real site printed."""
    return _built.log


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's own cases and site, to change, build and serve."""
    return copy_project(tmp_path / "project")


SMALL = ("innovationsupphandling-x", "seniormedicin-se", "spelplanen")
_RELATIONS = ("part_of:", "related:", "builds_on:", "reused_by:")


def stand_alone(folder: Path) -> Path:
    """Take out of a copied record what leads to other records; returns its folder."""
    case, skipping = [], False
    for line in (folder / "case.yaml").read_text(encoding="utf-8").split("\n"):
        skipping = line.startswith(_RELATIONS) or (skipping and line.startswith((" ", "-")))
        case += [] if skipping else [line]
    (folder / "case.yaml").write_text("\n".join(case), encoding="utf-8", newline="\n")
    for path in folder.glob("*.md"):
        text = re.sub(r"\[([^\]]*)\]\(case:[^)]*\)", r"\1", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def copy_small_project(target: Path) -> Path:
    """Copy the project to `target` with three records that stand alone; returns `target`."""
    copy_project(target)
    for case in (target / "cases").iterdir():
        if case.name not in SMALL:
            shutil.rmtree(case)
    for name in SMALL:
        stand_alone(target / "cases" / name)
    return target


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """A copy of the project with three records that stand alone."""
    return copy_small_project(tmp_path / "project")


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below `folder`: path → (mode, bytes)."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mode & 0o777, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# ---------------------------------------------------------------------------------- serving


class _Handler(http.server.SimpleHTTPRequestHandler):
    """A folder as a host of project pages serves it: under /repo/, with 404.html for what is missing."""

    protocol_version = "HTTP/1.1"
    extensions_map = {
        ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
        ".json": "application/json", ".csv": "text/csv; charset=utf-8", ".xml": "application/xml", ".svg": "image/svg+xml",
        ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".wasm": "application/wasm", "": "application/octet-stream",
    }  # fmt: skip

    def translate_path(self, path: str) -> str:
        if not path.startswith(BASE):
            return os.path.join(self.directory, "no", "such", "file")
        return super().translate_path("/" + path[len(BASE) :])

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        missing = Path(self.directory, "404.html")
        body = missing.read_bytes() if code == 404 and missing.exists() else f"{code} {message}".encode()
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a browser that hangs up is no error


def serve(folder: Path) -> tuple[_Server, str]:
    """Serve `folder` under /repo/ on a free port; returns the server (to shut down) and the address."""
    server = _Server(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}{BASE}"


@pytest.fixture(scope="session")
def site_url(built_site: Path) -> Iterator[str]:
    """The address of the real site on this machine, served under /repo/."""
    server, address = serve(built_site)
    yield address
    server.shutdown()
    server.server_close()


# ---------------------------------------------------------------------------------- browser


def browser_path() -> str:
    """The browser to drive; fails when there is none, for tests that silently don't run prove nothing."""
    named = os.environ.get("CASEBANK_BROWSER")
    if named:
        found = shutil.which(named)
        if not found:
            pytest.fail(f"CASEBANK_BROWSER names {named}, which is not a program here.", pytrace=False)
        return found
    for name in BROWSER_NAMES:
        if found := shutil.which(name):
            return found
    pytest.fail(
        "No browser was found. Run the tests with `python3 scripts/dev.py test`, which finds or installs one, "
        "or let CASEBANK_BROWSER name a Chromium, Chrome or Edge.",
        pytrace=False,
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium, started once a worker."""
    from playwright.sync_api import sync_playwright

    path = browser_path()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, headless=True, args=list(BROWSER_FLAGS))
        yield started
        started.close()


class Watched:
    """The pages a test opened, and whatever went wrong on them."""

    def __init__(self, browser: Any, address: str) -> None:
        self._browser = browser
        self._address = address
        self._contexts: list[Any] = []
        self.problems: list[str] = []

    def open(self, path: str | None = None, *, expect: tuple[str, ...] = (), **options: Any) -> Any:
        """A page in a fresh context, at `path` (relative to the site's root) if one is given.

        `options` are Playwright's context options.  A problem that contains one of `expect` is none.
        """
        context = self._browser.new_context(**options)
        self._contexts.append(context)
        context.set_default_timeout(15_000)

        def note(problem: str) -> None:
            if not any(each in problem for each in expect):
                self.problems.append(problem)

        if options.get("java_script_enabled", True):
            context.add_init_script(
                "addEventListener('securitypolicyviolation', event => "
                "console.error('Content-Security-Policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
            )
        context.on("console", lambda message: note(f"console: {message.text}") if message.type in ("error", "warning") else None)
        context.on("weberror", lambda error: note(f"script: {error.error}"))
        context.on("request", lambda request: self._request(request.url, note))
        page = context.new_page()
        if path is not None:
            page.goto(self._address + path)
        return page

    def _request(self, url: str, note: Callable[[str], None]) -> None:
        if not url.startswith((self._address, "data:", "blob:", "about:")):
            note(f"request outside the site: {url}")

    def close(self) -> None:
        """Close every page and fail if anything went wrong on one."""
        for context in self._contexts:
            context.close()
        assert not self.problems, "on the test's pages:\n" + "\n".join(self.problems)


@pytest.fixture
def watched(browser: Any, site_url: str) -> Iterator[Watched]:
    """Pages of the real site that are watched for errors and foreign requests."""
    pages = Watched(browser, site_url)
    yield pages
    pages.close()


@pytest.fixture
def open_page(watched: Watched) -> Callable[..., Any]:
    """Open watched pages: ``open_page("fall/", viewport={"width": 320, "height": 640})``."""
    return watched.open


@pytest.fixture
def page(watched: Watched) -> Any:
    """One watched page, empty; go somewhere with ``page.goto(site_url + "fall/")``."""
    return watched.open()


# ---------------------------------------------------------------------------------- small banks


@dataclass(frozen=True)
class SmallBank:
    """A bank in a folder of its own, with the real reference data."""

    root: Path

    @property
    def cases(self) -> Path:
        """The folder of records."""
        return self.root / "cases"

    @property
    def site_src(self) -> Path:
        """The folder with reference/ and i18n/."""
        return self.root / "site_src"

    def copy(self, id: str, name: str | None = None) -> Path:
        """Copy the real record `id` here (as `name`), without its relations; returns its folder."""
        return stand_alone(Path(shutil.copytree(ROOT / "cases" / id, self.cases / (name or id))))

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file, its path relative to the bank."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace the one place in a file where `old` stands."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def load(self, *extra: Path) -> Any:
        """Load it: an object with ``bank`` and ``findings``."""
        from casebank.pipeline import load

        return load(self.cases, self.site_src, self.root, extra)


@pytest.fixture
def small_bank(tmp_path: Path) -> SmallBank:
    """A bank without records; copy real ones into it or write new ones."""
    bank = SmallBank(tmp_path / "bank")
    bank.cases.mkdir(parents=True)
    for folder in ("reference", "i18n"):
        shutil.copytree(ROOT / "site_src" / folder, bank.site_src / folder)
    return bank


@pytest.fixture(scope="session")
def real_bank() -> Any:
    """The real bank, loaded once; fails with its findings when it has errors."""
    from casebank.findings import as_text
    from casebank.pipeline import load

    loaded = load(ROOT / "cases", ROOT / "site_src", ROOT)
    if loaded.bank is None:
        pytest.fail(as_text(loaded.findings), pytrace=False)
    return loaded.bank
