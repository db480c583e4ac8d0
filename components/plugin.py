"""What every dynamic resource of ours does alike inside Pulumi's plugin process."""

import functools
import sys
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

import pulumi

from castmatch.errors import UserError
from castmatch.gc_tuning import relax_gc
from castmatch.probes.container import watch
from castmatch.probes.wait import Watched

Method = TypeVar("Method", bound=Callable[..., Any])

_with_traceback = traceback.format_exc


def readable(method: Method) -> Method:
    """Let a UserError reach the developer as its three lines, not as a traceback.

    The SDK's plugin answers every exception with traceback.format_exc() (pulumi/dynamic/__main__.py,
    _abort_with_traceback) and offers no other way to fail. So that one function is taught, in the plugin's
    process alone, that a UserError is its own message.
    """

    @functools.wraps(method)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        relax_gc()
        traceback.format_exc = _format
        return method(*arguments, **named)

    return wrapped  # type: ignore[return-value]


def _format(*arguments: Any, **named: Any) -> str:
    error = sys.exc_info()[1]
    return f"\n{error}" if isinstance(error, UserError) else _with_traceback(*arguments, **named)


def watched(name: str) -> Watched:
    """How a wait inside the plugin sees a container; what it notes shows in Pulumi's own output."""
    return watch(name, pulumi.log.info)


def unknown(value: Any) -> bool:
    """Whether preview does not know this input yet, because what it comes from is to be made or replaced."""
    return isinstance(value, pulumi.output.Unknown)
