"""Places inside the PostgreSQL container that more than one part of the project must know."""

DATA = "/var/lib/postgresql/data"
SOCKETS = "/var/run/postgresql"  # where the server's Unix socket is, and where every client looks for it
HBA_FILE = "/etc/castmatch/pg_hba.conf"
