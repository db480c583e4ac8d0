"""A password that Pulumi generates once and keeps, encrypted, in the stack's state."""

import secrets
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource

from components.plugin import Provider

BYTES = 24  # 192 bits; base64url, so it needs no quoting in a URL, a shell or a config file


class PasswordProvider(Provider):
    """Generates at creation; never again, until the resource is deleted."""

    def create(self, _props: dict[str, Any]) -> CreateResult:
        return CreateResult(id_=secrets.token_hex(8), outs={"value": secrets.token_urlsafe(BYTES)})

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=False)


class Password(Resource, module="castmatch", name="Password"):
    """`value` is a secret output."""

    value: pulumi.Output[str]

    def __init__(self, name: str, parent: pulumi.Resource) -> None:
        opts = pulumi.ResourceOptions(parent=parent, additional_secret_outputs=["value"])
        super().__init__(PasswordProvider(), name, {"value": None}, opts)
