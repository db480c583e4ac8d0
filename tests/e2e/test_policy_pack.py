"""The gates as a policy pack for a program that knows nothing of this project: the real CLI, previews only."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docker
import pytest

from castmatch.pulumi_cli.pulumi_cli import find
from tests.e2e.project import PROJECT

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R28")]
Preview = Callable[..., subprocess.CompletedProcess[str]]
PROGRAM = """
import pulumi
import pulumi_docker as docker

image = docker.RemoteImage("image", name="redis:8.2.1")
docker.Container(
    "cache",
    image=image.image_id,
    envs=["CACHE_PASSWORD=hunter2"],
    ports=[docker.ContainerPortArgs(internal=6379, external=16379)],
    restart="unless-stopped",
)
data = docker.Volume("data")
docker.Container(
    "database",
    image="postgres:17.6",
    volumes=[docker.ContainerVolumeArgs(volume_name=data.name, container_path="/var/lib/postgresql/data")],
)
docker.Container("app", image="app:1.0", uploads=[docker.ContainerUploadArgs(file="/run/DATABASE_URL", content="x")])
"""
TEXT: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}


@pytest.fixture(scope="module")
def pack(docker_engine: docker.DockerClient, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack beside the rules, as in a checkout, with a virtual environment of its own.

    `pulumi-policy` wants protobuf 5 and this project's other tools protobuf 6, so the tests' .venv cannot hold it.
    """
    if find() is None:
        pytest.skip("no Pulumi CLI on PATH or in ~/.pulumi (make setup installs it)")
    checkout = tmp_path_factory.mktemp("checkout")
    for folder in ("castmatch", "policy"):
        shutil.copytree(PROJECT / folder, checkout / folder, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    policy = checkout / "policy"
    # Neither a pip of its own nor compiled modules: 6 s instead of 23.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", policy / ".venv"], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(policy / ".venv"), "--disable-pip-version-check"]
    install = ["install", "--quiet", "--no-compile", "--require-hashes", "-r", str(policy / "requirements.txt")]
    done = subprocess.run([*pip, *install], **TEXT, check=False)
    if done.returncode and _unreachable(done.stderr):
        pytest.skip("no Python package registry can be reached, and the pack needs pulumi-policy")
    assert done.returncode == 0, done.stderr
    return policy


@pytest.fixture
def preview(pack: Path, tmp_path: Path) -> Preview:
    """Preview the program with the pack, and with settings for it."""
    program = tmp_path / "program"
    (tmp_path / "state").mkdir()
    program.mkdir()
    (program / "__main__.py").write_text(PROGRAM)
    options = f"{{toolchain: pip, virtualenv: {PROJECT / '.venv'}}}"
    (program / "Pulumi.yaml").write_text(f"name: tiny\nruntime:\n  name: python\n  options: {options}\n")
    cli = find()
    assert cli is not None
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("PULUMI_")},
        "PATH": os.pathsep.join([str(cli.parent), os.environ["PATH"]]),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "only for this test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "VIRTUAL_ENV": "",
    }

    def pulumi(*words: str) -> subprocess.CompletedProcess[str]:
        command = ["pulumi", *words, "--non-interactive"]
        return subprocess.run(command, cwd=program, env=environment, **TEXT, check=False, timeout=180)

    assert pulumi("stack", "init", "tiny").returncode == 0

    def run(settings: dict[str, object]) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "settings.json"
        file.write_text(json.dumps(settings))
        return pulumi("preview", "--policy-pack", str(pack), "--policy-pack-config", str(file))

    return run


def test_a_foreign_program_is_told_each_rule_that_it_breaks(preview: Preview) -> None:
    """By resource, with what was found and the fix; also of what belongs together and is known only later."""
    result = preview({})

    assert result.returncode != 0, result.stdout
    for rule, resource, found, fix in (
        ("memory-limit", "Container: cache", "memory none", "memory=512, in MiB"),
        ("loopback-ports", "Container: cache", "port 16379 on 0.0.0.0", 'ip="127.0.0.1" in each of its ports'),
        ("no-plain-secret", "Container: cache", "a value in envs CACHE_PASSWORD", "upload it as a file"),
        ("kept-data", "Volume: data", "no protect, and a policy pack isn't told of retainOnDelete", "protect=True"),
        ("role-first", "Container: app", "DATABASE_URL, but no dependency on a role", "name the role in depends_on"),
    ):
        words = _said(result.stdout, rule, resource)
        assert found in words
        assert fix in words
    assert "hunter2" not in result.stdout + result.stderr
    assert _said(result.stdout, "pinned-image", "Container: cache") == ""


def test_settings_grant_exceptions_and_switch_rules_off(preview: Preview) -> None:
    granted = {"resource": "cache", "reason": "a test", "until": "2999-12-31"}
    ended = {"resource": "database", "reason": "a test", "until": "2020-01-01"}

    output = preview({"memory-limit": {"exceptions": [granted, ended]}, "stop-grace": "disabled"}).stdout

    assert _said(output, "memory-limit", "Container: cache") == ""
    assert "the exception for it ended on 2020-01-01" in _said(output, "memory-limit", "Container: database")
    assert "stop-grace" not in output
    assert _said(output, "restart-policy", "Container: database") != ""


def _said(output: str, rule: str, resource: str) -> str:
    """The pack's words on one rule and one resource; empty where it has none."""
    entries = output.split("- [mandatory]  ")[1:]
    return next((e for e in entries if e.startswith(f"{rule}  (docker:index:{resource})")), "")


def _unreachable(errors: str) -> bool:
    words = ("NewConnectionError", "Temporary failure in name resolution", "Max retries exceeded", "timed out")
    return any(word in errors for word in words)
