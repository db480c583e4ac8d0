"""The containers of a stack and their ports; a small module for code that does not need the whole model."""

from typing import Literal

ServiceName = Literal["postgres", "redis", "ai", "backend", "frontend"]
SERVICES: tuple[ServiceName, ...] = ("postgres", "redis", "ai", "backend", "frontend")
# A container of its own, but none of the services: nothing needs it to run.
ContainerName = ServiceName | Literal["guardian"]
CONTAINERS: tuple[ContainerName, ...] = (*SERVICES, "guardian")
# Inside the container; by default at the same port of the machine, plus castmatch:portOffset.
PORTS: dict[ContainerName, int] = {
    "frontend": 3001,
    "backend": 5002,
    "ai": 8002,
    "postgres": 5432,
    "redis": 6379,
    "guardian": 5480,
}
