"""The sitemap (sitemaps.org protocol 0.9)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(site_url: str, addresses: Sequence[str]) -> bytes:
    """XML with the absolute address of every page; empty when the site's address is not known."""
    root = ElementTree.Element("urlset", xmlns=_NAMESPACE)
    for address in addresses if site_url else ():
        ElementTree.SubElement(ElementTree.SubElement(root, "url"), "loc").text = site_url + address
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
