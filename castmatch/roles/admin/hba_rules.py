"""Who may come in and how they prove who they are (pg_hba.conf): what is declared, and in words how a file differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

_EVERYONE = "everyone"


@dataclass(frozen=True)
class Rule:
    """One line of pg_hba.conf. `address` as the file has it, with a mask as /24; "" for a local rule."""

    kind: str
    databases: tuple[str, ...]
    users: tuple[str, ...]
    address: str
    method: str
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = (self.kind, ",".join(self.databases), ",".join(self.users), self.address, self.method, *self.options)
        return " ".join(filter(None, words))


@dataclass(frozen=True)
class HbaFile:
    """pg_hba.conf as the server sees it.

    Args:
        text: None when there is no such file.
        rules: in order.
        errors: number of the line and the server's word on it.
        loaded: whether the server has read the file since it was last written.
    """

    text: str | None
    rules: tuple[Rule, ...] = ()
    errors: tuple[tuple[int, str], ...] = ()
    loaded: bool = True


DECLARED = (
    Rule("local", ("all",), ("all",), "", "trust"),
    Rule("local", ("replication",), ("all",), "", "trust"),
    Rule("host", ("all",), ("all",), "all", "scram-sha-256"),
)

# Word for word as stacks have it: another comment would be another file, which replaces every PostgreSQL container.
_HEAD = """\
# Declared by CastMatch's environment (castmatch/roles/hba_rules.py); a change made here is undone.
# The socket trusts everyone: it is the administrator's way back in. Over TCP a password is always asked for.
"""


def hba_text() -> str:
    """The declared file."""
    return _HEAD + "".join(f"{rule}\n" for rule in DECLARED)


def rule_of(
    kind: str,
    databases: Sequence[str],
    users: Sequence[str],
    address: str | None,
    netmask: str | None,
    method: str,
    options: Sequence[str] | None,
) -> Rule:
    """A rule from the columns of pg_hba_file_rules."""
    network = f"{address}/{_bits(netmask)}" if address and netmask else address or ""
    return Rule(kind, tuple(databases), tuple(users), network, method, tuple(options or ()))


def differences(found: HbaFile) -> tuple[str, ...]:
    """What differs from the declared file, one sentence a difference; none when it is as declared and in force."""
    if found.text is None:
        return ("pg_hba.conf is gone",)
    sentences = tuple(_sentences(found))
    if found.text != hba_text():
        return sentences or ("pg_hba.conf was edited, though its rules mean the same",)
    return () if found.loaded else ("pg_hba.conf was written and not loaded since",)


def _sentences(found: HbaFile) -> Iterator[str]:
    for line, error in found.errors:
        yield f"line {line} of pg_hba.conf is broken: {error}"
    for rule in found.rules:
        if rule not in DECLARED:
            yield f"pg_hba.conf {_in_words(rule)}"
    for rule in DECLARED:
        if rule not in found.rules and not found.errors:  # it may be what stands in the broken line
            yield f"pg_hba.conf lacks the rule that {_in_words(rule)}"
    if sorted(map(str, found.rules)) == sorted(map(str, DECLARED)) and found.rules != DECLARED:
        yield "pg_hba.conf has its rules in another order"


def _in_words(rule: Rule) -> str:
    """ "lets castmatch_user in from 127.0.0.1 to database castmatch without a password (trust)" """
    who, whence, where = _who(rule.users), _whence(rule), _where(rule.databases)
    if rule.method == "reject":
        return f"rejects {who}{whence}{where}"
    if rule.method == "trust":
        return f"lets {who} in{whence}{where} without a password (trust)"
    return f"lets {who} in{whence}{where} by {' '.join((rule.method, *rule.options))}"


def _who(users: Sequence[str]) -> str:
    return _EVERYONE if "all" in users else ", ".join(users)


def _whence(rule: Rule) -> str:
    if rule.kind == "local":
        return " over the socket"
    encrypted = {"hostssl": " with SSL", "hostnossl": " without SSL", "hostgssenc": " with GSS"}.get(rule.kind, "")
    if rule.address == "all":
        return f" from anywhere{encrypted}"
    return f" from {rule.address.removesuffix('/32').removesuffix('/128')}{encrypted}"


def _where(databases: Sequence[str]) -> str:
    if "all" in databases:
        return ""
    if tuple(databases) == ("replication",):
        return " for replication"
    return f" to database {', '.join(databases)}"


def _bits(netmask: str) -> int:
    """How many leading bits a mask such as 255.255.255.0 or ffff:: has."""
    return bin(int(ip_address(netmask))).count("1")
