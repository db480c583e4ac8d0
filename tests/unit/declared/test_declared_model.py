"""What a program declared: found by kind and name, with what needs what, and without its secrets."""

from castmatch.declared.model import SECRET, Declared, Resource, is_secret, public, texts


def resource(name: str, kind: str = "test:index:Thing", parent: str = "", needs: tuple[str, ...] = ()) -> Resource:
    return Resource(name, kind, name, parent, {}, frozenset(needs))


def declared(*resources: Resource) -> Declared:
    return Declared({found.urn: found for found in resources})


class TestSecrets:
    def test_a_secret_is_one_word_at_any_depth(self) -> None:
        value = {"plain": "p", "list": [1, {**SECRET, "value": "hidden"}]}

        assert public(value) == {"plain": "p", "list": [1, "secret"]}

    def test_only_pulumis_own_mark_makes_one(self) -> None:
        assert is_secret({**SECRET, "value": "hidden"})
        assert not is_secret({"value": "shown"})

    def test_a_resource_shows_none_in_its_inputs_or_its_own_text(self) -> None:
        found = Resource("u", "k", "n", "", {"password": {**SECRET, "value": "hidden"}})

        assert found.inputs == {"password": "secret"}
        assert "hidden" not in repr(found)


def test_every_text_of_a_value_is_found() -> None:
    assert list(texts({"a": "x", "b": ["y", {"c": "z"}], "d": 1})) == ["x", "y", "z"]


class TestNeeds:
    def test_they_reach_through_dependencies_and_parents(self) -> None:
        """A component's own dependencies are not repeated in its children."""
        role, component = resource("role"), resource("backend", parent="stack", needs=("role",))
        container = resource("container", parent="backend")

        assert declared(role, component, container).needs(container) == {"stack", "backend", "role"}

    def test_a_circle_ends(self) -> None:
        one, two = resource("one", needs=("two",)), resource("two", needs=("one",))

        assert declared(one, two).needs(one) == {"one", "two"}


def test_resources_are_found_by_the_end_of_their_type() -> None:
    volume, container = resource("data", "docker:index/volume:Volume"), resource("redis", "docker:index/c:Container")

    assert declared(volume, container).of_kind("Volume") == [volume]
    assert declared(volume, container).one("Container", "redis") == container
