"""The head previewed on a base that is up, whose apps are proven meanwhile."""

from dataclasses import replace
from typing import Any

from castmatch.preview.digest import changes
from castmatch.preview.downtime import restarted
from castmatch.preview.ephemeral import pulumi
from castmatch.preview.ephemeral.place import Place
from castmatch.preview.ephemeral.proofs import Proofs, Proving, proving
from castmatch.preview.model import Report
from castmatch.preview.run.report_from_preview import of_preview
from castmatch.preview.stack_terms import Terms
from castmatch.progress import step

_UNPROVEN = "The base's {} does not become ready, so how long it takes is not known: {}."


def on_base(
    compared: Report, place: Place, client: str, terms: Terms, *, base: dict[str, Any] | None, head: dict[str, Any]
) -> Report:
    """The report.

    Args:
        compared: who is compared with whom.
        place: where the base is up, and the head lies in the project folder.
        client: the address of the head's language host.
        terms: those of the stack that is meant.
        base: what it declares, if that is known.
        head: what it declares.
    """
    with proving(lambda: pulumi.state(place)) as under_way:
        with step(f"previewing {compared.head} against it"):
            document = terms.of(pulumi.preview(place, client))
        proofs = _wait(under_way, restarted(changes(document)))
    limits = tuple(_UNPROVEN.format(service, reason) for service, reason in sorted(proofs.failed.items()))
    told = replace(compared, limits=limits)
    return of_preview(told, document, head, under_way.state, base=base, proven=proofs.seconds)


def _wait(under_way: Proving, services: frozenset[str]) -> Proofs:
    if not services:
        return under_way.of(())
    with step(f"waiting for {', '.join(sorted(services))} of the base, to tell how long that takes"):
        return under_way.of(services)
