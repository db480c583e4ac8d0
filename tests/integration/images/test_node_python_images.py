"""castmatch/node:24 and castmatch/python:3.11 hold what an app's Dockerfile builds upon."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.integration.images.containers import Containers

pytestmark = [pytest.mark.docker]

CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


@pytest.fixture
def npm_package(tmp_path: Path) -> Path:
    """A package with a command, installed from a folder: this test asks no registry."""
    manifest = {"name": "greeting", "version": "1.0.0", "bin": {"greet": "greet.js"}}
    (tmp_path / "package.json").write_text(json.dumps(manifest))
    (tmp_path / "greet.js").write_text("#!/usr/bin/env node\nconsole.log('hello')\n")
    return tmp_path


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """The smallest wheel that pip installs."""
    path = tmp_path / "greeting-1.0-py3-none-any.whl"
    info = "greeting-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("greeting.py", "def main() -> None:\n    print('hello')\n")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any")
        archive.writestr(f"{info}/entry_points.txt", "[console_scripts]\ngreet = greeting:main\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.mark.parametrize("tool", ["node", "npm", "npx"])
def test_node_tools_are_in_usr_local(node: Containers, tool: str) -> None:
    assert node.output("sh", "-c", f"command -v {tool}") == f"/usr/local/bin/{tool}"


def test_node_is_the_default_command_and_version_24(node: Containers) -> None:
    image = node.client.images.get(node.image)
    assert image.attrs["Config"]["Cmd"] == ["node"]
    assert node.output("node", "--version").startswith("v24.")


def test_user_node_has_the_official_uid_and_a_home(node: Containers) -> None:
    assert node.output("sh", "-c", "id -u; id -g; echo ~", user="node").split() == [
        "1000",
        "1000",
        "/home/node",
    ]


def test_npm_installs_commands_globally(node: Containers, npm_package: Path) -> None:
    volumes = {str(npm_package): {"bind": "/src"}}
    install = "npm install --global --offline /src >&2 && command -v greet && greet"
    assert node.output("sh", "-c", install, volumes=volumes).endswith("/usr/local/bin/greet\nhello")


@pytest.mark.parametrize("tool", ["python", "python3", "pip"])
def test_python_tools_are_in_usr_local(python: Containers, tool: str) -> None:
    assert python.output("sh", "-c", f"command -v {tool}") == f"/usr/local/bin/{tool}"


def test_python_is_the_default_command_and_version_3_11(python: Containers) -> None:
    image = python.client.images.get(python.image)
    assert image.attrs["Config"]["Cmd"] == ["python3"]
    assert python.output("python", "--version").startswith("Python 3.11.")


def test_pip_installs_into_the_system(python: Containers, wheel: Path) -> None:
    volumes = {str(wheel.parent): {"bind": "/src", "mode": "ro"}}
    install = f"pip install --quiet --no-index /src/{wheel.name} && command -v greet && greet"
    assert python.output("sh", "-c", install, volumes=volumes).endswith("/usr/local/bin/greet\nhello")


def test_python_makes_virtual_environments_with_pip(python: Containers) -> None:
    make = "python -m venv /own && /own/bin/pip --version"
    assert "from /own/lib" in python.output("sh", "-c", make)


def test_python_output_is_buffered_as_in_the_official_image(python: Containers) -> None:
    assert "PYTHONUNBUFFERED" not in python.output("env")


def test_python_trusts_the_hosts_certificate_authorities(python: Containers) -> None:
    count = "import ssl; print(len(ssl.create_default_context().get_ca_certs()))"
    host = Path(CA_BUNDLE).read_text().count("BEGIN CERTIFICATE")
    assert int(python.output("python", "-c", count)) >= host * 0.9


def test_node_trusts_the_hosts_certificate_authorities(node: Containers) -> None:
    count = "console.log(require('node:tls').getCACertificates('extra').length)"
    host = Path(CA_BUNDLE).read_text().count("BEGIN CERTIFICATE")
    assert int(node.output("node", "-e", count)) == host
