"""The guardian's container: it gets its input as a secret and nothing else, and nothing waits for it."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from castmatch.declared.model import Declared
from castmatch.guardian.declaration import GuardianDeclaration, parse
from castmatch.guardian.image import build_files
from castmatch.stack.build_context import digest_of, staged
from tests.unit.components.declared import PROJECT, declare

pytestmark = pytest.mark.requirement("R24")

CASTMATCH = PROJECT / "castmatch"


def document(declared: Declared) -> dict[str, Any]:
    (upload,) = declared.one("Container", "guardian").raw["uploads"]
    assert upload["file"] == "/run/secrets/guardian.json"
    found: dict[str, Any] = json.loads(upload["content"]["value"])
    return found


def given(declared: Declared) -> GuardianDeclaration:
    return parse(document(declared))


class TestItsInput:
    def test_is_a_declaration_that_it_can_read(self, dev: Declared) -> None:
        found = given(dev)

        assert (found.stack, found.mode, found.interval, found.prove_every) == ("dev", "repair", 1.0, 3.0)
        assert (found.server.host, found.server.port) == ("postgres", 5432)
        assert found.server.admin_password == "password-of-admin-password"

    def test_has_the_servers_own_socket(self, dev: Declared) -> None:
        """No lost password and no rule of pg_hba.conf locks it out."""
        (mounted,) = dev.one("Container", "guardian").inputs["volumes"]

        assert mounted["containerPath"] == given(dev).server.admin_host == "/var/run/postgresql"
        assert mounted["volumeName"] == "castmatch-dev-postgres-socket"
        assert mounted["readOnly"] is True

    def test_has_every_role_with_its_password(self, dev: Declared) -> None:
        (role,) = given(dev).roles

        assert (role.role, role.password) == ("castmatch_user", "password-of-role-password")

    def test_is_known_in_a_preview_though_a_group_has_no_password(self) -> None:
        """Otherwise each preview of a stack with a group would show a change of the guardian."""
        group = next(role for role in given(declare("dev", {"roles": {"staff": {"attributes": []}}})).roles[1:])

        assert (group.role, group.password) == ("staff", None)

    def test_follows_the_stack_config(self, anna: Declared) -> None:
        slow = given(declare("dev", {"guardian": {"mode": "watch", "interval": "2s"}}))

        assert (slow.mode, slow.interval, slow.prove_every) == ("watch", 2.0, 6.0)
        assert given(anna).roles[0].role == "anna's role"

    def test_does_not_change_while_the_declaration_stays(self, dev: Declared) -> None:
        """A difference would replace the container on every `up`."""
        assert document(declare("dev")) == document(dev)

    def test_depends_on_the_reconciled_role(self, dev: Declared) -> None:
        uploads = dev.one("Container", "guardian").options["propertyDependencies"]["uploads"]

        assert dev.one("PostgresRole", "role").urn in uploads["urns"]


class TestItsPlace:
    def test_nothing_waits_for_it_but_its_own_proof(self, dev: Declared) -> None:
        container, proof = dev.one("Container", "guardian"), dev.one("Ready", "guardian-ready")

        waiting = [found for found in dev.resources.values() if container.urn in dev.needs(found)]
        assert [found.urn for found in waiting] == [proof.urn]

    def test_it_waits_for_no_service_but_the_database(self, dev: Declared) -> None:
        """A cold start takes no longer with it."""
        ahead = dev.needs(dev.one("Container", "guardian"))

        assert not ahead & {found.urn for found in dev.of_kind("Ready")}
        assert not ahead & {dev.one("Container", name).urn for name in ("redis", "ai", "backend", "frontend")}

    def test_it_is_proven_by_its_health_endpoint(self, anna: Declared) -> None:
        target = anna.one("Ready", "guardian-ready").raw["target"]["value"]

        assert target == "http://127.0.0.1:6480/health"

    def test_docker_asks_the_same(self, dev: Declared) -> None:
        assert "http://127.0.0.1:5480/health" in " ".join(
            dev.one("Container", "guardian").inputs["healthcheck"]["tests"]
        )

    def test_it_has_no_access_to_docker(self, dev: Declared) -> None:
        assert "docker.sock" not in json.dumps(dev.one("Container", "guardian").inputs)

    def test_its_memory_is_small(self, dev: Declared) -> None:
        assert dev.one("Container", "guardian").inputs["memory"] == 128

    def test_switched_off_there_is_none_of_it(self) -> None:
        without = declare("dev", {"guardian": {"mode": "none"}})

        assert not [found.name for found in without.resources.values() if "guardian" in found.name]
        assert "guardian" not in without.exports


class TestItsImage:
    @pytest.mark.parametrize("command", ["run", "reconcile"])
    def test_holds_all_that_the_command_loads(self, tmp_path: Path, command: str) -> None:
        """Run from the build context alone, it gets as far as its missing document."""
        files = build_files(CASTMATCH)
        folder = staged(files, digest_of(files))

        result = subprocess.run(
            [sys.executable, "-m", "castmatch.guardian", command, "--declaration", str(tmp_path / "none.json")],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

        assert result.returncode == 1
        assert "found     No such file or directory" in result.stderr

    def test_holds_every_module_of_ours_that_its_files_import(self) -> None:
        """Those that a function imports later, too."""
        files = build_files(CASTMATCH)
        imported = {module for name in files if name.endswith(".py") for module in imports_of(files[name])}

        missing = {m for m in imported if not {f"{m}.py", f"{m}/__init__.py"} & files.keys()}
        assert missing == set()

    def test_holds_nothing_else(self) -> None:
        """A changed help text must not replace a container, and with less garbage collection the loop would grow."""
        places = {name.split("/")[1] for name in build_files(CASTMATCH) if name.startswith("castmatch/")}

        assert places == {"__init__.py", "errors.py", "guardian", "postgres_paths.py", "redact.py", "roles"}

    def test_has_no_package_but_the_postgresql_driver(self) -> None:
        pinned = re.findall(r"^(\S+)==", (CASTMATCH / "guardian" / "requirements.txt").read_text(), re.MULTILINE)

        assert pinned == ["psycopg", "psycopg-binary", "typing-extensions"]

    @pytest.mark.parametrize("edited", ["guardian/loop.py", "roles/plan.py", "errors.py", "guardian/requirements.txt"])
    def test_is_built_again_when_any_of_it_changed(self, edited: str) -> None:
        files = build_files(CASTMATCH)

        assert any(str(file).endswith(f"castmatch/{edited}") for file in files.values())

    def test_runs_as_nobody_and_its_packages_are_pinned_by_hash(self) -> None:
        dockerfile = (CASTMATCH / "guardian" / "Dockerfile").read_text()

        assert "\nUSER 65534:65534\n" in dockerfile
        assert "--require-hashes" in dockerfile
        assert "://" not in (CASTMATCH / "guardian" / "requirements.txt").read_text()


def imports_of(file: Path) -> Iterator[str]:
    """The modules of castmatch that a file imports, as paths: castmatch/roles/plan."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        yield from (name.replace(".", "/") for name in names if name.startswith("castmatch"))
