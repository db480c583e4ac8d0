"""What is in the guardian's image, in which `castmatch guardian` runs, and `castmatch reconcile` under Compose."""

from pathlib import Path

NAME = "guardian"
# All of castmatch/ that those two commands load.
PACKAGES = ("guardian", "roles")
MODULES = (
    *("__init__.py", "__main__.py", "errors.py", "gc_tuning.py", "postgres_paths.py", "redact.py"),
    *("cli/__init__.py", "cli/groups.py", "cli/main.py"),
)


def build_files(castmatch: Path) -> dict[str, Path]:
    """The files that decide what is in the image; `castmatch` is the folder of the Python package."""
    own = {name: castmatch / "guardian" / name for name in ("Dockerfile", "requirements.txt")}
    packages = [file for package in PACKAGES for file in sorted((castmatch / package).rglob("*.py"))]
    sources = [*(castmatch / module for module in MODULES), *packages]
    return {**own, **{f"castmatch/{file.relative_to(castmatch)}": file for file in sources}}
