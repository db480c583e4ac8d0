"""The administrator and pg_hba.conf: what every login goes through, repaired over the trusted socket."""
