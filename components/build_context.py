"""What an image is built from: a few named files, copied into a folder of their own.

The tag of each image of ours is a hash of all that goes in, so stacks share equal images, never overwrite each
other's, and an image is rebuilt exactly when one of its files or its base changed.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pulumi
import pulumi_docker as docker

Files = Mapping[str, Path]  # where it lies in the build context, as a relative path, to where it is now


def declare_image(name: str, files: Files, base: docker.RemoteImage, parent: pulumi.Resource) -> docker.RemoteImage:
    """Declare an image of ours.

    Args:
        name: what runs in it; part of its tag.
        files: everything that its Dockerfile copies, and the Dockerfile.
        base: the image below it. Named by tag in the build, because BuildKit cannot start from an image id;
            its id is a trigger, so a new base means a new image.
    """
    digest = digest_of(files)
    context = staged(files, digest)
    return docker.RemoteImage(
        f"{name}-image",
        name=f"castmatch/{name}:{digest[:12]}",
        build=docker.RemoteImageBuildArgs(context=str(context), build_args={"BASE": base.name}),
        triggers={"content": digest, "base": base.image_id},
        keep_locally=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def digest_of(files: Files) -> str:
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for name, file in files.items():
        content = file.read_bytes()
        total.update(f"{name} {len(content)}\n".encode() + content)
    return total.hexdigest()


def staged(files: Files, digest: str) -> Path:
    """Copy the files into a folder of their own, named by their hash.

    A checkout can hold a gigabyte of node_modules; Docker would be sent all of it.
    """
    folder = Path.home() / ".cache" / "castmatch" / "build" / digest[:12]
    for name, file in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            _copy(file, target)
    return folder


def _copy(file: Path, target: Path) -> None:
    """Whole or not at all: another stack may build from the same folder at this moment."""
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as own:
        own.write(file.read_bytes())
    Path(own.name).chmod(0o755 if file.suffix == ".sh" else 0o644)
    Path(own.name).replace(target)
