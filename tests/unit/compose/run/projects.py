"""Small Compose projects, for tests of what is done with one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from castmatch.compose.model import ComposeProject, File, Image, Proof

SECRET = File("backend", "secrets/backend-DATABASE_URL", "postgresql://a:password-of-a@h/d", 0o444)
SHARED = File("postgres", "files/postgres-pg_hba.conf", "local all all trust\n", 0o666)
VALUES = {"password-of-a": "the real password"}
ROLE = {"name": "castmatch_user", "database": "castmatch", "state": "reconciled"}


def output(service: str) -> dict[str, Any]:
    return {"url": f"http://127.0.0.1/{service}", "container": f"castmatch-dev-{service}", "seconds": 1.5}


def project(**changes: Any) -> ComposeProject:
    """A project of one backend and one guardian, with this changed."""
    made = ComposeProject(
        stack="dev",
        document={"services": {"backend": {"image": "castmatch/backend:1", "container_name": "castmatch-dev-backend"}}},
        files=(SECRET, SHARED),
        images=(),
        mount_points=(),
        proofs=(proof("backend"), proof("guardian")),
        role_steps={"castmatch_user": "castmatch-dev-role"},
        data_volume="castmatch-dev-postgres-data",
        outputs={
            "stack": "dev",
            "services": {"backend": output("backend")},
            "guardian": output("guardian"),
            "role": ROLE,
            "data_volume": "castmatch-dev-postgres-data",
        },
        passwords=("password-of-a",),
    )
    return replace(made, **changes)


def proof(service: str, target: str = "http://127.0.0.1:1/health") -> Proof:
    return Proof(service, "http", target, f"castmatch-dev-{service}", 90.0)


def image(folder: Path, reference: str = "castmatch/backend:1", content: str = "FROM scratch") -> Image:
    """An image with its build context staged in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Dockerfile").write_text(content)
    return Image("backend", reference, folder, "castmatch/node:24")
