"""A developer's first stack file: every default, on ports that no other stack here uses."""

from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.stack.load import load_file
from castmatch.stack.model import CONTAINERS, StackConfig
from castmatch.stack.new import STEP, free_offset, write_stack_file


@pytest.mark.requirement("R18")
def test_it_loads_as_the_defaults_beside_the_other_stacks(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n")

    written = write_stack_file(tmp_path, "anna")

    assert written == tmp_path / "Pulumi.anna.yaml"
    assert load_file(tmp_path, "anna") == StackConfig.model_validate({"portOffset": STEP})


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.anna.yaml"
    file.write_text("# mine\n")

    assert write_stack_file(tmp_path, "anna") is None
    assert file.read_text() == "# mine\n"


@pytest.mark.requirement("R21")
def test_sixteen_developers_one_after_the_other_never_meet(tmp_path: Path) -> None:
    stacks = [f"developer.{number}" for number in range(16)]
    for stack in stacks:
        write_stack_file(tmp_path, stack)

    ports = [load_file(tmp_path, stack).port(service) for stack in stacks for service in CONTAINERS]

    assert len(set(ports)) == 16 * len(CONTAINERS)


def test_the_first_stack_of_all_gets_the_ports_that_people_know() -> None:
    assert free_offset([]) == 0


def test_a_single_port_of_another_stack_is_enough_to_move_on() -> None:
    ports = {"frontend": 13001, "backend": 15002, "ai": 5002, "postgres": 15432, "redis": 16379}

    assert free_offset([StackConfig.model_validate({"ports": ports})]) == STEP


@pytest.mark.requirement("R19")
def test_another_stacks_wrong_file_is_reported_before_one_is_written(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.bela.yaml").write_text("config:\n  castmatch:portOfset: 1\n")

    with pytest.raises(UserError, match=r"in Pulumi\.bela\.yaml"):
        write_stack_file(tmp_path, "anna")

    assert not (tmp_path / "Pulumi.anna.yaml").exists()
