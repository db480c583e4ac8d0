"""The images on this machine."""

from docker.errors import ImageNotFound

from castmatch.docker_engine.client import engine


def is_here(reference: str) -> bool:
    """Whether the Engine has this image, by reference or id."""
    try:
        engine().images.get(reference)
    except ImageNotFound:
        return False
    return True
