"""The catalog queries, one a kind of fact.

They read access lists as they are, never what PUBLIC or a membership adds.

An access list that is NULL stands for the default one: acldefault() writes it out.
"""

ROLE = """
SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolinherit,
       rolconnlimit, nullif(rolvaliduntil, 'infinity')::text, rolpassword
  FROM pg_authid
 WHERE rolname = %(role)s
"""

MEMBERSHIPS = """
SELECT groups.rolname,
       CASE WHEN current_setting('server_version_num')::int >= 160000
            THEN pg_get_userbyid(membership.grantor)::text ELSE '' END
  FROM pg_auth_members AS membership
  JOIN pg_roles AS groups ON groups.oid = membership.roleid
  JOIN pg_roles AS member ON member.oid = membership.member
 WHERE member.rolname = %(role)s
"""

SETTINGS = """
SELECT split_part(setting, '=', 1), coalesce(datname, '')
  FROM pg_db_role_setting
  JOIN pg_roles ON pg_roles.oid = setrole
  LEFT JOIN pg_database ON pg_database.oid = setdatabase
 CROSS JOIN unnest(setconfig) AS setting
 WHERE rolname = %(role)s
"""

DATABASES = """
SELECT datname, pg_get_userbyid(datdba)::text, datallowconn, datconnlimit,
       ARRAY(SELECT privilege_type
               FROM aclexplode(coalesce(datacl, acldefault('d', datdba)))
              WHERE grantee = pg_roles.oid),
       ARRAY(SELECT privilege_type
               FROM aclexplode(coalesce(datacl, acldefault('d', datdba)))
              WHERE grantee = 0)
  FROM pg_database
  LEFT JOIN pg_roles ON rolname = %(role)s
"""

# pg_database_owner (PostgreSQL 15 and later, schema public) stands for the database's owner. Who
# that is, is a fact of its own; here it counts as the role.
SCHEMAS = """
SELECT nspname,
       CASE WHEN pg_get_userbyid(nspowner) = 'pg_database_owner'
            THEN %(role)s ELSE pg_get_userbyid(nspowner)::text END,
       ARRAY(SELECT DISTINCT privilege_type
               FROM aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
              WHERE grantee IN (SELECT oid FROM pg_roles
                                 WHERE rolname IN (%(role)s, 'pg_database_owner')))
  FROM pg_namespace
 WHERE nspname = ANY(%(schemas)s)
"""

# Left out: members of extensions (theirs to manage), indexes and row types (they follow their
# table), array and multirange types (they follow their type). A sequence that belongs to a column
# follows the owner of its table and can't be given away alone, but has privileges of its own.
OBJECTS = """
WITH target AS (
    SELECT 'pg_class'::regclass AS catalog, oid, relnamespace AS namespace, relname AS name,
           '' AS arguments, relowner AS owner, relacl AS acl,
           CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" AS class,
           CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                        WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence'
                        ELSE 'table' END AS kind
      FROM pg_class
     WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, pronamespace, proname,
           oidvectortypes(proargtypes), proowner, proacl, 'f', 'routine'
      FROM pg_proc
    UNION ALL
    SELECT 'pg_type'::regclass, type.oid, typnamespace, typname,
           '', typowner, typacl, 'T', 'type'
      FROM pg_type AS type
      LEFT JOIN pg_class AS composite ON composite.oid = typrelid
     WHERE typtype <> 'm' AND typisdefined
       AND coalesce(composite.relkind, 'c') = 'c'
       AND NOT EXISTS (SELECT FROM pg_type AS element WHERE element.typarray = type.oid)
    UNION ALL
    SELECT 'pg_statistic_ext'::regclass, oid, stxnamespace, stxname,
           '', stxowner, NULL, NULL, 'statistics'
      FROM pg_statistic_ext
    UNION ALL
    SELECT 'pg_collation'::regclass, oid, collnamespace, collname,
           '', collowner, NULL, NULL, 'collation'
      FROM pg_collation
    UNION ALL
    SELECT 'pg_ts_config'::regclass, oid, cfgnamespace, cfgname,
           '', cfgowner, NULL, NULL, 'text search configuration'
      FROM pg_ts_config
    UNION ALL
    SELECT 'pg_ts_dict'::regclass, oid, dictnamespace, dictname,
           '', dictowner, NULL, NULL, 'text search dictionary'
      FROM pg_ts_dict
)
SELECT kind, name::text, nspname::text, arguments,
       CASE WHEN follows_table THEN %(role)s ELSE pg_get_userbyid(owner)::text END,
       ARRAY(SELECT DISTINCT privilege_type
               FROM aclexplode(coalesce(acl, acldefault(class, owner)))
              WHERE grantee = (SELECT oid FROM pg_roles WHERE rolname = %(role)s)),
       ARRAY(SELECT privilege_type
               FROM aclexplode(acldefault(class, owner)) WHERE grantee = owner)
  FROM target
  JOIN pg_namespace ON pg_namespace.oid = namespace
 CROSS JOIN LATERAL (
       SELECT EXISTS (SELECT FROM pg_depend
                       WHERE classid = catalog AND objid = target.oid AND kind = 'sequence'
                         AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i'))
       ) AS sequence (follows_table)
 WHERE nspname = ANY(%(schemas)s)
   AND NOT EXISTS (SELECT FROM pg_depend
                    WHERE classid = catalog AND objid = target.oid AND deptype = 'e')
"""

FUTURE = """
SELECT CASE defaclobjtype WHEN 'r' THEN 'table' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'routine'
                          WHEN 'T' THEN 'type' ELSE 'schema' END,
       ARRAY(SELECT privilege_type FROM aclexplode(defaclacl) WHERE grantee = defaclrole),
       ARRAY(SELECT privilege_type
               FROM aclexplode(acldefault(CASE defaclobjtype WHEN 'S' THEN 's'
                                          ELSE defaclobjtype END, defaclrole))
              WHERE grantee = defaclrole)
  FROM pg_default_acl
  JOIN pg_roles ON pg_roles.oid = defaclrole
 WHERE rolname = %(role)s
   AND defaclnamespace = 0
   AND defaclobjtype IN ('r', 'S', 'f', 'T', 'n')
"""
