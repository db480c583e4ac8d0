"""The `castmatch` command line, one file a command: options in, one function called.

A command imports its function only when it runs, so that `--help` loads Typer alone. Never imports components.
"""
