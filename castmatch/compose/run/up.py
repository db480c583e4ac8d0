"""`castmatch up` without Pulumi: carry out the same declaration through Docker Compose, with the same proof."""

import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from docker.errors import APIError

from castmatch.compose.model import ComposeProject, File, Image
from castmatch.compose.run import cli, passwords
from castmatch.compose.run.images import ensure_images
from castmatch.compose.run.outputs import proven_outputs, write_outputs
from castmatch.compose.run.project import Declared, compose_folder, declare
from castmatch.compose.run.prove import Failure, failed_steps, prove
from castmatch.compose.run.start import start
from castmatch.compose.run.write import write
from castmatch.compose.takeover import remove_made_by_compose, remove_undeclared, take_over_for_compose
from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.progress import say, step
from castmatch.pulumi_cli.local_backend import is_abandoned, locks
from castmatch.stack.lock import locked
from castmatch.stack.model import StackConfig
from castmatch.stack.names import Names
from castmatch.stack.outputs import StackOutputs


@dataclass(frozen=True)
class Steps:
    """The steps of a run that take a program, a build or a running service."""

    declare: Callable[[Path, str, StackConfig], Declared] = declare
    ensure_images: Callable[[tuple[Image, ...]], None] = ensure_images
    failed_steps: Callable[[ComposeProject], list[Failure]] = failed_steps
    prove: Callable[[ComposeProject, Mapping[str, str], float], dict[str, float]] = prove


REAL = Steps()


def bring_up(project: Path, stack: str, config: StackConfig, steps: Steps = REAL) -> StackOutputs:
    """Bring the environment up and prove it.

    Raises:
        UserError: it is refused, it fails, or a service cannot become ready. The next run goes on from there.
    """
    begun = time.monotonic()
    version = cli.version()
    with locked(stack):
        _no_pulumi_at_work(stack)
        with step("declaring"):
            declared = steps.declare(project, stack, config)
        values = _prepare(declared, stack)
        steps.ensure_images(declared.project.images)
        with step(f"{version}: starting"):
            code = start(declared.project, compose_folder(stack))
        failures = steps.failed_steps(declared.project)
        _check_started(declared.project, code, failures)
        with step("proving"):
            seconds = steps.prove(declared.project, values, begun)
        outputs = proven_outputs(declared.project, seconds)
        write_outputs(compose_folder(stack), outputs)
    if failures:
        raise failures[0].error
    return outputs


def _prepare(declared: Declared, stack: str) -> dict[str, str]:
    """Have all that containers need: their files, the data volume, and free names; the values of the secrets."""
    folder = compose_folder(stack)
    if not passwords.exist(folder):
        remove_made_by_compose(stack)  # its containers have the lost passwords
    values = passwords.secret_values(
        folder, declared.project.passwords, passwords.given_secrets(folder, declared.secret_settings)
    )
    take_over_for_compose(stack, say)
    remove_undeclared(stack, [service["container_name"] for service in declared.project.document["services"].values()])
    _reload(write(declared.project, folder, values), stack)
    for place in declared.project.mount_points:
        place.mkdir(exist_ok=True)
    engine().api.create_volume(declared.project.data_volume)  # does nothing where there is one
    return values


def _reload(changed: list[File], stack: str) -> None:
    """Have a server that has a rewritten file mounted read it again."""
    for file in changed:
        with suppress(APIError):  # it does not run: it reads the file at its start
            engine().api.kill(Names(stack).container(file.service), "SIGHUP")


def _check_started(project: ComposeProject, code: int, failures: list[Failure]) -> None:
    """Raise UserError when services were not started: the application's role failed, or Compose for another reason.

    A role that no service needs is reported at the end of the run.
    """
    if project.outputs["role"]["name"] in {failure.role for failure in failures}:
        raise failures[0].error  # the cause: steps that failed after it waited for it
    if code != 0 and not failures:
        view = f"{' '.join(cli.compose())} --project-name {Names(project.stack).compose_project} ps"
        raise UserError(
            "Docker Compose to start the stack",
            f"exit code {code}; its own words stand above",
            f"fix the cause, then: make up STACK={project.stack}   (its view: {view})",
        )


def _no_pulumi_at_work(stack: str) -> None:
    """Raise UserError while Pulumi holds the stack; the lock of a process that was killed here does not count."""
    held = [lock for lock in locks(stack) if not is_abandoned(lock, socket.gethostname())]
    if held:
        raise UserError(
            f"no Pulumi at work on stack {stack}",
            f"a lock of process {held[0].get('pid', 'unknown')} on {held[0].get('hostname', 'another machine')}",
            "wait for it to end",
        )
