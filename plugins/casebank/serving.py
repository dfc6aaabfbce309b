"""While serving: the last good site, with what is wrong now shown over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import escape

from casebank.findings import Finding, as_text, has_errors

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_banner(app: App, findings: Callable[[], tuple[Finding, ...]]) -> App:
    """A WSGI app that puts the errors, while there are any, first in the body of each page."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = findings()
        if not has_errors(found):
            return app(environ, start_response)
        answer: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            answer[:] = [status, headers]

        body = b"".join(app(environ, start))
        status, headers = answer
        if any(name.lower() == "content-type" and "html" in value for name, value in headers):
            body = insert(body, found)
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            headers.append(("Content-Length", str(len(body))))
        start_response(status, headers)
        return [body]

    return serve


def insert(page: bytes, found: tuple[Finding, ...]) -> bytes:
    """The page with the findings right after its body tag."""
    text = as_text([item for item in found if item.severity == "error"])
    banner = (
        '<div role="alert" style="position:relative;z-index:99;background:#fff3f0;color:#5c0b00;'
        'border-bottom:4px solid #b3261e;padding:1rem;max-height:60vh;overflow:auto">'
        "<strong>The bank has errors. This is the last good site.</strong>"
        f'<pre style="white-space:pre-wrap;margin:.5rem 0 0">{escape(text)}</pre></div>'
    ).encode()
    at = page.find(b"<body")
    at = page.find(b">", at) + 1 if at >= 0 else 0
    return page[:at] + banner + page[at:]
