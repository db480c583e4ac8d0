"""Images of the three apps: a base image with the app's dependencies baked in, without its source.

The tag is a hash of all that goes in, so stacks share equal images, never overwrite each other's, and an image is
rebuilt exactly when a manifest, the Dockerfile or the base changed. Source is mounted, not copied.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pulumi
import pulumi_docker as docker

from castmatch.stack.sources import MANIFESTS, AppName

# What a Dockerfile copies besides the entrypoint and the manifests: it runs the app, whoever's source is mounted.
ALSO_IN_IMAGE: dict[AppName, tuple[str, ...]] = {"ai": ("reload.py",), "frontend": ("warm.mjs",)}


def declare_app_image(
    app: AppName, base: docker.RemoteImage, source: Path, services: Path, parent: pulumi.Resource
) -> docker.RemoteImage:
    """Declare the image of one app.

    Args:
        base: the image below it. Named by tag in the build, because BuildKit cannot start from an image id;
            its id is a trigger, so a new base means a new image.
        source: the checkout whose manifests name the dependencies.
        services: the folder with the Dockerfiles.
    """
    files = build_files(app, source, services)
    digest = digest_of(files)
    context = staged(files, digest)
    return docker.RemoteImage(
        f"{app}-image",
        name=f"castmatch/{app}:{digest[:12]}",
        build=docker.RemoteImageBuildArgs(context=str(context), build_args={"BASE": base.name}),
        triggers={"content": digest, "base": base.image_id},
        keep_locally=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def build_files(app: AppName, source: Path, services: Path) -> list[Path]:
    """The files that decide what is in the image: ours first, then the checkout's manifests."""
    ours = [services / app / "Dockerfile", services / "entrypoint.sh"]
    extra = [services / app / name for name in ALSO_IN_IMAGE.get(app, ())]
    return [*ours, *extra, *(source / manifest for manifest in MANIFESTS[app])]


def digest_of(files: Sequence[Path]) -> str:
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        total.update(f"{file.name} {len(content)}\n".encode() + content)
    return total.hexdigest()


def staged(files: Sequence[Path], digest: str) -> Path:
    """Copy the files into a folder of their own, named by their hash.

    A checkout can hold a gigabyte of node_modules; Docker would be sent all of it.
    """
    folder = Path.home() / ".cache" / "castmatch" / "build" / digest[:12]
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        target = folder / file.name
        if not target.exists():
            _copy(file, target)
    return folder


def _copy(file: Path, target: Path) -> None:
    """Whole or not at all: another stack may build from the same folder at this moment."""
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as own:
        own.write(file.read_bytes())
    Path(own.name).chmod(0o755 if file.suffix in (".sh", ".py") else 0o644)
    Path(own.name).replace(target)
