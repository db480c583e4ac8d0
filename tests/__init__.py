"""Tests mirror the code: tests/unit, tests/integration (real servers), tests/e2e (real Pulumi), tests/bare (README)."""

import os

# Build machines like to set it. A developer's does not, and each process of Pulumi's would compile our modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
