"""A comment as a Markdown parser reads it: GitHub's tables, and raw HTML that is let through."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {"<br>": "\n"}
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def tokens(markdown: str) -> list[Token]:
    return PARSER.parse(markdown)


def tables(markdown: str) -> list[list[list[str]]]:
    """Every table: its rows, each a list of what its cells say."""
    found: list[list[list[str]]] = []
    before = ""
    for token in tokens(markdown):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and before in ("th_open", "td_open"):
            found[-1][-1].append(said(token))
        before = token.type
    return found


def said(token: Token) -> str:
    """What a reader sees of an inline token; a forced line end is a line end."""
    children = token.children or ()
    return "".join(_TAGS.get(child.content, "") if child.type == "html_inline" else child.content for child in children)


def fences(markdown: str, language: str) -> list[str]:
    return [token.content for token in tokens(markdown) if token.type == "fence" and token.info == language]


def prose(markdown: str) -> Iterator[str]:
    """Every text that GitHub looks through for mentions and references: not in code, not in a fence."""
    for token in tokens(markdown):
        inside = 0
        for child in token.children or ():
            inside += {"<code>": 1, "</code>": -1}.get(child.content, 0) if child.type == "html_inline" else 0
            if child.type == "text" and not inside:
                yield child.content


def html(markdown: str) -> list[str]:
    """Every HTML tag in it, in order, comments as well."""
    inline = [child for token in tokens(markdown) for child in token.children or ()]
    blocks = [token for token in tokens(markdown) if token.type == "html_block"]
    found = [*blocks, *(child for child in inline if child.type == "html_inline")]
    return [tag for token in found for tag in re.findall(r"<!--.*?-->|<[^>]*>", token.content, re.DOTALL)]
