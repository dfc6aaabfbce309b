"""What ``scripts/dev.py`` does: the set-up, the browser, the server. Standard library only."""
