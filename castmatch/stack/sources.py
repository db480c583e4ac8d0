"""The source of each app: the developer's checkout, or the small service in services/."""

from pathlib import Path
from typing import Literal

from castmatch.errors import UserError
from castmatch.stack.model import Sources

AppName = Literal["ai", "backend", "frontend"]
# The file from which an app's dependencies are baked into its image.
MANIFESTS: dict[AppName, tuple[str, ...]] = {
    "ai": ("requirements.txt",),
    "backend": ("package.json", "package-lock.json"),
    "frontend": ("package.json", "package-lock.json"),
}


def source_folder(sources: Sources, app: AppName, project: Path) -> Path:
    """The absolute folder that is mounted into the app's container."""
    own: str | None = getattr(sources, app)
    return (project / Path(own).expanduser()).resolve() if own else project / "services" / app


def check_sources(sources: Sources, project: Path, file: str) -> None:
    """Raise UserError when a configured checkout is missing or lacks the manifest of its dependencies."""
    for app, manifests in MANIFESTS.items():
        if getattr(sources, app) is None:
            continue
        folder = source_folder(sources, app, project)
        wanted = f"in {file}\n          castmatch:sources.{app}: a checkout with {' and '.join(manifests)}"
        fix = f"clone it to {folder}, or fix castmatch:sources.{app} in {file}; nothing was touched"
        if not folder.is_dir():
            raise UserError(wanted, f"no folder {folder}", fix)
        missing = [name for name in manifests if not (folder / name).is_file()]
        if missing:
            raise UserError(wanted, f"no {' and no '.join(missing)} in {folder}", fix)
