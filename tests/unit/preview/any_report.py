"""Any report at all, with whatever a pull request may put into it."""

from typing import Any

from hypothesis import strategies as st

from castmatch.preview.model import (
    Cause,
    Downtime,
    Edge,
    Hazard,
    Mode,
    Operation,
    Property,
    Report,
    ResourceChange,
    RoleSql,
    Special,
)
from castmatch.stack.model import CONTAINERS
from tests.unit.preview.reports import CONTAINER, PASSWORD, READY, ROLE, VOLUME

# What could break out of a cell, a fence, a comment or a box, or call somebody.
HOSTILE = (
    "|", "\n", "\r\n", "`", "```", "````\n", "</details>", "<script>", "<!--", "-->", "@octocat",
    " @castmatch/all ", "#1", "\\", "\\|", "&#64;octocat", "&", "*", "**", "_",
    "[x](https://example.org)", "![x](y)",
    "]]>", "~~~", "> ",
    "- ", "1. ", "---", "\t", "    ", "\u2028", "\u202e", "\x1b[31m", "::error::x", "##[set-env]", "$x$", '"]', "end",
    "%%{init}%%", "",
)  # fmt: skip
words = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12)), max_size=5).map("".join)
lengthy = st.builds(lambda text, times: text * times, words, st.sampled_from((1, 1, 1, 40)))
scalars = st.one_of(lengthy, st.integers(), st.booleans(), st.none(), st.sampled_from(Special))
values: st.SearchStrategy[Any] = st.one_of(
    scalars, st.lists(words, max_size=3), st.dictionaries(words, words, max_size=3)
)
kinds = st.one_of(st.sampled_from((CONTAINER, READY, ROLE, PASSWORD, VOLUME)), words)
services = st.sampled_from(CONTAINERS)
properties = st.builds(Property, words, values, values, st.sampled_from(Cause), st.booleans())
seconds = st.floats(0, 1e6)


def several(strategy: st.SearchStrategy[Any], most: int = 3, times: int = 20) -> st.SearchStrategy[Any]:
    """A few, or so many that they do not fit."""
    few = st.lists(strategy, max_size=most).map(tuple)
    return st.builds(lambda found, often: found * often, few, st.sampled_from((1, 1, 1, times)))


changes = st.builds(
    ResourceChange,
    words,
    kinds,
    words,
    st.sampled_from(Operation),
    st.one_of(st.none(), services),
    several(properties, times=8),
    several(words, 2, times=8),
    st.just({}),
    st.fixed_dictionaries({"role": words}),
    st.booleans(),
)
reports = st.builds(
    Report,
    mode=st.sampled_from(Mode),
    stack=words,
    base=lengthy,
    head=lengthy,
    changes=several(changes),
    hazards=several(st.builds(Hazard, words, lengthy, words)),
    sql=several(st.builds(RoleSql, words, several(lengthy, 2)), 2),
    downtimes=several(st.builds(Downtime, services, st.one_of(st.none(), seconds), words)),
    edges=several(st.builds(Edge, words, words)),
    exceptions=several(words),
    limits=several(words),
    refused=st.one_of(st.just(""), lengthy),
    unchanged=st.integers(0, 10_000),
    seconds=seconds,
)
