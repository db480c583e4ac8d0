"""`castmatch up` where there is no Pulumi: the same declaration through Docker Compose, and the same proof."""

import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from docker.errors import APIError, NotFound

from castmatch.compose.model import ComposeProject, File
from castmatch.compose.run import cli, passwords
from castmatch.compose.run.images import ensure_images
from castmatch.compose.run.outputs import proven_outputs, write_outputs
from castmatch.compose.run.project import Declared, compose_folder, declare
from castmatch.compose.run.prove import failed_steps, prove
from castmatch.compose.run.start import start
from castmatch.compose.run.write import write
from castmatch.compose.takeover import make_way_for_compose, remove_compose_resources, remove_surplus
from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.progress import step
from castmatch.pulumi_cli.local_backend import is_abandoned, locks
from castmatch.stack.lock import locked
from castmatch.stack.model import StackConfig
from castmatch.stack.names import Names
from castmatch.stack.outputs import StackOutputs


def bring_up(project: Path, stack: str, config: StackConfig) -> StackOutputs:
    """Bring the environment up and prove it.

    Raises:
        UserError: it is refused, it fails, or a service cannot become ready. The next run goes on from there.
    """
    begun = time.monotonic()
    version = cli.version()
    with locked(stack):
        _no_pulumi_at_work(stack)
        with step("declaring"):
            declared = declare(project, stack, config)
        values = _prepare(declared, stack)
        ensure_images(declared.project.images)
        with step(f"{version}: starting"):
            code = start(declared.project, compose_folder(stack))
        return _proven(declared.project, stack, values, begun, code)


def _prepare(declared: Declared, stack: str) -> dict[str, str]:
    """Everything but the containers: what they are given, their volumes, and their names free; the secrets' values."""
    folder = compose_folder(stack)
    if not passwords.exist(folder):
        remove_compose_resources(stack)  # those know other passwords, which are lost
    values = passwords.secret_values(
        folder, declared.project.passwords, passwords.given_secrets(folder, declared.secret_settings)
    )
    make_way_for_compose(stack, _say)
    remove_surplus(stack, [service["container_name"] for service in declared.project.document["services"].values()])
    _put_in_force(write(declared.project, folder, values), stack)
    for place in declared.project.mount_points:
        place.mkdir(exist_ok=True)
    engine().api.create_volume(declared.project.data_volume)  # does nothing where there is one
    return values


def _put_in_force(changed: list[File], stack: str) -> None:
    """A server that has a rewritten file mounted reads it again."""
    for file in changed:
        with suppress(NotFound, APIError):  # no such container, or it does not run: then it reads it at its start
            engine().api.kill(Names(stack).container(file.service), "SIGHUP")


def _proven(project: ComposeProject, stack: str, values: Mapping[str, str], begun: float, code: int) -> StackOutputs:
    failures = failed_steps(project)
    if project.outputs["role"]["name"] in {failure.role for failure in failures}:
        raise failures[0].error  # whatever needs the role was not started; the first is the cause of those behind it
    _started(project, stack, code, bool(failures))
    with step("proving"):
        seconds = prove(project, values, begun)
    outputs = proven_outputs(project, seconds)
    write_outputs(compose_folder(stack), outputs)
    if failures:
        raise failures[0].error
    return outputs


def _started(project: ComposeProject, stack: str, code: int, excused: bool) -> None:
    """Compose's own failure counts, unless a role that the services do not need is the reason."""
    if code != 0 and not excused:
        where = f"--project-name {Names(project.stack).compose_project}"
        raise UserError(
            "Docker Compose to start the stack",
            f"exit code {code}; its own words stand above",
            f"mend the cause, then: make up STACK={stack}   (its view: {' '.join(cli.compose())} {where} ps)",
        )


def _no_pulumi_at_work(stack: str) -> None:
    """A lock of a Pulumi that was killed on this machine keeps nobody out; Pulumi removes it next time."""
    held = [lock for lock in locks(stack) if not is_abandoned(lock, socket.gethostname())]
    if held:
        raise UserError(
            f"no Pulumi at work on stack {stack}",
            f"a lock of process {held[0].get('pid', 'unknown')} on {held[0].get('hostname', 'another machine')}",
            "wait for it to end",
        )


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
