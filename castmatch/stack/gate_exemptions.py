"""The part of the stack config that exempts resources from quality gates (key: castmatch:exceptions)."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from castmatch.gates.rules import RULES
from castmatch.stack.section import Section

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00:00.*")


def _known_rule(name: str) -> str:
    if name not in RULES:
        raise ValueError(f"one of the rules {', '.join(RULES)}")
    return name


def _day(value: Any) -> Any:
    """A day as Pulumi passes it: it reads YAML's dates as moments, and writes those as Go prints them."""
    if isinstance(value, datetime):
        return value.date()
    return _MOMENT.sub(r"\1", value) if isinstance(value, str) else value


def _in_words(reason: str) -> str:
    if not re.search(r"\w\W+\w", reason):
        raise ValueError("a reason in words")
    return reason


RuleName = Annotated[str, AfterValidator(_known_rule), Field(json_schema_extra={"enum": list(RULES)})]


class GateExemption(Section):
    """Exempts one resource from one rule until a day."""

    rule: RuleName = Field(description="see docs/gates.md")
    resource: Annotated[str, Field(min_length=1)] = Field(description="as the gate names it, such as backend")
    reason: Annotated[str, AfterValidator(_in_words)] = Field(description="why, for later readers")
    until: Annotated[date, BeforeValidator(_day)] = Field(description="the last day on which it holds: 2027-01-31")
