"""`castmatch preview --base REF`: bring a revision up in an ephemeral stack, and preview the working tree on it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from castmatch.bootstrap.base_images import ensure_base_images
from castmatch.declared.process import start_declaring
from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.preview.digest import changes
from castmatch.preview.downtime import restarted
from castmatch.preview.ephemeral import checkout, pulumi
from castmatch.preview.ephemeral.free_ports import free_shift
from castmatch.preview.ephemeral.place import Place, abandoned_places, new_place
from castmatch.preview.ephemeral.reaper import reaped
from castmatch.preview.ephemeral.remove import remove
from castmatch.preview.ephemeral.venv import link_venv
from castmatch.preview.model import Mode, Report
from castmatch.preview.run.report_from_preview import of_preview
from castmatch.preview.stack_terms import Terms
from castmatch.preview.steps import steps
from castmatch.progress import step
from castmatch.pulumi_cli.install import ensure_cli
from castmatch.stack.load import load
from castmatch.stack.settings import Settings, read_settings

_NEXT = "fix the base first, or preview without it: castmatch preview --quick"
_UNPROVEN = "The base's {} does not become ready, so how long it takes is not known: {}."


def report(project: Path, stack: str, base: str) -> Report:
    """Preview the working tree against the revision where its branch left `base`. Nothing stays behind.

    Raises:
        UserError: no such revision, or it can't be brought up.
    """
    revision = checkout.merge_base(project, checkout.find_revision(project, base))
    compared = Report(Mode.BASE, stack, str(revision), checkout.describe_head(project))
    engine()
    ensure_cli()
    for abandoned in abandoned_places():
        remove(abandoned)
    place = new_place()
    with reaped(place):
        checkout.copy_revision(project, revision, place.project)
        return _previewed(project, place, compared)


def _previewed(project: Path, place: Place, compared: Report) -> Report:
    """The base comes up while both are declared; where the head is refused, it ends half-way and is removed."""
    stack = compared.stack
    before, after = (_settings(folder, project, stack) for folder in (place.project, project))
    shift = free_shift([before, after])
    terms = Terms(stack, place.stack, shift, str(project), str(place.project))
    with step("declaring both"):
        link_venv(project, place.project)
        ensure_base_images(place.project, load(before.plain, place.project, stack).images)
        pulumi.make_stack(place, before, shift)
        coming_up = pulumi.start_bringing_up(place)
        checkout.copy_working_tree(project, place.head)
        link_venv(project, place.head)
        declaring = (
            start_declaring(place.project, stack, before.shifted(shift), before.secret),
            start_declaring(place.head, stack, after.shifted(shift), after.secret),
        )
        base, head = (terms.of(program.answer()) for program in declaring)
    if "error" in head:
        return replace(compared, refused=head["error"])
    with step(f"bringing {compared.base} up in an ephemeral stack"):
        _come_up(coming_up, compared.base)
    pulumi.swap(place, after, shift)
    with step(f"previewing {compared.head} against it"):
        document = terms.of(pulumi.preview(place))
    compared = replace(compared, limits=_limits(document))
    return of_preview(compared, document, head["declared"], lambda: pulumi.state(place), base=base.get("declared"))


def _settings(folder: Path, project: Path, stack: str) -> Settings:
    """A revision's own settings of the stack; the head's where it has none yet, as for a developer's own stack."""
    file = f"Pulumi.{stack}.yaml"
    return read_settings((folder if (folder / file).exists() else project) / file, project)


def _come_up(coming_up: pulumi.ComingUp, revision: str) -> None:
    try:
        coming_up.wait()
    except UserError as error:
        raise UserError(f"the base {revision} to come up", error.found, _NEXT) from None


def _limits(document: dict[str, Any]) -> tuple[str, ...]:
    """Why the downtime of a service is not known whose container is replaced, and which is not ready in the base."""
    proofs = (step.outputs for step in steps(document) if step.kind.endswith(":Ready"))
    reasons = {proof["service"]: proof["reason"] for proof in proofs if proof.get("reason")}
    unknown = sorted(reasons.keys() & restarted(changes(document)))
    return tuple(_UNPROVEN.format(service, reasons[service]) for service in unknown)
