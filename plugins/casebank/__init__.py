"""Praktikfallsbanken: a bank of cases kept as YAML and Markdown, checked, and poured into a static site.

The package is layered; imports run downward only and nothing but ``plugin`` imports mkdocs.
"""
