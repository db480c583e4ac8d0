"""Base images: found on the machine or pulled, and never removed with the stack."""

import pulumi
import pulumi_docker as docker


def declare_base_image(name: str, reference: str, parent: pulumi.Resource) -> docker.RemoteImage:
    """Declare an image by reference; its `image_id` goes into containers."""
    return docker.RemoteImage(name, name=reference, keep_locally=True, opts=pulumi.ResourceOptions(parent=parent))
