"""`castmatch preview --base REF`: bring a revision up in a throw-away stack, and preview the working tree on it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from castmatch.engine.client import engine
from castmatch.errors import UserError
from castmatch.ops.base_images import ensure_base_images
from castmatch.ops.declare import start_declaring
from castmatch.ops.install import ensure_cli
from castmatch.ops.preview.of_preview import of_preview
from castmatch.ops.progress import step
from castmatch.ops.throwaway import pulumi
from castmatch.ops.throwaway.checkout import copy_revision, copy_working_tree, describe_head, find_revision, merge_base
from castmatch.ops.throwaway.place import Place, abandoned_places, new_place
from castmatch.ops.throwaway.reaper import reaped
from castmatch.ops.throwaway.remove import remove
from castmatch.ops.throwaway.settings import Settings, free_shift, read_settings
from castmatch.ops.throwaway.venv import link_venv
from castmatch.preview.model import Mode, Report
from castmatch.preview.stack_terms import Terms
from castmatch.stack.load import load_file

_NEXT = "mend the base first, or without it: castmatch preview --quick"


def report(project: Path, stack: str, base: str) -> Report:
    """Preview the working tree against the revision where its branch left `base`. Nothing stays behind.

    Raises:
        UserError: no such revision, or it can't be brought up.
    """
    revision = merge_base(project, find_revision(project, base))
    compared = Report(Mode.BASE, stack, str(revision), describe_head(project))
    engine()
    ensure_cli()
    for left in abandoned_places():
        remove(left)
    place = new_place()
    with reaped(place):
        copy_revision(project, revision, place.project)
        copy_working_tree(project, place.head)
        return _previewed(project, place, compared)


def _previewed(project: Path, place: Place, compared: Report) -> Report:
    before, after = (_settings(folder, project, compared.stack, place) for folder in (place.project, place.head))
    shift = free_shift([before, after])
    terms = Terms(compared.stack, place.stack, shift, str(project), str(place.project))
    programs = [
        start_declaring(folder, compared.stack, settings, shift)
        for folder, settings in ((place.project, before), (place.head, after))
    ]
    with step("declaring both"):
        link_venv(project, place.project)
        pulumi.make_stack(place, before, shift)  # while both programs run
        base, head = (terms.of(program.answer()) for program in programs)
    if "error" in head:
        return replace(compared, refused=head["error"])
    _bring_up(place, compared.base)
    with step(f"previewing {compared.head} against it"), ThreadPoolExecutor(1) as beside:
        pulumi.swap(place, after, shift)
        link_venv(project, place.project)
        state = beside.submit(pulumi.state, place)
        document = pulumi.preview(place)
    return of_preview(compared, terms.of(document), head["declared"], state.result(), base.get("declared"))


def _settings(folder: Path, project: Path, stack: str, place: Place) -> Settings:
    """A revision's own settings of the stack; the head's where it has none yet, as for a developer's own stack."""
    file = f"Pulumi.{stack}.yaml"
    return read_settings((folder if (folder / file).exists() else place.head) / file, project)


def _bring_up(place: Place, revision: str) -> None:
    with step(f"bringing {revision} up in a throw-away stack"):
        ensure_base_images(place.project, load_file(place.project, place.stack).images)
        try:
            pulumi.bring_up(place)
        except UserError as error:
            raise UserError(f"the base {revision} to come up", error.found, _NEXT) from None
