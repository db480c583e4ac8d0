"""Images of the three apps: a base image with the app's dependencies, without its source.

The source is mounted, so an image is rebuilt when a manifest changes, and not when the source does.
"""

from pathlib import Path

import pulumi
import pulumi_docker as docker

from castmatch.stack.sources import MANIFESTS, AppName
from components.our_image import declare_image

# Files of ours that run the app: a Dockerfile copies them besides the entrypoint and the manifests.
ALSO_IN_IMAGE: dict[AppName, tuple[str, ...]] = {"ai": ("reload.py",), "frontend": ("warm.mjs",)}


def declare_app_image(
    app: AppName, base: docker.RemoteImage, source: Path, services: Path, parent: pulumi.Resource
) -> docker.RemoteImage:
    """Declare the image of one app.

    Args:
        base: the image that it is built on.
        source: the checkout whose manifests name the dependencies.
        services: the folder with the Dockerfiles.
    """
    return declare_image(app, build_files(app, source, services), base, parent)


def build_files(app: AppName, source: Path, services: Path) -> dict[str, Path]:
    """The files that decide what is in the image: ours first, then the checkout's manifests."""
    ours = [services / app / "Dockerfile", services / "entrypoint.sh"]
    extra = [services / app / name for name in ALSO_IN_IMAGE.get(app, ())]
    files = [*ours, *extra, *(source / manifest for manifest in MANIFESTS[app])]
    return {file.name: file for file in files}
