"""The same declaration through Docker Compose: the same containers, and a file that works by hand."""
