"""An HTTP service is ready when each of its given addresses answers 200."""

import ssl
import time

import httpx

from castmatch.probes.result import ProbeResult, milliseconds_since
from castmatch.redact import without_passwords


def get(urls: tuple[str, ...], timeout: float = 2) -> ProbeResult:
    """GET the addresses in order and stop at the first that is not 200. `timeout` in seconds for each."""
    started = time.monotonic()
    # Without certificates: loading them takes ten times as long as a local service takes to answer.
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for url in urls:
        try:
            # trust_env off: a company proxy must not be asked for 127.0.0.1.
            answer = httpx.get(url, timeout=timeout, trust_env=False, verify=plain)
        except httpx.HTTPError as error:
            return ProbeResult(False, f"GET {url}: {str(error) or type(error).__name__}", milliseconds_since(started))
        if answer.status_code != httpx.codes.OK:
            return ProbeResult(False, f"GET {url}: {answer.status_code}{_failing(answer)}", milliseconds_since(started))
    return ProbeResult(True, f"GET {urls[-1]}: 200", milliseconds_since(started))


def _failing(answer: httpx.Response) -> str:
    """The dependencies that are down by the answer of the service's health endpoint, if it names any."""
    try:
        body = answer.json()
        failing = body["failing"]
        details = [body["dependencies"][name].get("detail") for name in failing]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    parts = [f"{name} ({why})" if why else str(name) for name, why in zip(failing, details, strict=True)]
    # This text becomes a Pulumi input: it is printed, and stored in clear.
    return without_passwords(f", down: {', '.join(parts)}") if parts else ""
