"""The three apps: source mounted as the developer, plain settings in the environment, secrets as files."""

import os
from pathlib import Path
from typing import Any

import pytest

from castmatch.declared.model import Declared
from castmatch.stack.sources import MANIFESTS, AppName
from tests.unit.components.declared import PROJECT, declare

APPS: tuple[AppName, ...] = ("ai", "backend", "frontend")


def environment(declared: Declared, app: str) -> dict[str, str]:
    envs: list[str] = declared.one("Container", app).inputs["envs"]
    return dict(env.split("=", 1) for env in envs)


def secrets(declared: Declared, app: str) -> set[str]:
    uploads: list[dict[str, Any]] = declared.one("Container", app).inputs.get("uploads", [])
    return {Path(upload["file"]).name for upload in uploads}


class TestEnvironment:
    def test_the_backend_finds_the_ai_service_by_name(self, dev: Declared) -> None:
        assert environment(dev, "backend") == {"STACK": "dev", "PORT": "5002", "AI_URL": "http://ai:8002"}

    def test_the_frontend_finds_the_backend_by_name(self, dev: Declared) -> None:
        assert environment(dev, "frontend") == {"STACK": "dev", "PORT": "3001", "BACKEND_URL": "http://backend:5002"}

    def test_the_ai_service_has_no_endpoint_by_default(self, dev: Declared) -> None:
        assert environment(dev, "ai") == {"STACK": "dev", "PORT": "8002"}

    def test_the_ai_service_gets_its_endpoint(self, anna: Declared) -> None:
        assert environment(anna, "ai") == {
            "STACK": "anna",
            "PORT": "8002",
            "CHAT_ENDPOINT": "https://llm.example/v1",
            "CHAT_MODEL": "our-model",
        }

    @pytest.mark.requirement("R18")
    @pytest.mark.parametrize("app", APPS)
    def test_an_offset_moves_no_port_inside_the_network(self, dev: Declared, anna: Declared, app: str) -> None:
        assert environment(anna, app)["PORT"] == environment(dev, app)["PORT"]


class TestSecrets:
    def test_each_app_is_given_only_what_it_needs(self, dev: Declared) -> None:
        assert secrets(dev, "backend") == {"DATABASE_URL", "REDIS_URL"}
        assert secrets(dev, "ai") == {"DATABASE_URL"}
        assert secrets(dev, "frontend") == set()

    def test_the_chat_key_goes_to_the_ai_service_alone(self, anna: Declared) -> None:
        assert secrets(anna, "ai") == {"DATABASE_URL", "CHAT_API_KEY"}
        assert "CHAT_API_KEY" not in secrets(anna, "backend") | secrets(anna, "frontend")


class TestSource:
    @pytest.mark.parametrize("app", APPS)
    def test_the_small_service_runs_until_a_checkout_is_configured(self, dev: Declared, app: str) -> None:
        assert source(dev, app) == PROJECT / "services" / app

    @pytest.mark.parametrize("app", APPS)
    def test_files_that_it_writes_belong_to_the_developer(self, dev: Declared, app: str) -> None:
        assert dev.one("Container", app).inputs["user"] == f"{os.getuid()}:{os.getgid()}"

    @pytest.mark.requirement("R18")
    def test_a_developers_checkout_is_mounted_and_its_manifests_make_the_image(
        self, dev: Declared, tmp_path: Path
    ) -> None:
        for manifest in MANIFESTS["backend"]:
            (tmp_path / manifest).write_text('{"name": "annas-backend"}')

        own = declare("dev", {"sources": {"backend": str(tmp_path)}})

        assert source(own, "backend") == tmp_path
        assert image(own, "backend") != image(dev, "backend")
        assert image(own, "frontend") == image(dev, "frontend")

    def test_the_frontends_build_is_a_volume_of_the_stack(self, dev: Declared, anna: Declared) -> None:
        """Two development servers cannot share one."""
        for declared, stack in ((dev, "dev"), (anna, "anna")):
            volumes = declared.one("Container", "frontend").inputs["volumes"]
            build = {"volumeName": f"castmatch-{stack}-frontend-build", "containerPath": "/srv/app/.next"}
            assert build in volumes


@pytest.mark.requirement("R08")
@pytest.mark.parametrize(("app", "port"), [("ai", 8002), ("backend", 5002), ("frontend", 3001)])
def test_docker_asks_the_apps_own_health_endpoint(dev: Declared, app: str, port: int) -> None:
    command = " ".join(dev.one("Container", app).inputs["healthcheck"]["tests"])

    assert f"http://127.0.0.1:{port}/health" in command


@pytest.mark.requirement("R12")
def test_the_frontend_is_proven_by_its_page_and_its_health(anna: Declared) -> None:
    target = anna.one("Ready", "frontend-ready").raw["target"]["value"]

    assert target == "http://127.0.0.1:4001/ http://127.0.0.1:4001/health"


def source(declared: Declared, app: str) -> Path:
    (found,) = [
        volume["hostPath"]
        for volume in declared.one("Container", app).inputs["volumes"]
        if volume["containerPath"] == "/srv/app"
    ]
    return Path(found)


def image(declared: Declared, app: str) -> str:
    return str(declared.one("RemoteImage", f"{app}-image").inputs["name"])
