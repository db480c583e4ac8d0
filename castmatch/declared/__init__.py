"""What a Pulumi program declares, known without the engine and without Docker."""
