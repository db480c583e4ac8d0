"""Put the declared pg_hba.conf back from outside, for a server that refuses every login or does not start."""

import io
import tarfile
import time
from typing import TYPE_CHECKING

from castmatch.docker_engine.client import engine
from castmatch.docker_engine.containers import restart_now
from castmatch.postgres_paths import HBA_FILE
from castmatch.roles.admin.hba_rules import hba_text
from castmatch.roles.errors import Unreachable

if TYPE_CHECKING:
    from docker.models.containers import Container


def restore_hba_file(container: str) -> bool:
    """Write the declared file into the container if it holds another, and have its server load it.

    Returns:
        whether the file differed.

    Raises:
        Unreachable: there is no such container.
    """
    from docker.errors import APIError  # here: most importers of this module only read

    try:
        found = engine().containers.get(container)
        if _text(found) == hba_text():
            return False
        found.put_archive("/", _archive(hba_text()))
        _load(found)
    except APIError as error:
        reason = error.explanation or "Docker gives no answer"
        raise Unreachable(f"the socket inside {container}", reason) from None
    return True


def _load(container: "Container") -> None:
    if container.status == "running":
        container.kill("SIGHUP")  # the server is the container's first process
    elif container.status == "restarting":
        restart_now(str(container.name))


def _text(container: "Container") -> str | None:
    from docker.errors import NotFound

    try:
        stream, _ = container.get_archive(HBA_FILE)
    except NotFound:
        return None
    with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as archive:
        content = archive.extractfile(archive.getmembers()[0])
        return content.read().decode(errors="replace") if content else None


def _archive(text: str) -> bytes:
    """An archive of one file that every user may write, so that the server can."""
    content, target = text.encode(), io.BytesIO()
    entry = tarfile.TarInfo(HBA_FILE.lstrip("/"))
    entry.size, entry.mode, entry.mtime = len(content), 0o666, int(time.time())
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()
