"""The one door into the settings: from a file and from Pulumi the same config, or the same refusal."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.errors import UserError
from castmatch.stack.load import load, load_file
from castmatch.stack.model import StackConfig

NO_PROJECT = Path("no-project")


def as_pulumi_passes(value: Any) -> str:
    """Pulumi hands a program text: numbers in quotes, objects as JSON."""
    return json.dumps(value) if isinstance(value, dict | list | bool) else str(value)


valid_settings = st.fixed_dictionaries(
    {},
    optional={
        "portOffset": st.integers(0, 50_000),
        "ports": st.fixed_dictionaries({}, optional={"frontend": st.integers(9000, 9100)}),
        "images": st.fixed_dictionaries({"source": st.sampled_from(["official", "offline"])}),
        "memory": st.fixed_dictionaries({}, optional={"ai": st.integers(16, 4096), "redis": st.integers(16, 4096)}),
        "health": st.fixed_dictionaries({"interval": st.sampled_from(["30s", "1m", "1m30s", "500ms"])}),
        "readyWithin": st.sampled_from(["90s", "2m", "1h"]),
        "role": st.fixed_dictionaries(
            {"schemas": st.lists(st.sampled_from(["public", "casting", "audit"]), min_size=1, unique=True)},
            optional={
                "connectionLimit": st.integers(1, 100),
                "privileges": st.just({"tables": ["SELECT", "INSERT"], "schema": ["USAGE"]}),
            },
        ),
    },
)


@given(valid_settings)
def test_text_as_pulumi_passes_it_means_the_same_as_yaml(given_settings: dict[str, Any]) -> None:
    from_yaml = {f"castmatch:{key}": value for key, value in given_settings.items()}
    from_pulumi = {key: as_pulumi_passes(value) for key, value in from_yaml.items()}

    assert load(from_pulumi, NO_PROJECT, "dev") == load(from_yaml, NO_PROJECT, "dev")


def test_numbers_in_quotes_inside_a_section_are_numbers_too() -> None:
    """`pulumi config set --path` may write them so."""
    assert load({"castmatch:ports": '{"frontend": "3100"}'}, NO_PROJECT, "dev").ports.frontend == 3100


def test_text_that_only_looks_like_an_object_is_shown_as_it_is() -> None:
    with pytest.raises(UserError, match=r"'{not json' \(str\)"):
        load({"castmatch:ports": "{not json"}, NO_PROJECT, "dev")


def test_keys_of_other_namespaces_are_pulumis_business() -> None:
    assert load({"docker:host": "unix:///run/docker.sock"}, NO_PROJECT, "dev") == StackConfig()


def test_a_secret_is_no_part_of_the_config() -> None:
    """The config is printed and exported; the chat key must not be in it."""
    assert load({"castmatch:chatApiKey": "sk-a-secret"}, NO_PROJECT, "dev") == StackConfig()


def test_a_checkout_is_checked_with_the_rest() -> None:
    with pytest.raises(UserError, match=r"castmatch:sources\.backend: a checkout with package\.json"):
        load({"castmatch:sources": '{"backend": "../nowhere"}'}, NO_PROJECT, "dev")


class TestLoadFile:
    """Pulumi.<stack>.yaml, read without Pulumi."""

    def test_a_missing_file_means_the_defaults(self, tmp_path: Path) -> None:
        assert load_file(tmp_path, "dev") == StackConfig()

    @pytest.mark.parametrize("text", ["", "config:\n", "config: {}\n", "# nothing yet\n", "encryptionsalt: v1:x\n"])
    def test_a_file_without_settings_means_the_defaults(self, tmp_path: Path, text: str) -> None:
        write(tmp_path, text)

        assert load_file(tmp_path, "dev") == StackConfig()

    def test_settings_are_read(self, tmp_path: Path) -> None:
        write(tmp_path, 'config:\n  castmatch:portOffset: "1000"\n  castmatch:memory:\n    ai: 256\n')

        config = load_file(tmp_path, "dev")

        assert (config.port("backend"), config.memory.ai) == (6002, 256)

    def test_a_key_without_a_namespace_is_ours_as_pulumi_reads_it(self, tmp_path: Path) -> None:
        write(tmp_path, "config:\n  portOffset: 1000\n")

        assert load_file(tmp_path, "dev").port_offset == 1000

    @pytest.mark.requirement("R19")
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("config:\n\tcastmatch:portOffset: 1\n", "line 2"),
            ("config:\n  castmatch:portOffset: 1: 2\n", "mapping values are not allowed here in line 2"),
            ("config: [unclosed\n", "line 2"),
            ("config: '\x00'\n", "special characters are not allowed"),
        ],
        ids=["a tab", "two colons", "an open bracket", "a control character"],
    )
    def test_a_file_that_is_no_yaml_is_refused(self, tmp_path: Path, text: str, found: str) -> None:
        write(tmp_path, text)

        error = refusal(tmp_path)

        assert error.expected == "Pulumi.dev.yaml to be YAML"
        assert found in error.found
        assert error.next_step == "fix Pulumi.dev.yaml; nothing was touched"

    @pytest.mark.requirement("R19")
    def test_a_file_that_is_no_text_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "Pulumi.dev.yaml").write_bytes(b"config: \xff\xfe\n")

        assert refusal(tmp_path).expected == "Pulumi.dev.yaml to be YAML"

    @pytest.mark.requirement("R19")
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("- castmatch:portOffset\n- 1000\n", "list"),
            ("castmatch\n", "str"),
            ("config: [castmatch:portOffset]\n", "list"),
            ("config: castmatch\n", "str"),
        ],
        ids=["a list", "a word", "a list below config", "a word below config"],
    )
    def test_yaml_of_another_shape_is_refused(self, tmp_path: Path, text: str, found: str) -> None:
        write(tmp_path, text)

        error = refusal(tmp_path)

        assert error.expected == "a mapping below config: in Pulumi.dev.yaml"
        assert error.found == found
        assert error.next_step == "fix Pulumi.dev.yaml; nothing was touched"

    @pytest.mark.requirement("R19")
    def test_a_key_of_ours_outside_config_is_refused_not_ignored(self, tmp_path: Path) -> None:
        write(tmp_path, "config:\ncastmatch:portOffset: 1000\n")

        assert refusal(tmp_path).expected == "castmatch:portOffset below config: in Pulumi.dev.yaml"

    @pytest.mark.requirement("R19")
    def test_a_key_that_is_no_text_is_an_unknown_key(self, tmp_path: Path) -> None:
        write(tmp_path, "config:\n  5432: 5433\n")

        assert "castmatch:5432: an unknown key" in refusal(tmp_path).found


def write(folder: Path, text: str) -> None:
    (folder / "Pulumi.dev.yaml").write_text(text)


def refusal(folder: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        load_file(folder, "dev")
    return caught.value
