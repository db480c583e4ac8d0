"""The guardian: keeps roles as they are declared between two runs of `pulumi up`.

    every second:  observe ─► different? ─► reconcile ─► a login as the role ─► record

The loop sees each role through a small protocol (reconciler.py) and goes on whatever error it meets.
Not here: Pulumi, Docker, and how a role is compared and repaired, which is castmatch.roles.
"""
