"""The formats of a plan by name; each is all of the plan, or its graph, as one text."""

from castmatch.plan.as_json import as_json
from castmatch.plan.as_mermaid import as_mermaid
from castmatch.plan.as_svg import as_svg
from castmatch.plan.as_text import as_text

FORMATS = {"text": as_text, "mermaid": as_mermaid, "svg": as_svg, "json": as_json}
