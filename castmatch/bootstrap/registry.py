"""Find out within seconds whether an image registry answers Docker Engine."""

import docker
from docker.errors import DockerException

# Seconds. A registry answers within two; behind a firewall that drops packets Docker itself waits for 30.
WITHIN = 10
# Docker's words when it got no answer. A refusal (unknown, denied, too many requests) is an answer, and a certificate
# that Docker does not trust can be fixed.
NO_ANSWER = (
    *("no such host", "server misbehaving", "Temporary failure in name resolution", "connection refused"),
    *("i/o timeout", "is unreachable", "connection reset", "handshake timeout", "deadline exceeded"),
    *("Client.Timeout", "proxyconnect", ": EOF", ": Forbidden"),
)


def why_no_registry(reference: str) -> str | None:
    """Why the registry of an image can't be reached, in Docker's words; None when it answers, whatever it says.

    Args:
        reference: an image of that registry.
    """
    client = docker.from_env(timeout=WITHIN)
    try:
        client.images.get_registry_data(reference)
    except DockerException as error:
        said = str(getattr(error, "explanation", None) or error)
        return said if any(words in said for words in NO_ANSWER) else None
    except OSError:  # the Docker SDK's own timeout
        return f"no answer within {WITHIN} s"
    finally:
        client.close()
    return None
