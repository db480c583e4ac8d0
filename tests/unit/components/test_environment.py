"""The whole environment: what needs what, what leaks nothing, and two stacks that share nothing."""

import json

import pytest

from castmatch.declared.model import Declared, Resource, public, texts
from castmatch.stack.model import CONTAINERS

PASSWORDS = ("password-of-role-password", "password-of-admin-password", "password-of-redis-password", "sk-the-chat-key")


@pytest.fixture
def role(dev: Declared) -> Resource:
    return dev.one("PostgresRole", "role")


@pytest.mark.requirement("R07")
class TestNothingHasADatabaseUrlWithoutTheRole:
    @pytest.mark.parametrize("app", ["backend", "ai"])
    def test_what_uses_the_database_cannot_exist_before_the_role(self, dev: Declared, role: Resource, app: str) -> None:
        assert role.urn in dev.needs(dev.one("Container", app))

    @pytest.mark.parametrize("app", ["backend", "ai"])
    def test_it_is_the_secret_itself_that_needs_the_role_not_a_wish(
        self, dev: Declared, role: Resource, app: str
    ) -> None:
        """A dependency of data cannot be forgotten when the program is edited."""
        uploads = dev.one("Container", app).options["propertyDependencies"]["uploads"]

        assert role.urn in uploads["urns"]

    def test_the_url_is_the_declared_roles_on_the_stacks_own_server(self, dev: Declared) -> None:
        (url,) = [
            upload["content"]["value"]
            for upload in dev.one("Container", "backend").raw["uploads"]
            if upload["file"] == "/run/secrets/DATABASE_URL"
        ]

        assert url == "postgresql://castmatch_user:password-of-role-password@postgres:5432/castmatch"


@pytest.mark.requirement("R09")
class TestDatabaseFirst:
    def test_the_role_comes_after_its_server(self, dev: Declared, role: Resource) -> None:
        assert dev.one("Container", "postgres").urn in dev.needs(role)

    @pytest.mark.parametrize(
        ("later", "earlier"),
        [
            (("Ready", "postgres-ready"), ("PostgresRole", "role")),
            (("Ready", "redis-ready"), ("Container", "redis")),
            (("Container", "ai"), ("PostgresRole", "role")),
            (("Container", "backend"), ("Ready", "redis-ready")),
            (("Ready", "ai-ready"), ("Container", "ai")),
            (("Ready", "backend-ready"), ("Ready", "ai-ready")),
            (("Ready", "backend-ready"), ("PostgresRole", "role")),
            (("Ready", "frontend-ready"), ("Ready", "backend-ready")),
        ],
        ids=lambda value: value[1],
    )
    def test_each_is_proven_after_what_it_relies_on(
        self, dev: Declared, later: tuple[str, str], earlier: tuple[str, str]
    ) -> None:
        assert dev.one(*earlier).urn in dev.needs(dev.one(*later))

    def test_each_container_exists_before_its_proof(self, dev: Declared) -> None:
        for name in CONTAINERS:
            proof = dev.one("Ready", f"{name}-ready")
            assert dev.one("Container", name).urn in dev.needs(proof), name

    @pytest.mark.parametrize("kind", ["PostgresRole", "Ready"])
    def test_what_need_not_wait_does_not(self, dev: Declared, kind: str) -> None:
        """The frontend's container starts while the database does."""
        ahead = dev.needs(dev.one("Container", "frontend"))

        assert not ahead & {resource.urn for resource in dev.of_kind(kind)}


@pytest.mark.requirement("R07")
class TestSecrets:
    @pytest.fixture(params=["dev", "anna"])
    def declared(self, request: pytest.FixtureRequest) -> Declared:
        found: Declared = request.getfixturevalue(request.param)
        return found

    def test_no_secret_is_in_any_plain_input(self, declared: Declared) -> None:
        for resource in declared.resources.values():
            shown = json.dumps(resource.inputs)
            assert not [secret for secret in PASSWORDS if secret in shown], resource.urn

    def test_no_secret_is_among_the_outputs(self, declared: Declared) -> None:
        shown = json.dumps(declared.exports)

        assert not [secret for secret in PASSWORDS if secret in shown]

    def test_every_secret_reaches_somebody_as_a_secret(self, anna: Declared) -> None:
        """Otherwise the two tests above would prove nothing."""
        everything = [text for resource in anna.resources.values() for text in texts(dict(resource.raw))]

        for secret in PASSWORDS:
            assert any(secret in text for text in everything), secret

    def test_the_checks_own_eye_is_open(self) -> None:
        assert public({"plain": "p", "list": [1, {"x": "y"}]}) == {"plain": "p", "list": [1, {"x": "y"}]}

    def test_no_secret_is_an_environment_variable(self, declared: Declared) -> None:
        """Whoever may run `docker inspect` would read it."""
        for resource in declared.of_kind("Container"):
            envs = resource.inputs.get("envs", [])
            assert "secret" not in envs, resource.name
            assert not [env for env in envs if "PASSWORD=" in env or "URL=postgres" in env or "KEY=" in env]


@pytest.mark.requirement("R18")
class TestTwoStacks:
    def test_share_no_name_on_the_machine(self, dev: Declared, anna: Declared) -> None:
        kinds = ("Container", "Network", "Volume")
        ours, theirs = ({r.inputs["name"] for kind in kinds for r in d.of_kind(kind)} for d in (dev, anna))

        assert len(ours) == len(theirs) == len(CONTAINERS) + 1 + 3
        assert ours.isdisjoint(theirs)

    def test_share_no_port(self, dev: Declared, anna: Declared) -> None:
        ours, theirs = (
            {port["external"] for r in d.of_kind("Container") for port in r.inputs["ports"]} for d in (dev, anna)
        )

        assert len(ours) == len(theirs) == len(CONTAINERS)
        assert ours.isdisjoint(theirs)

    def test_may_share_an_image_because_its_tag_is_its_content(self, dev: Declared) -> None:
        names = {r.inputs["name"] for r in dev.of_kind("RemoteImage")}

        assert not [name for name in names if "dev" in name]


def test_every_image_stays_on_the_machine_when_its_stack_goes(dev: Declared) -> None:
    """Another stack may stand on it."""
    assert all(image.inputs["keepLocally"] is True for image in dev.of_kind("RemoteImage"))


def test_base_images_follow_the_chosen_source(dev: Declared, anna: Declared) -> None:
    assert dev.one("RemoteImage", "postgres-image").inputs["name"].startswith("postgres:")
    assert anna.one("RemoteImage", "postgres-image").inputs["name"] == "castmatch/postgres:15"
    assert anna.one("RemoteImage", "node-image").inputs["name"] == "castmatch/node:24"
