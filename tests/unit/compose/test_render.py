"""A whole declaration as a Compose project: everything of it, nothing secret, and the database outside."""

from pathlib import Path

import pytest

from castmatch.compose.model import ComposeProject
from castmatch.compose.render import render
from castmatch.declared.model import Declared, secrets_in
from castmatch.stack.model import CONTAINERS, SERVICES
from castmatch.stack.outputs import StackOutputs
from tests.unit.components.declared import declare
from tests.unit.compose.conftest import HEX, MANY_ROLES
from tests.unit.compose.rendered import GUARDIAN, read_back, rendered, services_of


class TestServices:
    def test_each_container_is_one_and_each_role_a_step(self, default: ComposeProject) -> None:
        assert set(services_of(default)) == {*CONTAINERS, "role"}

    @pytest.mark.requirement("R20")
    def test_each_bears_the_mark_by_which_it_is_known_as_ours(self, many: ComposeProject) -> None:
        """The project's name is no proof: somebody else's Compose file may lie in a folder of that name."""
        assert {service["labels"]["castmatch.stack"] for service in services_of(many).values()} == {"many"}

    def test_a_role_with_a_name_that_compose_takes_nowhere_has_its_step_too(self, many: ComposeProject) -> None:
        steps = {"role", "role-castmatch_reader", "role-castmatch_staff", HEX}

        assert set(services_of(many)) == {*CONTAINERS, *steps}
        assert many.role_steps["büro 7"] == f"castmatch-many-{HEX}"

    def test_without_a_guardian_roles_are_reconciled_in_its_image_all_the_same(self, unguarded: ComposeProject) -> None:
        services = services_of(unguarded)

        assert set(services) == {*SERVICES, "role"}
        assert services["role"]["image"] == GUARDIAN.reference
        assert services["role"]["build"] == {"context": "./build/guardian", "args": {"BASE": GUARDIAN.base}}

    @pytest.mark.requirement("R09")
    @pytest.mark.parametrize("stack", ["default", "annas", "many", "unguarded"])
    def test_each_stands_behind_all_that_it_waits_for_the_database_first(
        self, stack: str, request: pytest.FixtureRequest
    ) -> None:
        services = services_of(request.getfixturevalue(stack))
        order = list(services)

        assert order[0] == "postgres"
        for name, service in services.items():
            for ahead in service.get("depends_on", {}):
                assert order.index(ahead) < order.index(name), (name, ahead)

    @pytest.mark.requirement("R06")
    @pytest.mark.parametrize("stack", ["default", "annas", "many", "unguarded"])
    def test_every_port_is_on_the_loopback_address_alone(self, stack: str, request: pytest.FixtureRequest) -> None:
        ports = [p for one in services_of(request.getfixturevalue(stack)).values() for p in one.get("ports", [])]

        assert len(ports) >= len(SERVICES)
        assert all(port.startswith("127.0.0.1:") for port in ports)

    def test_all_are_in_the_stacks_own_network(self, annas: ComposeProject) -> None:
        assert read_back(annas)["networks"] == {"network": {"name": "castmatch-anna"}}
        assert all(list(service["networks"]) == ["network"] for service in services_of(annas).values())


class TestImages:
    def test_there_is_one_build_for_each_tag(self, many: ComposeProject) -> None:
        """Compose builds all at once, and would make two images of one tag."""
        built = [service["image"] for service in services_of(many).values() if "build" in service]
        ours = {image.reference for image in many.images}

        assert len(built) == len(set(built))
        assert set(built) == ours

    def test_whoever_shares_an_image_never_pulls_it(self, many: ComposeProject) -> None:
        ours = {image.reference for image in many.images}
        sharing = [one for one in services_of(many).values() if one["image"] in ours and "build" not in one]

        assert len(sharing) == 3  # four roles
        assert all(service["pull_policy"] == "never" for service in sharing)

    def test_a_guardian_of_the_same_content_shares_the_steps_image(self, many_declared: Declared) -> None:
        first = rendered(many_declared, "many")
        (own,) = [image for image in first.images if image.name == "guardian" and image != GUARDIAN]

        shared = rendered(many_declared, "many", own)

        assert [image.name for image in shared.images].count("guardian") == 1
        assert services_of(shared)["guardian"]["image"] == services_of(shared)["role"]["image"] == own.reference

    def test_each_is_built_from_its_staged_folder_on_the_declared_base(self, annas: ComposeProject, home: Path) -> None:
        images = {image.name: image for image in annas.images if image != GUARDIAN}

        assert set(images) == {"ai", "backend", "frontend", "guardian"}
        for image in images.values():
            assert image.context == home / ".cache" / "castmatch" / "build" / image.reference.partition(":")[2]
        assert images["backend"].base == images["frontend"].base == "castmatch/node:24"


