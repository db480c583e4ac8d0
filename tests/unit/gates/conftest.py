"""The project's own stacks, as the tests of components declare them."""

from tests.unit.components.conftest import anna, dev, home

__all__ = ["anna", "dev", "home"]
