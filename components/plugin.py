"""What all dynamic resources of this program do alike inside Pulumi's plugin process."""

import sys
import traceback
from typing import Any

import pulumi
from pulumi.dynamic import ConfigureRequest, ResourceProvider

from castmatch.errors import UserError
from castmatch.gc_tuning import relax_gc
from castmatch.probes.container import watch
from castmatch.probes.wait import Watched

_with_traceback = traceback.format_exc


class Provider(ResourceProvider):
    """The base of our providers. It keeps no state of its own: the object is pickled into every resource."""

    def configure(self, _request: ConfigureRequest) -> None:
        """Set the plugin's process up; the SDK calls this before any other method of a provider.

        The SDK answers every exception with traceback.format_exc() (pulumi/dynamic/__main__.py, _abort_with_traceback)
        and offers no other way to fail. So that function is replaced, in the plugin's process alone, by one that
        prints a UserError as its three lines.
        """
        relax_gc()
        traceback.format_exc = _format


def _format(*arguments: Any, **named: Any) -> str:
    error = sys.exc_info()[1]
    return f"\n{error}" if isinstance(error, UserError) else _with_traceback(*arguments, **named)


def watched(name: str) -> Watched:
    """How a wait inside the plugin sees a container; its notes show in Pulumi's own output."""
    return watch(name, pulumi.log.info)


def unknown(value: Any) -> bool:
    """Whether preview does not know this input yet, because it comes from a resource to be made or replaced."""
    return isinstance(value, pulumi.output.Unknown)
