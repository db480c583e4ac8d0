"""`pulumi up`: a second try after an interrupted run, and a lost passphrase explained."""

from dataclasses import replace
from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.lifecycle.pulumi_up import Pulumi, pulumi_up
from tests.unit.lifecycle.test_up import OUTPUTS

RED, GREEN = (255, "error: backend: 200 from its health endpoint"), (0, "")


class Runs:
    """What each `pulumi up` ends with; none but those may take place."""

    def __init__(self, *results: tuple[int, str], leftovers: bool = False) -> None:
        self.results = list(results)
        self.to_stderr: list[bool] = []
        self.pulumi = Pulumi(
            prepare=lambda *_: None,
            stream=self._stream,
            get_past_leftovers=lambda *_: leftovers,
            read_outputs=lambda *_: OUTPUTS,
        )

    def _stream(self, _project: Path, arguments: tuple[str, ...], to_stderr: bool) -> tuple[int, str]:
        assert arguments[0] == "up"
        assert arguments[-2:] == ("--stack", "dev")
        self.to_stderr.append(to_stderr)
        return self.results.pop(0)


def test_what_the_stack_exports_comes_back() -> None:
    runs = Runs(GREEN)

    assert pulumi_up(Path(), "dev", to_stderr=True, pulumi=runs.pulumi) == OUTPUTS
    assert runs.to_stderr == [True]


@pytest.mark.requirement("R13")
def test_a_red_run_has_no_outputs() -> None:
    assert pulumi_up(Path(), "dev", to_stderr=False, pulumi=Runs(RED).pulumi) is None


def test_leftovers_of_an_interrupted_run_cost_one_more_try() -> None:
    assert pulumi_up(Path(), "dev", to_stderr=False, pulumi=Runs(RED, GREEN, leftovers=True).pulumi) == OUTPUTS


def test_there_is_no_third_try() -> None:
    assert pulumi_up(Path(), "dev", to_stderr=False, pulumi=Runs(RED, RED, leftovers=True).pulumi) is None


def test_a_lost_passphrase_is_explained() -> None:
    lost = Runs((255, "error: incorrect passphrase"))

    with pytest.raises(UserError, match="the passphrase that this stack was made with"):
        pulumi_up(Path(), "dev", to_stderr=False, pulumi=lost.pulumi)


def test_a_stack_that_cannot_be_prepared_is_not_run() -> None:
    def refuse(*_: object) -> None:
        raise UserError("a stack", "none", "make setup")

    runs = Runs()

    with pytest.raises(UserError, match="a stack"):
        pulumi_up(Path(), "dev", to_stderr=False, pulumi=replace(runs.pulumi, prepare=refuse))
    assert runs.to_stderr == []
