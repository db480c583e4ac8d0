"""Redis: a cache with a password and without a data volume, and its readiness."""

import pulumi

from castmatch.stack.containers import PORTS
from castmatch.stack.images import base_image
from components.base_image import declare_base_image
from components.container import SECRETS, Service, StackContext, declare_container
from components.password import Password
from components.ready import Ready

CONFIG = f"{SECRETS}/redis.conf"


class RedisServer(pulumi.ComponentResource):
    """`url` is Redis' address for the backend, known only when Redis has been proven ready."""

    url: pulumi.Output[str]

    def __init__(self, context: StackContext, opts: pulumi.ResourceOptions) -> None:
        super().__init__("castmatch:components:RedisServer", "redis", None, opts)
        password = Password("redis-password", self).value
        image = declare_base_image("redis-image", base_image(context.config.images, "redis"), self)
        service = Service(
            name="redis",
            image=image.image_id,
            health=["CMD", "sh", "-c", _round_trip()],
            stop_seconds=10,
            # The password is in a file, because a flag would be visible in the process list.
            command=["redis-server", CONFIG],
            secrets={"redis.conf": password.apply(redis_conf), "redis-password": password},
        )
        self.container = declare_container(context, service, self)
        self.ready = Ready(
            "redis",
            kind="redis",
            target=pulumi.Output.format("redis://:{}@127.0.0.1:{}/0", password, context.config.port("redis")),
            container=context.names.container("redis"),
            container_id=self.container.id,
            within=context.config.ready_within.total_seconds(),
            required=context.proofs_required,
            opts=pulumi.ResourceOptions(parent=self),
        )
        proven = pulumi.Output.all(password, self.ready.service)
        self.url = pulumi.Output.secret(proven.apply(lambda both: f"redis://:{both[0]}@redis:{PORTS['redis']}/0"))
        self.register_outputs({"container": self.container.name})


def redis_conf(password: str) -> str:
    """A cache: nothing is kept on disk, and the oldest keys go when memory runs short."""
    return "\n".join(
        [
            f"requirepass {password}",
            'save ""',
            "appendonly no",
            "maxmemory-policy allkeys-lru",
            "dir /data",
            "",
        ]
    )


def _round_trip() -> str:
    auth = f'REDISCLI_AUTH="$(cat {SECRETS}/redis-password)"'
    return f'test "$({auth} redis-cli -h "$(hostname)" PING)" = PONG'
