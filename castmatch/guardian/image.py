"""The content of the guardian's image: the loop, and the role step of a Compose project."""

from pathlib import Path

NAME = "guardian"
# All that castmatch.guardian.__main__ loads of castmatch/.
PACKAGES = ("guardian", "roles")
MODULES = ("__init__.py", "errors.py", "postgres_paths.py", "redact.py")


def build_files(castmatch: Path) -> dict[str, Path]:
    """The files that decide what is in the image, by their path in the build context.

    Args:
        castmatch: the folder of the Python package.
    """
    own = {name: castmatch / "guardian" / name for name in ("Dockerfile", "requirements.txt")}
    packages = [file for package in PACKAGES for file in sorted((castmatch / package).rglob("*.py"))]
    sources = [*(castmatch / module for module in MODULES), *packages]
    return {**own, **{f"castmatch/{file.relative_to(castmatch)}": file for file in sources}}
