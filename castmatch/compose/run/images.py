"""Build the images of a Compose project before it starts, as Pulumi would."""

from docker.errors import APIError, BuildError, ImageNotFound

from castmatch.compose.model import Image
from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.progress import step
from castmatch.text import last_lines

SHOWN = 8  # lines of a failed build


def ensure_images(images: tuple[Image, ...]) -> None:
    """Build each image that is missing, or whose base is no longer the one on this machine.

    Raises:
        UserError: a build failed; with its last lines.
    """
    for image in images:
        if not _is_current(image):
            with step(f"{image.name}: building {image.reference}"):
                _build(image)


def _is_current(image: Image) -> bool:
    """The tag is a hash of the content. The base may have changed under its tag; the layers show it."""
    try:
        layers, below = _layers(image.reference), _layers(image.base)
    except ImageNotFound:
        return False
    return layers[: len(below)] == below


def _layers(reference: str) -> list[str]:
    return list(engine().images.get(reference).attrs["RootFS"]["Layers"])


def _build(image: Image) -> None:
    try:
        engine().images.build(
            path=str(image.context), tag=image.reference, buildargs={"BASE": image.base}, rm=True, forcerm=True
        )
    except BuildError as error:
        said = [str(entry.get("stream") or entry.get("error") or "") for entry in error.build_log]
        raise _failed(image, last_lines("".join(said), SHOWN)) from None
    except APIError as error:
        raise _failed(image, str(error.explanation)) from None


def _failed(image: Image, reason: str) -> UserError:
    build = f"docker build --build-arg BASE={image.base} {image.context}"
    return UserError(f"the image of {image.name} to be built", reason, f"{build}   (to see all of it); then: make up")
