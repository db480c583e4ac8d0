"""A base image is declared by reference, used by id, and never removed with a stack."""

import pulumi

from components.base_image import declare_base_image
from tests.unit.components.declared import declare_program


def test_it_is_declared_by_reference_and_kept() -> None:
    def program() -> None:
        declare_base_image(
            "redis-image", "redis:8.2.1-bookworm", pulumi.ComponentResource("test:index:StackContext", "context")
        )

    image = declare_program(program).one("RemoteImage", "redis-image")

    assert image.inputs == {"name": "redis:8.2.1-bookworm", "keepLocally": True}
    assert image.parent.endswith("test:index:StackContext::context")
