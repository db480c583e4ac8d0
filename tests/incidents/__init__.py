"""Everything that has happened, or could happen, to a role, its database and its server: docs/incident-matrix.md."""
