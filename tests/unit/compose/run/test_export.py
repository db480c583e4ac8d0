"""`castmatch export`: one set of passwords a stack wherever it is exported to, and nobody else's folder is touched."""

import json
from pathlib import Path

import pytest
import yaml

from castmatch.compose.model import ComposeProject
from castmatch.compose.run import export
from castmatch.compose.run.export import export_compose, export_devcontainer
from castmatch.compose.run.passwords import FILE as PASSWORDS
from castmatch.compose.run.project import Declared
from castmatch.compose.text import FILE, as_text
from castmatch.errors import UserError


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, default: ComposeProject) -> Path:
    """The stack's own folder; what is declared is the default stack."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(export, "declare", lambda *_: Declared(default, {}))
    monkeypatch.setattr(export, "load_file", lambda *_: None)
    # What images are built from is copied too: see the tests of write.
    monkeypatch.setattr("castmatch.compose.run.write._copy_context", lambda *_: None)
    return tmp_path / "castmatch" / "castmatch-dev"


class TestPrinted:
    @pytest.mark.requirement("R07")
    def test_the_file_alone_and_no_password_is_made(
        self, own: Path, tmp_path: Path, default: ComposeProject, capsys: pytest.CaptureFixture[str]
    ) -> None:
        export_compose(tmp_path, "dev", None)

        assert capsys.readouterr().out == as_text(default)
        assert not own.exists()


@pytest.mark.usefixtures("own")
class TestWritten:
    @pytest.mark.parametrize("there", [True, False], ids=["an empty folder", "a new one"])
    def test_everything_that_the_file_names_is_beside_it(
        self, tmp_path: Path, there: bool, capsys: pytest.CaptureFixture[str]
    ) -> None:
        output = tmp_path / "out"
        if there:
            output.mkdir()

        export_compose(tmp_path, "dev", output)

        found = yaml.safe_load((output / FILE).read_text())
        assert all((output / secret["file"]).is_file() for secret in found["secrets"].values())
        assert capsys.readouterr().out == ""

    @pytest.mark.requirement("R20")
    def test_the_passwords_are_the_stacks_own_wherever_it_goes(self, own: Path, tmp_path: Path) -> None:
        """The database on the volume knows only one."""
        for name in ("one", "two"):
            export_compose(tmp_path, "dev", tmp_path / name)

        kept = json.loads((own / PASSWORDS).read_text())
        for name in ("one", "two"):
            secret = tmp_path / name / "secrets" / "postgres-admin-password"
            assert secret.read_text() == kept["password-of-admin-password"]
            assert (tmp_path / name).stat().st_mode & 0o777 == 0o700

    def test_an_earlier_export_is_brought_up_to_date(self, tmp_path: Path) -> None:
        output = tmp_path / "out"
        export_compose(tmp_path, "dev", output)
        (output / "secrets" / "of-a-role-that-went").touch()

        export_compose(tmp_path, "dev", output)

        assert not (output / "secrets" / "of-a-role-that-went").exists()

    @pytest.mark.parametrize(
        ("name", "content"),
        [("notes.txt", b""), (FILE, b"services: {}\n"), (FILE, b"\xff\xfe"), ("secrets/mine", b"a key")],
        ids=["other files", "another's Compose file", "no text", "another's secrets"],
    )
    def test_somebody_elses_folder_is_refused_and_left_as_it_is(
        self, tmp_path: Path, name: str, content: bytes
    ) -> None:
        output = tmp_path / "out"
        (output / name).parent.mkdir(parents=True)
        (output / name).write_bytes(content)
        output.chmod(0o755)

        with pytest.raises(UserError, match="an earlier export"):
            export_compose(tmp_path, "dev", output)

        assert [file for file in output.rglob("*") if file.is_file()] == [output / name]
        assert (output / name).read_bytes() == content
        assert output.stat().st_mode & 0o777 == 0o755

    def test_a_file_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("mine")

        with pytest.raises(UserError, match="out, a file"):
            export_compose(tmp_path, "dev", tmp_path / "out")

        assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.usefixtures("own")
class TestDevcontainer:
    def test_it_is_printed(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        export_devcontainer(tmp_path, "dev", "ai", None)

        assert json.loads(capsys.readouterr().out)["service"] == "ai"

    def test_or_written_beside_what_the_folder_has(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        output = tmp_path / ".devcontainer"
        output.mkdir()
        (output / "Dockerfile").touch()

        export_devcontainer(tmp_path, "dev", "backend", output)

        assert json.loads((output / "devcontainer.json").read_text())["service"] == "backend"
        assert (output / "Dockerfile").exists()
        assert capsys.readouterr().out == ""
