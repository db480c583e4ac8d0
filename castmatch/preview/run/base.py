"""`castmatch preview --base REF`: bring a revision up in a throw-away stack, and preview the working tree on it.

What takes long is processes that start, so each starts as soon as it can, and what this one needs it loads meanwhile.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.preview.ephemeral import pulumi
from castmatch.preview.ephemeral.checkout import (
    copy_revision,
    copy_working_tree,
    describe_head,
    find_revision,
    merge_base,
)
from castmatch.preview.ephemeral.host import start_host
from castmatch.preview.ephemeral.place import Place, abandoned_places, new_place
from castmatch.preview.ephemeral.reaper import reaped
from castmatch.preview.ephemeral.venv import link_venv
from castmatch.preview.model import Mode, Report
from castmatch.preview.stack_terms import Terms
from castmatch.progress import step
from castmatch.pulumi_cli.install import ensure_cli
from castmatch.stack.settings import Settings, free_shift, read_settings

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
    _remove_abandoned()
    place = new_place()
    with reaped(place):
        copy_revision(project, revision, place.project)
        return _previewed(project, place, compared)


def _previewed(project: Path, place: Place, compared: Report) -> Report:
    """The base comes up while both are declared; where the head is refused, it ends half-way and is removed."""
    before, after = (_settings(folder, project, compared.stack) for folder in (place.project, project))
    shift = free_shift([before, after])
    terms = Terms(compared.stack, place.stack, shift, str(project), str(place.project))
    with step("declaring both"):
        with ThreadPoolExecutor(1) as beside:
            made = beside.submit(pulumi.make_stack, place, before, shift)
            link_venv(project, place.project)
            base_host = start_host(place, place.project, compared.stack, before, shift)
            _ensure_images(place.project, before, compared.stack)
            made.result()
        coming_up = pulumi.start_bringing_up(place, base_host.address())
        copy_working_tree(project, place.head)
        link_venv(project, place.head)
        head_host = start_host(place, place.head, compared.stack, after, shift)
        from castmatch.preview.run.preview_on_base import on_base  # which takes a while, and there is time now

        client = head_host.address()
        base, head = (terms.of(host.answer()) for host in (base_host, head_host))
    if "error" in head:
        return replace(compared, refused=head["error"])
    with step(f"bringing {compared.base} up in a throw-away stack"):
        _come_up(coming_up, compared.base)
    pulumi.swap(place, after, shift)
    return on_base(compared, place, client, terms, base=base.get("declared"), head=head["declared"])


def _settings(folder: Path, project: Path, stack: str) -> Settings:
    """A revision's own settings of the stack; the head's where it has none yet, as for a developer's own stack."""
    file = f"Pulumi.{stack}.yaml"
    return read_settings((folder if (folder / file).exists() else project) / file, project)


def _remove_abandoned() -> None:
    places = abandoned_places()
    if places:
        from castmatch.preview.ephemeral.remove import remove

        for left in places:
            remove(left)


def _ensure_images(folder: Path, settings: Settings, stack: str) -> None:
    from castmatch.bootstrap.base_images import ensure_base_images
    from castmatch.stack.load import load

    ensure_base_images(folder, load(settings.plain, folder, stack).images)


def _come_up(coming_up: pulumi.ComingUp, revision: str) -> None:
    try:
        coming_up.wait()
    except UserError as error:
        raise UserError(f"the base {revision} to come up", error.found, _NEXT) from None
