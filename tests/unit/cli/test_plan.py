"""`castmatch plan`, as a developer runs it: without Docker, without Pulumi, refused where `pulumi preview` would be."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from castmatch.cli.options import PROJECT
from castmatch.errors import UserError
from castmatch.plan.show import _write

KEY = "castmatch:chatApiKey: {secure: v1:sesame:open}"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project of its own: its code is this one's, its stack files are the test's."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("castmatch", "components", "services", "__main__.py", "Pulumi.yaml"):
        (folder / name).symlink_to(PROJECT / name)
    return folder


def plan(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it with an empty PATH, so that there is neither docker nor pulumi, and an engine that is nowhere."""
    patch = f"import pathlib; from castmatch.cli import main, plan; plan.PROJECT = pathlib.Path({str(checkout)!r})"
    nowhere = checkout / "nothing"
    return subprocess.run(
        [sys.executable, "-c", f"{patch}; main.main()", "plan", *arguments],
        cwd=checkout.parent,
        env={
            "PYTHONPATH": str(PROJECT),
            "PATH": str(nowhere),
            "HOME": str(checkout.parent),
            "DOCKER_HOST": f"unix://{nowhere}",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def written(checkout: Path, *lines: str, stack: str = "anna") -> None:
    (checkout / f"Pulumi.{stack}.yaml").write_text("config:\n" + "".join(f"  {line}\n" for line in lines))


@pytest.mark.requirement("R18")
def test_it_tells_a_stack_whose_ports_others_hold_without_asking_docker(checkout: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        written(checkout, f"castmatch:ports: {{redis: {port}}}", KEY)

        result = plan(checkout, "--stack", "anna")

    assert (result.returncode, result.stderr) == (0, "")
    assert f"127.0.0.1:{port}" in result.stdout
    assert "sesame" not in result.stdout
    assert result.stdout.splitlines()[-1] == "36 resources, 13 gates met, no exceptions"


@pytest.mark.requirement("R19")
def test_a_wrong_config_is_refused_in_three_lines(checkout: Path) -> None:
    written(checkout, "castmatch:portOfset: 1000")

    result = plan(checkout, "--stack", "anna")

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        "\nexpected  in Pulumi.anna.yaml\n          castmatch:portOfset: did you mean portOffset?"
        "\nfound     castmatch:portOfset: an unknown key"
        "\nnext      fix Pulumi.anna.yaml; nothing was touched\n"
    )


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("text", ["config: [1]\n", "config: {a: b: c}\n", "castmatch:portOffset: 1\n"])
def test_a_file_that_holds_no_config_is_refused_in_three_lines(checkout: Path, text: str) -> None:
    (checkout / "Pulumi.anna.yaml").write_text(text)

    result = plan(checkout, "--stack", "anna")

    assert result.returncode == 1
    assert [line.split()[0] for line in result.stderr.split("\n")[1:-1]] == ["expected", "found", "next"]


@pytest.mark.requirement("R28")
def test_a_broken_gate_is_refused_in_three_lines(checkout: Path) -> None:
    written(checkout, "castmatch:images: {redis: 'redis:latest'}")

    result = plan(checkout, "--stack", "anna", "--format", "json")

    assert (result.returncode, result.stdout) == (1, "")
    assert "redis-image: a pinned image (pinned-image)" in result.stderr
    assert "nothing was touched" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.requirement("R28")
def test_an_exception_until_a_day_is_read_as_pulumi_reads_it(checkout: Path) -> None:
    granted = "{rule: pinned-image, resource: redis-image, reason: trying it, until: 2999-01-31}"
    written(checkout, "castmatch:images: {redis: 'redis:latest'}", f"castmatch:exceptions: [{granted}]")

    result = plan(checkout, "--stack", "anna")

    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("12 of 13 gates met, 1 exception\n")


@pytest.mark.requirement("R19")
def test_a_program_that_breaks_is_told_by_its_last_lines(checkout: Path) -> None:
    (checkout / "__main__.py").unlink()
    (checkout / "__main__.py").write_text("import nowhere\n")

    result = plan(checkout)

    assert result.returncode == 1
    assert "No module named 'nowhere'" in result.stderr
    assert f"fix the program in {checkout}" in result.stderr


def test_json_goes_to_a_file_and_has_the_documented_fields(checkout: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"

    result = plan(checkout, "--stack", "anna", "--format", "json", "--output", str(file))

    assert (result.returncode, result.stdout, result.stderr) == (0, "", f"{file} written\n")
    document = json.loads(file.read_text())
    assert list(document) == [
        *("stack", "file", "verdict", "resources", "graph", "settings", "gates", "exceptions"),
    ]
    guide = (PROJECT / "docs" / "plan.md").read_text()
    fields = {*document, *document["resources"][0], *document["graph"], *document["settings"][0], *document["gates"]}
    fields |= {*document["graph"]["nodes"][0], *document["graph"]["edges"][0]}
    assert {field for field in fields if f"`{field}`" not in guide} == set()


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    file = tmp_path / "none" / "plan.svg"

    with pytest.raises(UserError) as caught:
        _write("text", file)

    assert (caught.value.expected, caught.value.found) == (f"{file} to be written", "No such file or directory")


def test_declaring_loads_neither_the_docker_sdk_nor_a_database_driver() -> None:
    """They take a fifth of the time, and a program that only declares connects to nothing."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, components.environment, components.program; print(*sys.modules)"],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert not {"docker", "requests", "psycopg", "httpx", "redis"} & set(loaded)


def test_only_what_must_be_is_loaded_before_the_program_is_started() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, castmatch.plan.show; print(*sys.modules)"],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert not {"pydantic", "docker", "pulumi", "psycopg", "rich"} & set(loaded)
