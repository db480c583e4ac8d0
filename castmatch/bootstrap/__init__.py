"""Bring to a bare machine what it lacks: Docker Engine, Compose, base images."""
