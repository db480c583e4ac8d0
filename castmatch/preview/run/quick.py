"""`castmatch preview --quick`: compare two declarations. Nothing is started; neither Docker nor Pulumi is needed."""

from dataclasses import replace
from pathlib import Path

from castmatch.declared.process import start_declaring
from castmatch.errors import UserError
from castmatch.preview.ephemeral.checkout import copy_revision, describe_head, find_revision, merge_base
from castmatch.preview.ephemeral.free_ports import free_shift
from castmatch.preview.ephemeral.place import new_place
from castmatch.preview.ephemeral.reaper import reaped
from castmatch.preview.model import Mode, Report
from castmatch.preview.run.report_from_recordings import of_quick
from castmatch.preview.stack_terms import Terms
from castmatch.stack.settings import read_settings


def report(project: Path, stack: str, base: str) -> Report:
    """Compare the working tree's declaration with a revision's.

    Raises:
        UserError: no such revision, or its own program refuses or fails.
    """
    revision = merge_base(project, find_revision(project, base))
    place = new_place()
    with reaped(place, files_only=True):
        copy_revision(project, revision, place.base)
        folders = (place.base, project)
        settings = [read_settings(folder / f"Pulumi.{stack}.yaml", project) for folder in folders]
        shift = free_shift(settings)
        declaring = [
            start_declaring(folder, stack, own.shifted(shift), own.secret)
            for folder, own in zip(folders, settings, strict=True)
        ]
        terms = Terms(stack, stack, shift, str(project), str(place.base))
        compared = Report(Mode.QUICK, stack, str(revision), describe_head(project))
        before, after = (terms.of(program.answer()) for program in declaring)
    if "error" in before:
        raise UserError(f"the program of the base {revision} to run", before["error"], "--base with another revision")
    if "error" in after:
        return replace(compared, refused=after["error"])
    return of_quick(compared, before["declared"], after["declared"])
