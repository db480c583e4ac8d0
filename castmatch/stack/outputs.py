"""The outputs of a stack as the command line reads them. Secrets are exported too, and not read here."""

from typing import Any

from pydantic import BaseModel

from castmatch.pulumi_values import UNKNOWN
from castmatch.stack.containers import ServiceName


class ServiceOutput(BaseModel):
    """One service or the guardian: its address here, its container, and the seconds until it was proven ready."""

    url: str
    container: str
    seconds: float


class RoleOutput(BaseModel):
    """The role, its database, and its state when it was last reconciled."""

    name: str
    database: str
    state: str


class StackOutputs(BaseModel):
    """Everything that `pulumi stack output --json` prints for a stack of ours."""

    stack: str
    services: dict[ServiceName, ServiceOutput]
    role: RoleOutput
    guardian: ServiceOutput | None = None  # switched off, or last up before there was one
    data_volume: str
    exceptions: list[str] = []  # to quality gates, in force at the last `up`, a sentence each

    @classmethod
    def parse(cls, document: dict[str, Any]) -> "StackOutputs":
        """Read the parsed JSON of `pulumi stack output --json`; raises pydantic's ValidationError.

        Services that the last `up` did not reach have unknown values, and are left out.
        """
        return cls.model_validate(_known(document))


def _known(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    return {
        key: _known(value)
        for key, value in part.items()
        if not isinstance(value, dict) or UNKNOWN not in value.values()
    }
