"""`castmatch preview`: what `pulumi up` would do to the running stack, as drift or as change."""

import json
from pathlib import Path
from typing import Any

from castmatch.declared.process import start_declaring
from castmatch.preview.ephemeral.checkout import describe_head
from castmatch.preview.ephemeral.free_ports import free_shift
from castmatch.preview.ephemeral.pulumi import preview_document
from castmatch.preview.model import Mode, Report
from castmatch.preview.run.report_from_preview import of_preview
from castmatch.progress import step
from castmatch.pulumi_cli import pulumi_cli
from castmatch.pulumi_cli.local_backend import remove_torn_attributes
from castmatch.stack.settings import read_settings


def report(project: Path, stack: str) -> Report:
    """Compare what runs with what is declared now.

    Raises:
        UserError: there is no such stack, or Pulumi can't preview it.
    """
    settings = read_settings(project / f"Pulumi.{stack}.yaml", project)
    compared = Report(Mode.RUNNING, stack, "what runs", describe_head(project))
    declaring = start_declaring(project, stack, settings.shifted(free_shift([settings])), settings.secret)
    remove_torn_attributes()
    with step("looking at what runs"):
        answer = declaring.answer()
        if "error" in answer:
            return Report(Mode.RUNNING, stack, compared.base, compared.head, refused=answer["error"])
        document = preview_document(project, stack, pulumi_cli.environment())
    return of_preview(compared, document, answer["declared"], lambda: _state(project, stack))


def _state(project: Path, stack: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        pulumi_cli.capture(project, "stack", "export", "--show-secrets", "--stack", stack)
    )
    return document
