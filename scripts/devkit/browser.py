"""The browser that the tests drive: one on the machine, else one that is installed now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from devkit.browser_install import WAYS
from devkit.environment import Environment
from devkit.messages import Stop, say
from devkit.setup_lock import setup_lock

VARIABLE = "CASEBANK_BROWSER"
"""Names the browser to use; the tests get the one found under the same name."""
TRIAL_SECONDS = 60

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
"""Programs looked for on PATH, the best first."""

# Where browsers are when they are not on PATH.
PLACES = {
    "linux": (
        "/usr/lib/chromium/chromium",
        "/usr/lib64/chromium-browser/chromium-browser",
        "/opt/google/chrome/chrome",
        "/opt/microsoft/msedge/msedge",
        "/snap/bin/chromium",
    ),
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "~/Applications/Chromium.app/Contents/MacOS/Chromium",
    ),
    "win32": (
        "%ProgramFiles%/Google/Chrome/Application/chrome.exe",
        "%ProgramFiles(x86)%/Google/Chrome/Application/chrome.exe",
        "%LOCALAPPDATA%/Google/Chrome/Application/chrome.exe",
        "%ProgramFiles(x86)%/Microsoft/Edge/Application/msedge.exe",
        "%ProgramFiles%/Microsoft/Edge/Application/msedge.exe",
        "%LOCALAPPDATA%/Chromium/Application/chrome.exe",
    ),
}

# Playwright's own downloads, newest version last in each pattern.
_PLAYWRIGHT = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
    "chromium_headless_shell-*/chrome-*/headless_shell*",
    "chromium_headless_shell-*/chrome-*/chrome-headless-shell*",
)


def own_folder(environment: Environment) -> Path:
    """Where a browser that we install for this project alone is kept; outlives the ``.venv``."""
    return environment.cache / "browser"


def candidates(
    env: Mapping[str, str],
    own: Path,
    platform: str = sys.platform,
    which: Callable[..., str | None] = shutil.which,
) -> Iterator[str]:
    """Paths of browsers that may be on this machine, the best first, each once.

    ``own`` is the project's own folder of browsers.
    """
    seen: set[str] = set()
    found = _everywhere(env, own, platform, which)
    # Snap's browsers cannot see the folders that tests use: only if there is no other.
    for path in sorted(found, key=_is_snap):
        if path not in seen:
            seen.add(path)
            yield path


def _is_snap(path: str) -> bool:
    return path.startswith("/snap/") or os.path.realpath(path).endswith("/bin/snap")


def _everywhere(
    env: Mapping[str, str], own: Path, platform: str, which: Callable[..., str | None]
) -> Iterable[str]:
    for name in NAMES:
        on_path = which(name, path=env.get("PATH"))
        if on_path:
            yield on_path
    places = PLACES.get("linux" if platform.startswith("linux") else platform, ())
    for place in (*places, str(own / "chromium")):
        path = os.path.expanduser(_with_variables(place, env))
        if os.access(path, os.X_OK) and os.path.isfile(path):
            yield path
    for folder in (own / "playwright", *_playwright_folders(env, platform)):
        for pattern in _PLAYWRIGHT:
            for found in sorted(folder.glob(pattern), key=_version, reverse=True):
                if found.is_file() and os.access(found, os.X_OK):
                    yield str(found)


def _with_variables(place: str, env: Mapping[str, str]) -> str:
    for name in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA"):
        place = place.replace(f"%{name}%", env.get(name, ""))
    return place


def _playwright_folders(env: Mapping[str, str], platform: str) -> Iterator[Path]:
    if env.get("PLAYWRIGHT_BROWSERS_PATH", "0") != "0":
        yield Path(env["PLAYWRIGHT_BROWSERS_PATH"])
    if platform == "darwin":
        yield Path(os.path.expanduser("~/Library/Caches/ms-playwright"))
    elif platform == "win32":
        yield Path(env.get("LOCALAPPDATA", "")) / "ms-playwright"
    else:
        home = env.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        yield Path(home) / "ms-playwright"


def _version(path: Path) -> tuple[int, str]:
    """The build number in ``chromium-1255/…``, to put the newest first."""
    numbers = [part.rpartition("-")[2] for part in path.parts if part.startswith("chromium")]
    return (int(numbers[0]) if numbers and numbers[0].isdigit() else 0, str(path))


def works(path: str, env: Mapping[str, str]) -> bool:
    """Whether the browser at ``path`` shows a page; one that is installed need not be able to."""
    with tempfile.TemporaryDirectory(
        prefix="casebank-browser-", ignore_cleanup_errors=True
    ) as profile:
        command = [
            path,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={profile}",
            "--dump-dom",
            "data:text/html,<p>casebank</p>",
        ]
        try:
            result = subprocess.run(
                command,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=TRIAL_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return result.returncode == 0 and b"<p>casebank</p>" in result.stdout


def find(env: Mapping[str, str], own: Path) -> str | None:
    """A browser on this machine that works; None if there is none.

    Raises Stop if ``CASEBANK_BROWSER`` names one that does not.
    """
    named = env.get(VARIABLE)
    if named:
        path = shutil.which(named, path=env.get("PATH"))
        if path and works(path, env):
            return path
        raise Stop(
            f"{VARIABLE} names {named}, which is not a browser that works here.",
            f"let {VARIABLE} name a Chromium, Chrome or Edge, or unset it to have one found.",
        )
    return next((path for path in candidates(env, own) if works(path, env)), None)


def browser(environment: Environment, env: Mapping[str, str]) -> str:
    """The path of a browser that works; installs one if need be. Raises Stop if that fails too."""
    own = own_folder(environment)
    path = find(env, own)
    if path:
        return path
    with setup_lock(environment.cache / "setup.lock"):
        # Another set-up may have installed one while we waited.
        path = find(env, own) or _install(environment, own, env)
    if path:
        return path
    raise Stop(
        "the tests need a browser, and none could be installed.",
        "install Chromium, Google Chrome or Microsoft Edge; or let "
        f"{VARIABLE} name one that you have.\nOn Debian: apt-get install chromium\n"
        f"What was tried is in {environment.cache / 'browser.log'}.",
    )


def _install(environment: Environment, own: Path, env: Mapping[str, str]) -> str | None:
    """Try every way that is possible here, until one gives a browser that works."""
    say("The tests need a browser (Chromium, Chrome or Edge) and none was found. Installing one:")
    own.mkdir(parents=True, exist_ok=True)
    with open(environment.cache / "browser.log", "w", encoding="utf-8") as log:
        for way in WAYS:
            if not way.possible():
                continue
            say(f"  {way.name} ...")
            way.install(environment, own, env, log)
            path = find(env, own)
            if path:
                say(f"  The browser is {path}")
                return path
    return None
