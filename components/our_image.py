"""An image of ours as a declared resource, built from castmatch.stack.build_context."""

import pulumi
import pulumi_docker as docker

from castmatch.stack.build_context import Files, digest_of, staged, tag_of


def declare_image(name: str, files: Files, base: docker.RemoteImage, parent: pulumi.Resource) -> docker.RemoteImage:
    """Declare an image of ours.

    Args:
        name: the program in it; part of its tag.
        files: everything that its Dockerfile copies, and the Dockerfile.
        base: the image that it is built on. Named by tag in the build, because BuildKit cannot start from an image id;
            its id is a trigger, so a new base means a new image.
    """
    digest = digest_of(files)
    context = staged(files, digest)
    return docker.RemoteImage(
        f"{name}-image",
        name=tag_of(name, digest),
        build=docker.RemoteImageBuildArgs(context=str(context), build_args={"BASE": base.name}),
        triggers={"content": digest, "base": base.image_id},
        keep_locally=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
