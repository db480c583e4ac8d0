"""One declaration is the same image everywhere and tomorrow."""

from tests.unit.gates.programs import IMAGE, Refused, container, program, resource

REFUSED = {
    "no tag": Refused(program(container(image="redis")), "image redis", "postgres:17.6-bookworm"),
    "latest": Refused(program(container(image="redis:latest")), "redis:latest", "a digest"),
    "a major version": Refused(program(container(image="postgres:17")), "postgres:17", "full version"),
    "a code name": Refused(program(container(image="debian:bookworm")), "debian:bookworm", "full version"),
    "a port is no tag": Refused(
        program(container(image="registry.example:5000/redis")), "registry.example:5000/redis", "full version"
    ),
    "none": Refused(program(container(image=None)), "image none", "full version"),
    "an image that is pulled": Refused(
        program(resource(IMAGE, "redis-image", name="redis:latest")), "redis:latest", "full version"
    ),
}
ACCEPTED = {
    "an id": program(container(image="sha256:0a1b")),
    "a digest": program(container(image="redis@sha256:0a1b")),
    "a full version": program(container(image="postgres:17.6-bookworm")),
    "a full version from another registry": program(container(image="registry.example:5000/team/redis:8.2.1")),
    "a hash of its content": program(container(image="castmatch/backend:a1a7d1b3f1af")),
    "known only later": program(container(image="04da6b54-80e4-46f7-96ec-b56ff0331ba9")),
    "an image that is built": program(resource(IMAGE, "redis-image", name="castmatch/backend", build={"context": "."})),
    "an image of this machine": program(
        resource(IMAGE, "redis-image", name="castmatch/redis:7"), local_images=frozenset({"castmatch/redis:7"})
    ),
}
