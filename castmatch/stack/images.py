"""The base image of each service. Tags are pinned here and nowhere else."""

from typing import Literal

from castmatch.stack.model import Images

BaseName = Literal["postgres", "redis", "node", "python"]

OFFICIAL: dict[BaseName, str] = {
    "postgres": "postgres:17.6-bookworm",
    "redis": "redis:8.2.1-bookworm",
    "node": "node:24.8.0-bookworm-slim",
    "python": "python:3.13.7-slim-bookworm",
}
# Built by images/build; the tag is the major version of the Debian or PyPI package inside.
OFFLINE: dict[BaseName, str] = {
    "postgres": "castmatch/postgres:15",
    "redis": "castmatch/redis:7",
    "node": "castmatch/node:24",
    "python": "castmatch/python:3.11",
}


def base_image(images: Images, name: BaseName) -> str:
    """The image reference for one base: the developer's own, else the pinned one of the chosen source."""
    own: str | None = getattr(images, name)
    return own or (OFFLINE if images.source == "offline" else OFFICIAL)[name]
