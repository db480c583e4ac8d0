"""What a stack declares, told without starting anything: resources, dependencies, settings, and the gates' verdict."""
