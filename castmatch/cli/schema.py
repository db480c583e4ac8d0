"""`castmatch schema`."""

import typer


def schema() -> None:
    """Print the JSON Schema of Pulumi.<stack>.yaml."""
    from castmatch.stack.schema import schema_text

    typer.echo(schema_text(), nl=False)
