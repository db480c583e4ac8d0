"""Docker Engine, looked at from outside: is it there, what runs, what it printed, who holds a port.

No Pulumi import.
"""
