"""Record a stack's program and render it as a Compose project."""

from dataclasses import dataclass
from pathlib import Path

from castmatch.compose.model import ComposeProject, Image
from castmatch.compose.render import render
from castmatch.declared.document import from_json
from castmatch.declared.process import start_declaring
from castmatch.guardian.image import NAME, build_files
from castmatch.stack.build_context import digest_of, staged, tag_of
from castmatch.stack.file import NAMESPACE
from castmatch.stack.images import base_image
from castmatch.stack.model import StackConfig
from castmatch.stack.names import Names
from castmatch.stack.own_folder import data_home
from castmatch.stack.settings import Settings, read_settings


@dataclass(frozen=True)
class Declared:
    """The project, and the stand-in in it for each secret setting of the stack file, by key."""

    project: ComposeProject
    secret_settings: dict[str, str]


def compose_folder(stack: str) -> Path:
    """The folder of what `make up` gives Compose; its name is the project's, as Compose would choose it."""
    return data_home() / Names(stack).compose_project


def declare(project: Path, stack: str, config: StackConfig) -> Declared:
    """Declare the program without Pulumi's engine, its gates included, and render it.

    Args:
        project: the folder of Pulumi.yaml.

    Raises:
        UserError: in the program's own words where it refuses.
    """
    settings = read_settings(project / f"Pulumi.{stack}.yaml", project)
    found = start_declaring(project, stack, settings.plain, settings.secret, open_secrets=True).declared()
    rendered = render(from_json(found), stack, _guardian_image(project, config))
    return Declared(rendered, _secret_settings(settings))


def _guardian_image(project: Path, config: StackConfig) -> Image:
    files = build_files(project / "castmatch")
    digest = digest_of(files)
    return Image(NAME, tag_of(NAME, digest), staged(files, digest), base_image(config.images, "python"))


def _secret_settings(settings: Settings) -> dict[str, str]:
    return {key.removeprefix(NAMESPACE): stand_in for key, stand_in in settings.secret.items()}
