"""What a stack runs and at which ports, for who need not load the whole model."""

from typing import Literal

ServiceName = Literal["postgres", "redis", "ai", "backend", "frontend"]
SERVICES: tuple[ServiceName, ...] = ("postgres", "redis", "ai", "backend", "frontend")
# A container of its own, but none of the services: nothing needs it to run.
ContainerName = ServiceName | Literal["guardian"]
CONTAINERS: tuple[ContainerName, ...] = (*SERVICES, "guardian")
PORTS: dict[ContainerName, int] = {
    "frontend": 3001,
    "backend": 5002,
    "ai": 8002,
    "postgres": 5432,
    "redis": 6379,
    "guardian": 5480,
}
