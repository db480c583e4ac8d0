"""What a bare machine lacks: Docker Engine, Compose, base images."""
