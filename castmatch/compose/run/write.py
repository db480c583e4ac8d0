"""Write a Compose project to disk: its file, the build contexts, and the files that its containers get."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from castmatch.compose.model import ComposeProject, File, Image
from castmatch.compose.service import SECRET_MODE
from castmatch.compose.text import FILE, as_text
from castmatch.declared.stand_in import filled_in
from castmatch.files import write_whole
from castmatch.stack.names import Names

OWNERS = 0o700  # for folders: the passwords in them are files that the user of any container may read


def write(project: ComposeProject, folder: Path, values: Mapping[str, str]) -> list[File]:
    """Write everything that Compose needs; files that are right already are not touched.

    Args:
        folder: made, for its owner alone, where it is missing.
        values: stand-in to secret value.

    Returns:
        the changed files among those that containers may write; secrets are not among them.
    """
    (folder / "secrets").mkdir(parents=True, exist_ok=True)
    for private in (folder, folder / "secrets"):
        private.chmod(OWNERS)
    # First, because its header shows that the folder is ours, also after a killed run.
    _write(folder / FILE, as_text(project), 0o644)
    texts = {file: filled_in(file.template, values) for file in project.files}
    changed = [file for file, text in texts.items() if _write(folder / file.path, text, file.mode)]
    for image in project.images:
        _copy_context(image, folder / "build" / image.name)
    _remove_surplus(project, folder)
    _write(folder / ".env", f"COMPOSE_PROJECT_NAME={Names(project.stack).compose_project}\n", 0o644)
    return [file for file in changed if file.mode != SECRET_MODE]


def _write(file: Path, content: str, mode: int) -> bool:
    """Write the file where it differs; whether it did."""
    wanted = content.encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_dir():
        file.rmdir()  # Docker makes a folder where a mounted file is missing
    if file.exists() and file.read_bytes() == wanted and file.stat().st_mode & 0o777 == mode:
        return False
    if file.exists() and mode & 0o222 == 0o222:
        file.write_bytes(wanted)  # in place: a running container has this very file mounted
        file.chmod(mode)
    else:
        write_whole(file, wanted, mode)
    return True


def _copy_context(image: Image, target: Path) -> None:
    """Copy it unless that was finished for this tag, which is a hash of the content."""
    done = target / ".castmatch"
    if done.exists() and done.read_text() == image.reference:
        return
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(image.context, target)
    done.write_text(image.reference)


def _remove_surplus(project: ComposeProject, folder: Path) -> None:
    """Remove the secrets of services that are declared no longer."""
    wanted = {folder / file.path for file in project.files}
    for file in (folder / "secrets").glob("*"):
        if file.is_dir():
            file.rmdir()  # as above
        elif file not in wanted:
            file.unlink()
