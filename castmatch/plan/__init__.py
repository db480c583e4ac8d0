"""The plan of a stack, made without starting anything: resources, dependencies, settings, and the gates' verdict."""
