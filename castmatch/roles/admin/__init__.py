"""Repair what every login depends on, through the trusted socket: the administrator and pg_hba.conf.

administrator  observe and repair the administrator   ─► plan           differences, statements (pure)
                                                      ─► trusted_socket SQL as any role, without a password
                                                      ─► single_user    the command where no superuser is left
hba            observe and restore pg_hba.conf        ─► hba_rules      the declared file, differences (pure)
"""
