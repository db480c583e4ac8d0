"""The guardian: keeps roles as they are declared between two runs of `pulumi up`.

    every second:  look ─► wrong? ─► repair ─► a login as the role ─► record

The loop knows its roles through a small protocol (keeper.py) and never ends because of what it meets.
Deliberately not here: Pulumi, Docker, and how a role is compared and repaired, which is castmatch.roles.
"""
