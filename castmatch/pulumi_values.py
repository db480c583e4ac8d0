"""How Pulumi writes a value that it does not know yet."""

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
