"""A check that can't fail proves nothing."""

from tests.unit.gates.programs import Refused, container, program

REFUSED = {
    "none": Refused(program(container(healthcheck=None)), "none", "a login and SELECT 1"),
    "an empty one": Refused(program(container(healthcheck={"tests": []})), "none", "curl --fail"),
    "switched off": Refused(program(container(healthcheck={"tests": ["NONE"]})), "none", "curl --fail"),
    "no words": Refused(program(container(healthcheck={"tests": ["CMD"]})), "empty", "curl --fail"),
    "true": Refused(program(container(healthcheck={"tests": ["CMD", "true"]})), "always true", "curl --fail"),
    "true with its path": Refused(
        program(container(healthcheck={"tests": ["CMD", "/bin/true"]})), "always true", "curl --fail"
    ),
    "exit 0": Refused(program(container(healthcheck={"tests": ["CMD-SHELL", "exit 0"]})), "always true", "curl --fail"),
    "exit 0 in a shell": Refused(
        program(container(healthcheck={"tests": ["CMD", "sh", "-c", "exit 0"]})), "always true", "curl --fail"
    ),
    "an echo": Refused(
        program(container(healthcheck={"tests": ["CMD-SHELL", "echo ok"]})), "always true", "curl --fail"
    ),
    "true in the end": Refused(
        program(container(healthcheck={"tests": ["CMD-SHELL", "curl -f http://localhost/health || true"]})),
        "at its end",
        "curl --fail",
    ),
    "exit 0 in the end": Refused(
        program(container(healthcheck={"tests": ["CMD-SHELL", "node health.js; exit 0"]})), "at its end", "curl --fail"
    ),
    "pg_isready alone": Refused(
        program(container(healthcheck={"tests": ["CMD", "pg_isready", "-U", "app"]})),
        "before any role exists",
        "a login and SELECT 1",
    ),
    "pg_isready in a shell": Refused(
        program(container(healthcheck={"tests": ["CMD-SHELL", "PGUSER=app exec pg_isready -q || exit 1"]})),
        "before any role exists",
        "a login and SELECT 1",
    ),
    "a ping that takes NOAUTH for an answer": Refused(
        program(container(healthcheck={"tests": ["CMD", "redis-cli", "ping"]})), "NOAUTH", "an authenticated PING"
    ),
    "a request that takes 500 for an answer": Refused(
        program(container(healthcheck={"tests": ["CMD", "curl", "-s", "http://localhost/health"]})),
        "an answer 500",
        "curl --fail",
    ),
    "an open port": Refused(
        program(container(healthcheck={"tests": ["CMD-SHELL", "nc -z localhost 5432"]})),
        "an open port",
        "a login and SELECT 1",
    ),
    "a process": Refused(
        program(container(healthcheck={"tests": ["CMD-SHELL", "pgrep node"]})), "a process", "curl --fail"
    ),
    "a file": Refused(
        program(container(healthcheck={"tests": ["CMD-SHELL", "test -f /tmp/ready"]})), "a file", "curl --fail"
    ),
    "a pipe that ends well": Refused(
        program(container(healthcheck={"tests": ["CMD-SHELL", "curl -f http://localhost/health | tee /tmp/health"]})),
        "at its end",
        "curl --fail",
    ),
    "an open quote": Refused(
        program(container(healthcheck={"tests": ["CMD-SHELL", "echo 'ok"]})), "always true", "curl --fail"
    ),
}
ACCEPTED = {
    "a request": program(container(healthcheck={"tests": ["CMD-SHELL", "curl -fsS http://localhost:5002/health"]})),
    "a request or an end": program(
        container(healthcheck={"tests": ["CMD-SHELL", "curl --fail http://localhost/health || exit 1"]})
    ),
    "wget": program(container(healthcheck={"tests": ["CMD", "wget", "-q", "--spider", "http://localhost/health"]})),
    "a login": program(
        container(
            healthcheck={
                "tests": [
                    "CMD-SHELL",
                    'PGPASSWORD="$(cat /run/secrets/pw)" psql -h localhost -c "SELECT 1; SELECT true"',
                ]
            }
        )
    ),
    "pg_isready and a login": program(
        container(healthcheck={"tests": ["CMD-SHELL", "pg_isready && psql -c 'SELECT 1'"]})
    ),
    "a ping that is compared": program(container(healthcheck={"tests": ["CMD-SHELL", "redis-cli ping | grep PONG"]})),
    "a ping inside a test": program(
        container(healthcheck={"tests": ["CMD", "sh", "-c", 'test "$(redis-cli PING)" = PONG']})
    ),
    "an end without a meaning": program(
        container(healthcheck={"tests": ["CMD-SHELL", "node health.js && echo ok;\n"]})
    ),
    "a condition": program(
        container(healthcheck={"tests": ["CMD-SHELL", "if node health.js; then exit 0; else exit 1; fi"]})
    ),
    "a program": program(container(healthcheck={"tests": ["CMD", "python", "-c", "import health; health.check()"]})),
    "a script without a kind": program(container(healthcheck={"tests": ["node", "health.js"]})),
    "known only later": program(container(healthcheck="04da6b54-80e4-46f7-96ec-b56ff0331ba9")),
    "a command known only later": program(container(healthcheck={"tests": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"})),
}
