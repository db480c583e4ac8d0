"""Every container has a memory limit, and a swap limit with it.

Why: without the first, one service that leaks takes the whole machine down. Without the second Docker allows as much
swap again, so a service over its limit makes the machine crawl instead of being restarted.
"""

from collections.abc import Iterator

from castmatch.gates.model import Program, Violation, inputs, is_unknown

NAME = "memory-limit"
SCOPE = "resource"


def check(program: Program) -> Iterator[Violation]:
    """Every container without one of the two limits."""
    for container in program.containers:
        given = inputs(container)
        memory, swap = given.get("memory"), given.get("memorySwap")
        if is_unknown(memory, swap):
            continue
        if memory is None or not _is_limit(memory):
            yield Violation.of(NAME, container, "a memory limit", f"memory {memory or 'none'}", "memory=512, in MiB")
        elif not _is_limit(swap):
            fix = f"memory_swap={int(memory)}: equal to memory, so that there is no swap"
            yield Violation.of(NAME, container, "a swap limit", f"memorySwap {swap or 'none'}", fix)


def _is_limit(value: object) -> bool:
    """-1 is Docker's word for unlimited swap, 0 for not set."""
    return isinstance(value, int | float) and value > 0
