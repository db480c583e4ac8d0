"""The incident, played on a running stack: load on the backend, and what it noticed."""
