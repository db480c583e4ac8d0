"""What docker inspect shows everyone is no secret."""

from tests.unit.gates.programs import Refused, container, program, secret

REFUSED = {
    "a marked value": Refused(
        program(container(envs=[secret("TOKEN_OF_US=abc")])), "a secret value in envs TOKEN_OF_US", "below /run/secrets"
    ),
    "a marked list": Refused(program(container(envs=secret("A=1"))), "a secret value in envs", "below /run/secrets"),
    "a password by its name": Refused(
        program(container(envs=["POSTGRES_PASSWORD=hunter2"])), "envs POSTGRES_PASSWORD", "_FILE=/run/secrets/"
    ),
    "PGPASSWORD": Refused(program(container(envs=["PGPASSWORD=hunter2"])), "envs PGPASSWORD", "_FILE=/run/secrets/"),
    "a key by its name": Refused(
        program(container(envs=["CHAT_API_KEY=sk-1"])), "envs CHAT_API_KEY", "below /run/secrets"
    ),
    "a token in small letters": Refused(
        program(container(envs=["github_token=x"])), "envs github_token", "below /run/secrets"
    ),
    "a URL with its password": Refused(
        program(container(envs=["DATABASE_URL=postgresql://app:hunter2@db/app"])),
        "a URL with its password in envs DATABASE_URL",
        "below /run/secrets",
    ),
    "a known secret, unmarked on its way": Refused(
        program(container(envs=["GREETING=hello hunter2-long"], uploads=[{"content": secret("hunter2-long")}])),
        "the value of a secret in envs GREETING",
        "below /run/secrets",
    ),
    "the password of a known URL": Refused(
        program(container(envs=["X=hunter2-long"], uploads=[{"content": secret("redis://:hunter2-long@r/0")}])),
        "the value of a secret in envs X",
        "below /run/secrets",
    ),
    "a secret in the command": Refused(
        program(container(command=["redis-server", "--requirepass", secret("hunter2")])),
        "a secret value in command",
        "below /run/secrets",
    ),
    "a URL in the command": Refused(
        program(container(command=["app", "--db=postgres://a:b@c/d"])),
        "a URL with its password in command",
        "below /run/secrets",
    ),
    "a secret in a label": Refused(
        program(container(labels=[{"label": "key", "value": secret("x")}])),
        "a secret value in labels",
        "below /run/secrets",
    ),
    "a secret in the health check": Refused(
        program(container(healthcheck={"tests": ["CMD", "redis-cli", "-a", secret("x")]})),
        "a secret value in healthcheck",
        "PGPASSWORD can read it there",
    ),
}
ACCEPTED = {
    "nothing of the kind": program(container(envs=["STACK=dev", "PORT=5002", "AI_URL=http://ai:8002"])),
    "a file": program(container(envs=["POSTGRES_PASSWORD_FILE=/run/secrets/pw", "TLS_KEY=/run/secrets/tls"])),
    "an empty value": program(container(envs=["API_KEY="])),
    "a URL without a password": program(container(envs=["BACKEND_URL=http://anna@backend:5002"])),
    "a mask": program(container(envs=["URL=redis://:***@redis:6379/0"])),
    "a secret file": program(
        container(uploads=[{"file": "/run/secrets/DATABASE_URL", "content": secret("postgresql://a:b@c/d")}])
    ),
    "a secret address without a password": program(
        container(
            envs=["A=http://127.0.0.1:5002/health"], uploads=[{"content": secret("http://127.0.0.1:5002/health")}]
        )
    ),
    "a name that only begins so": program(container(envs=["KEYBOARD=de", "MONKEY=1", "TOKENS_A_MINUTE=5"])),
}
