"""Views: the bank as plain data for each kind of page, in one language, ready to print."""
