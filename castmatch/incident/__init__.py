"""A drill of the incident on a running stack: the role is dropped under load, and every answer is kept."""
