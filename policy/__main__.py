"""The quality gates as a standard Pulumi policy pack; the rules are those of castmatch/gates, which lies beside it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from castmatch.declared.model import Declared
from castmatch.gates.model import Rule
from castmatch.gates.policy_pack import SETTINGS, judged, message, of_resource, of_stack
from castmatch.gates.rules import RULES


def policy(rule: Rule) -> Policy:
    """A rule that needs one resource is asked before that one is made; the others, of the whole stack."""

    def answer(args: ResourceValidationArgs | StackValidationArgs, declared: Declared, report: ReportViolation) -> None:
        for violation in judged(rule, declared, args.get_config(), datetime.now(UTC).date()):
            report(message(violation), violation.urn)

    def of_one(args: ResourceValidationArgs, report: ReportViolation) -> None:
        answer(args, of_resource(args, UnknownValueError), report)

    def of_all(args: StackValidationArgs, report: ReportViolation) -> None:
        answer(args, of_stack(args.resources, UnknownValueError), report)

    named = {"name": rule.name, "description": rule.promise, "config_schema": PolicyConfigSchema(SETTINGS)}
    if rule.scope == "resource":
        return ResourceValidationPolicy(validate=of_one, **named)
    return StackValidationPolicy(validate=of_all, **named)


PolicyPack(
    name="castmatch-gates",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[policy(rule) for rule in RULES.values()],
)
