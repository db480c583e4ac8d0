"""The `castmatch` command line, one file a command. Never imports components."""
