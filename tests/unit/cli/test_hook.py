"""The pre-push hook on real repositories: whose file it is, when it previews, and what it lets pass.

The project is cut down to its command line; its preview writes down what it was asked and ends as the test says.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from castmatch.cli import hook

PROJECT = Path(__file__).parents[3]
COMMAND_LINE = """
import os, sys
from pathlib import Path

if sys.argv[1] != "preview":
    from castmatch.cli.main import main
    main()
record = Path(os.environ["RECORD"])
with record.open("a") as file:
    print(*sys.argv[1:], "in", Path.cwd().name, "GIT_DIR" in os.environ, sys.stdin.read(), file=file)
print("the report")
sys.exit(int(os.environ["ENDS"]))
"""


class Clone:
    """A clone of a small project whose `origin` has a main branch; the user's own settings of git don't reach it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.path, self.remote, self.record = folder / "clone", folder / "origin.git", folder / "record"
        self.patch = patch
        for name in hook._git(PROJECT, "rev-parse", "--local-env-vars").split():
            patch.delenv(name, raising=False)
        for name, value in {"GLOBAL": os.devnull, "SYSTEM": os.devnull}.items():
            patch.setenv(f"GIT_CONFIG_{name}", value)
        patch.setenv("RECORD", str(self.record))
        self.preview_ends(0)

    def preview_ends(self, code: int) -> None:
        self.patch.setenv("ENDS", str(code))

    def git(self, *arguments: str, fails: bool = False) -> str:
        """What git said, on both its outputs."""
        identity = ("-c", "user.name=Anna", "-c", "user.email=anna@example.com")
        done = subprocess.run(
            ["git", *identity, *arguments],
            cwd=self.path,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert bool(done.returncode) == fails, done.stdout
        return done.stdout

    def previews(self) -> list[str]:
        """What the preview was asked, where, whether git's variables reached it, and what it could read."""
        return self.record.read_text().splitlines() if self.record.exists() else []

    def remote_has(self, name: str) -> bool:
        return bool(self.git("ls-remote", "origin", f"refs/*/{name}").strip())


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A remote and its clone, ready to be copied."""
    folder = tmp_path_factory.mktemp("origin")
    with pytest.MonkeyPatch.context() as patch:
        made = Clone(folder, patch)
        (made.path / "castmatch" / "ops").mkdir(parents=True)
        for name in ("__init__", "errors", "gc_tuning", "cli/__init__", "cli/groups", "cli/main", "cli/hook"):
            shutil.copy(PROJECT / "castmatch" / f"{name}.py", made.path / "castmatch" / f"{name}.py")
        (made.path / "castmatch" / "__main__.py").write_text(COMMAND_LINE)
        made.git("init", "--quiet", "--initial-branch=main")
        made.git("init", "--quiet", "--bare", "--initial-branch=main", "../origin.git")
        made.git("add", ".")
        made.git("commit", "--quiet", "--message=first")
        made.git("remote", "add", "origin", "../origin.git")
        made.git("push", "--quiet", "--set-upstream", "origin", "main")
        made.git("switch", "--quiet", "--create", "change")
        made.git("commit", "--quiet", "--allow-empty", "--message=change")
    return folder


@pytest.fixture
def clone(origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    shutil.copytree(origin, tmp_path, dirs_exist_ok=True, symlinks=True)
    return Clone(tmp_path, monkeypatch)


@pytest.fixture
def hooked(clone: Clone) -> Clone:
    hook.install(clone.path)
    return clone


ASKED = "preview --quick --base origin/main --fail-on hazards in clone False "


@pytest.mark.requirement("R17")
def test_a_push_of_the_checked_out_branch_is_previewed_and_goes_on(hooked: Clone) -> None:
    said = hooked.git("push", "origin", "change")

    assert hooked.previews() == [ASKED]
    assert "the report" in said
    assert hooked.remote_has("change")


@pytest.mark.requirement("R17")
def test_what_the_preview_refuses_is_not_pushed(hooked: Clone) -> None:
    hooked.preview_ends(1)

    said = hooked.git("push", "origin", "change", fails=True)

    assert "castmatch: not pushed: the preview refused it (see above); all the same: git push --no-verify" in said
    assert not hooked.remote_has("change")


def test_no_verify_pushes_without_a_preview(hooked: Clone) -> None:
    hooked.preview_ends(1)

    hooked.git("push", "--no-verify", "origin", "change")

    assert hooked.previews() == []
    assert hooked.remote_has("change")


@pytest.mark.parametrize("setting", [None, "gates"])
def test_a_hazard_alone_stops_nothing(hooked: Clone, setting: str | None) -> None:
    hooked.preview_ends(2)
    if setting:
        hooked.git("config", "castmatch.prePush", setting)

    hooked.git("push", "origin", "change")

    assert hooked.previews() == [ASKED]


@pytest.mark.requirement("R17")
def test_a_hazard_stops_the_push_where_that_is_set(hooked: Clone) -> None:
    hooked.git("config", "castmatch.prePush", "hazards")
    hooked.preview_ends(2)

    assert "not pushed: it could hurt" in hooked.git("push", "origin", "change", fails=True)
    hooked.preview_ends(0)
    hooked.git("push", "origin", "change")


def test_a_misspelt_setting_stops_the_push_and_says_how_it_is_spelt(hooked: Clone) -> None:
    hooked.git("config", "castmatch.prePush", "hazard")

    said = hooked.git("push", "origin", "change", fails=True)

    assert "expected  git config castmatch.prePush: gates or hazards\nfound     hazard\n" in said
    assert hooked.previews() == []


def test_tags_deletions_and_a_push_of_nothing_are_not_previewed(hooked: Clone) -> None:
    hooked.git("push", "--no-verify", "origin", "change")

    hooked.git("tag", "v1")
    said = [hooked.git("push", "origin", *what) for what in (["v1"], ["change"], ["--delete", "change"])]

    assert hooked.previews() == []
    assert "castmatch" not in "".join(said)
    assert hooked.remote_has("v1")
    assert not hooked.remote_has("change")


def test_a_branch_that_is_not_checked_out_is_not_judged_by_what_is(hooked: Clone) -> None:
    hooked.preview_ends(1)
    hooked.git("switch", "--quiet", "--create", "other")
    hooked.git("commit", "--quiet", "--allow-empty", "--message=other")

    said = hooked.git("push", "origin", "change")

    assert "castmatch: no preview: what is pushed is not what is checked out" in said
    assert hooked.previews() == []


def test_the_branch_that_the_remote_calls_its_head_is_the_base(hooked: Clone) -> None:
    hooked.git("push", "--no-verify", "--quiet", "origin", "main:trunk")
    hooked.git("remote", "set-head", "origin", "trunk")

    hooked.git("push", "origin", "change")

    assert hooked.previews() == [ASKED.replace("origin/main", "origin/trunk")]


def test_a_head_that_is_gone_gives_way_to_main(hooked: Clone) -> None:
    hooked.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")

    hooked.git("push", "origin", "change")

    assert hooked.previews() == [ASKED]


def test_a_remote_whose_main_branch_is_unknown_gets_its_push(hooked: Clone) -> None:
    said = hooked.git("push", str(hooked.remote), "change")

    assert f"no preview: the main branch of {hooked.remote} is not known here" in said
    assert hooked.previews() == []
    assert hooked.remote_has("change")


@pytest.mark.requirement("R17")
def test_another_work_tree_previews_itself(hooked: Clone) -> None:
    """It has no virtual environment of its own, and git's variables in a hook would lead to the wrong tree."""
    hooked.git("worktree", "add", "--quiet", "-b", "beside", "../beside")
    hooked.git("-C", "../beside", "push", "origin", "beside")

    assert hooked.previews() == [ASKED.replace("in clone", "in beside")]


def test_from_another_work_tree_it_is_installed_for_all(clone: Clone) -> None:
    clone.git("worktree", "add", "--quiet", "-b", "beside", "../beside")

    hook.install(clone.path.parent / "beside")

    clone.git("push", "origin", "change")
    assert clone.previews() == [ASKED]


def test_a_revision_from_before_the_hook_is_pushed(hooked: Clone) -> None:
    hooked.git("rm", "--quiet", "castmatch/cli/hook.py")
    hooked.git("commit", "--quiet", "--message=as it was")

    hooked.git("push", "origin", "change")

    assert hooked.previews() == []


def test_a_virtual_environment_that_is_gone_stops_nothing(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/no where/it's/python")
        hook.install(clone.path)

    said = clone.git("push", "origin", "change")

    assert "castmatch: no preview, /no where/it's/python is gone; make hook" in said
    assert clone.remote_has("change")