@pytest.mark.requirement("R20")
class TestVolumes:
    @pytest.mark.parametrize(("stack", "name"), [("default", "dev"), ("annas", "anna"), ("unguarded", "alone")])
    def test_the_databases_is_none_of_composes_so_down_with_volumes_keeps_it(
        self, stack: str, name: str, request: pytest.FixtureRequest
    ) -> None:
        project = request.getfixturevalue(stack)

        assert read_back(project)["volumes"]["data"] == {"name": f"castmatch-{name}-postgres-data", "external": True}
        assert project.data_volume == f"castmatch-{name}-postgres-data"

    def test_the_others_are_caches_that_compose_makes(self, annas: ComposeProject) -> None:
        volumes = read_back(annas)["volumes"]
        del volumes["data"]

        assert volumes == {
            "frontend-build": {"name": "castmatch-anna-frontend-build"},
            "socket": {"name": "castmatch-anna-postgres-socket"},
        }

    def test_where_one_lies_over_a_checkout_the_folder_is_made_beforehand(self, default: ComposeProject) -> None:
        """Docker would make it as root."""
        (frontend,) = [m for m in services_of(default)["frontend"]["volumes"] if m["type"] == "bind"]

        assert default.mount_points == (Path(frontend["source"]) / ".next",)


class TestProofs:
    @pytest.mark.requirement("R13")
    def test_every_service_is_proven_in_the_order_of_the_table(self, default: ComposeProject) -> None:
        assert [proof.service for proof in default.proofs] == [*CONTAINERS]
        assert {proof.container for proof in default.proofs} == {f"castmatch-dev-{name}" for name in CONTAINERS}

    def test_there_is_none_for_a_guardian_that_is_switched_off(self, unguarded: ComposeProject) -> None:
        assert [proof.service for proof in unguarded.proofs] == [*SERVICES]

    def test_they_wait_as_long_as_is_declared(self, annas: ComposeProject) -> None:
        assert {proof.within for proof in annas.proofs} == {90.0}

    @pytest.mark.requirement("R07")
    def test_the_databases_is_a_login_as_the_role(self, annas: ComposeProject) -> None:
        postgres = annas.proofs[0]

        assert postgres.kind == "postgres"
        assert "anna%27s%20role:password-of-role-password@127.0.0.1:6432/anna" in postgres.target


class TestOutputs:
    def test_they_are_what_pulumi_would_export_less_the_urls_with_passwords(self, annas: ComposeProject) -> None:
        found = StackOutputs.parse(dict(annas.outputs))

        assert (found.stack, found.role.name, found.data_volume) == ("anna", "anna's role", annas.data_volume)
        assert "password" not in str(annas.outputs)

    def test_role_steps_come_in_an_order_in_which_they_can_be_carried_out(self, many: ComposeProject) -> None:
        """The first that failed is then a cause, and not a step that Compose never came to."""
        order = list(many.role_steps)

        assert order.index("castmatch_staff") < order.index("castmatch_user")
        assert order.index("castmatch_staff") < order.index("büro 7")


class TestSecrets:
    def test_every_generated_password_is_named(self, many: ComposeProject, many_declared: Declared) -> None:
        assert len(many.passwords) == len(set(many.passwords)) == len(many_declared.of_kind("Password")) == 5

    @pytest.mark.requirement("R07")
    @pytest.mark.parametrize("stack", ["default", "annas", "many", "unguarded"])
    def test_none_is_in_the_document_or_in_a_file_that_is_no_secret(
        self, stack: str, request: pytest.FixtureRequest
    ) -> None:
        project = request.getfixturevalue(stack)
        hidden = {*project.passwords, "password-of", "sk-the-chat-key"}
        open_texts = [str(read_back(project)), *(f.template for f in project.files if f.mode != 0o444)]

        assert not [(word, text[:80]) for word in hidden for text in open_texts if word in text]

    def test_every_secret_of_a_container_is_a_file_below_secrets(self, annas: ComposeProject, anna: Declared) -> None:
        hidden = {text for container in anna.of_kind("Container") for text in secrets_in(dict(container.raw))}
        in_files = {file.template for file in annas.files if file.path.startswith("secrets/")}

        assert hidden
        assert hidden <= in_files
        assert all((file.mode == 0o444) is file.path.startswith("secrets/") for file in annas.files)

    def test_no_repr_shows_one(self, annas: ComposeProject) -> None:
        shown = repr([*annas.files, *annas.proofs])

        assert "password-of" not in shown
        assert "sk-the-chat-key" not in shown


def test_a_program_that_is_declared_twice_is_rendered_the_same(many: ComposeProject) -> None:
    again = rendered(declare("many", MANY_ROLES), "many")

    assert again == many
    assert list(services_of(again)) == list(services_of(many))


def test_the_recording_itself_is_rendered_like_its_document(dev: Declared, default: ComposeProject) -> None:
    assert render(dev, "dev", GUARDIAN).document == default.document
