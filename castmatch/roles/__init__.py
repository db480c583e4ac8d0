"""PostgreSQL roles that are exactly what is declared: no more, no less, and verified by logging in.

    declaration ─► desired ─┐
                            ├─► plan ─► changes ─► one transaction ─► a login as the role
    server ─► live ─────────┘

Desired and live state are one type (model.Access); the plan between them is pure. Deliberately not
here: Pulumi, Docker, waiting for a server to start, and any change to data. `admin/` repairs what every
login depends on: the administrator and pg_hba.conf. `admin/` repairs what every
login depends on: the administrator and pg_hba.conf.
"""
