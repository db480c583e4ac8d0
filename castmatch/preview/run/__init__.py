"""`castmatch preview`: one module a way to compare, one to complete the report, one for the command."""
