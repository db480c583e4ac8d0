"""Pull requests, as people make them."""

import tempfile

import docker

from castmatch.stack.images import base_image
from castmatch.stack.model import Images
from tests.e2e.preview.repository import Branch, Repository
from tests.postgres.binaries import binaries

POSTGRES_16 = "castmatch/test-postgres:16.0"


def _change_port(repository: Repository) -> None:
    repository.configure(ports={"ai": 8003})


def _limit_memory(repository: Repository) -> None:
    repository.configure(memory={"redis": 192})


def _grant(repository: Repository) -> None:
    repository.configure(roles={"castmatch_reader": {"grants": [{"access": "write"}]}})


def _take_grant_away(repository: Repository) -> None:
    repository.configure(roles={"castmatch_reader": {}})


def _take_another_postgres(repository: Repository) -> None:
    _build_postgres_16(repository)
    repository.configure(images={**repository.stack.settings.get("images", {}), "postgres": POSTGRES_16})


def _build_postgres_16(repository: Repository) -> None:
    """The stack's own PostgreSQL image with the programs of another major version in it."""
    base = base_image(Images(**repository.stack.settings.get("images", {})), "postgres")
    programs = binaries("16").parent
    with tempfile.NamedTemporaryFile("w", suffix=".Dockerfile") as dockerfile:
        dockerfile.write(f"FROM {base}\nCOPY . /opt/postgres\nENV PG_MAJOR=16 PATH=/opt/postgres/bin:$PATH\n")
        dockerfile.flush()
        docker.from_env().images.build(path=str(programs), dockerfile=dockerfile.name, tag=POSTGRES_16, rm=True)


def _rename_volume(repository: Repository) -> None:
    repository.replace("castmatch/stack/names.py", "-postgres-data", "-database")


def _add_variable(repository: Repository) -> None:
    repository.replace(
        "components/environment.py",
        'environment={"AI_URL": f"http://ai:{PORTS[\'ai\']}"}',
        'environment={"AI_URL": f"http://ai:{PORTS[\'ai\']}", "CASTING_MODE": "strict"}',
    )


def _change_secret(repository: Repository) -> None:
    repository.set_chat_key("sk-the-second-key")


def _edit_health_check(repository: Repository) -> None:
    url = 'url = f"http://127.0.0.1:{PORTS[app]}/health"'
    repository.replace("components/app.py", url, f'{url} + "?by=docker" * (app == "backend")')


def _break_ai(repository: Repository) -> None:
    repository.replace("services/ai/app/main.py", "from fastapi import", "raise SystemExit(3)\n\nfrom fastapi import")


def _repair_ai(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "main", "--", "services/ai")
    repository.configure(ports={"ai": 8003})


def _refactor(repository: Repository) -> None:
    """A function under another name, a component that is built otherwise: nothing else is declared."""
    file = repository.folder / "components" / "redis.py"
    file.write_text(file.read_text().replace("redis_conf", "configuration"))
    repository.replace("components/environment.py", "names = Names(stack)", "names = Names(stack=str(stack))")


def _three_at_once(repository: Repository) -> None:
    _change_secret(repository)
    _limit_memory(repository)
    _take_grant_away(repository)


THREE = Branch("memory-grant-and-key", _three_at_once)
PORT = Branch("another-port", _change_port)
MEMORY = Branch("more-memory", _limit_memory)
GRANT = Branch("reader-may-write", _grant)
REVOKE = Branch("reader-may-nothing", _take_grant_away)
POSTGRES = Branch("postgres-16", _take_another_postgres)
VOLUME = Branch("another-volume", _rename_volume)
VARIABLE = Branch("casting-mode", _add_variable)
SECRET = Branch("another-chat-key", _change_secret)
HEALTH = Branch("health-check", _edit_health_check)
BROKEN = Branch("broken-ai", _break_ai)
REPAIRED = Branch("repaired-ai", _repair_ai)
REFACTORED = Branch("tidied-up", _refactor)
