"""The catalog queries, one per kind of fact.

They read access lists themselves, without what PUBLIC or a membership adds.

An access list that is NULL stands for the default one: acldefault() writes it out.
"""

ROLE = """
SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolinherit,
       rolconnlimit, nullif(rolvaliduntil, 'infinity')::text, rolpassword
  FROM pg_authid
 WHERE rolname = %(role)s
"""

# The role with this role's marker setting, whatever its name is now.
MARKED_ROLES = """
SELECT rolname
  FROM pg_db_role_setting
  JOIN pg_roles ON pg_roles.oid = setrole
 WHERE setdatabase = 0
   AND %(role_mark)s = ANY (setconfig)
   AND rolname <> current_user
   AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = %(role)s)
 ORDER BY pg_roles.oid
"""

# Before PostgreSQL 16 a membership has no options but ADMIN.
MEMBERSHIPS = """
SELECT groups.rolname,
       CASE WHEN current_setting('server_version_num')::int >= 160000
            THEN pg_get_userbyid(membership.grantor)::text ELSE '' END,
       NOT admin_option
       AND coalesce((to_jsonb(membership)->>'inherit_option')::bool, member.rolinherit) = member.rolinherit
       AND coalesce((to_jsonb(membership)->>'set_option')::bool, true)
  FROM pg_auth_members AS membership
  JOIN pg_roles AS groups ON groups.oid = membership.roleid
  JOIN pg_roles AS member ON member.oid = membership.member
 WHERE member.rolname = %(role)s
"""

ABSENT = """
SELECT name
  FROM unnest(%(needed)s::text[]) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
"""

SETTINGS = """
SELECT split_part(setting, '=', 1), coalesce(datname, ''), substr(setting, strpos(setting, '=') + 1)
  FROM pg_db_role_setting
  JOIN pg_roles ON pg_roles.oid = setrole
  LEFT JOIN pg_database ON pg_database.oid = setdatabase
 CROSS JOIN unnest(setconfig) AS setting
 WHERE rolname = %(role)s
"""

# A privilege that may be passed on ends in an asterisk, as psql writes it.
DATABASES = """
SELECT datname, pg_get_userbyid(datdba)::text, datallowconn, datconnlimit,
       ARRAY(SELECT privilege_type || CASE WHEN is_grantable AND grantee <> datdba THEN '*' ELSE '' END
               FROM aclexplode(coalesce(datacl, acldefault('d', datdba)))
              WHERE grantee = pg_roles.oid),
       ARRAY(SELECT privilege_type
               FROM aclexplode(coalesce(datacl, acldefault('d', datdba)))
              WHERE grantee = 0),
       (SELECT substr(setting, length(%(database_mark)s) + 2)
          FROM pg_db_role_setting, unnest(setconfig) AS setting
         WHERE setrole = 0 AND setdatabase = pg_database.oid
           AND starts_with(setting, %(database_mark)s || '=')),
       EXISTS (SELECT FROM pg_db_role_setting
                WHERE setrole = 0 AND setdatabase = pg_database.oid
                  AND 'default_transaction_read_only=on' = ANY (setconfig))
  FROM pg_database
  LEFT JOIN pg_roles ON rolname = %(role)s
"""

# pg_database_owner (PostgreSQL 15 and later, schema public) stands for the database's owner, and counts as the declared
# owner here: DATABASES reads the real one.
SCHEMAS = """
SELECT nspname,
       CASE WHEN pg_get_userbyid(nspowner) = 'pg_database_owner'
            THEN %(owner)s ELSE pg_get_userbyid(nspowner)::text END,
       ARRAY(SELECT DISTINCT privilege_type || CASE WHEN is_grantable AND grantee <> nspowner THEN '*' ELSE '' END
               FROM aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
              WHERE grantee IN (SELECT oid FROM pg_roles
                                 WHERE rolname = %(role)s
                                    OR rolname = 'pg_database_owner' AND %(role)s = %(owner)s)),
       ARRAY(SELECT DISTINCT privilege_type
               FROM aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
              WHERE grantee = 0)
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
       CASE WHEN follows_table THEN %(owner)s ELSE pg_get_userbyid(owner)::text END,
       ARRAY(SELECT DISTINCT privilege_type || CASE WHEN is_grantable AND grantee <> owner THEN '*' ELSE '' END
               FROM aclexplode(coalesce(acl, acldefault(class, owner)))
              WHERE grantee = (SELECT oid FROM pg_roles WHERE rolname = %(role)s)),
       ARRAY(SELECT DISTINCT privilege_type || CASE WHEN is_grantable AND grantee <> owner THEN '*' ELSE '' END
               FROM pg_attribute CROSS JOIN aclexplode(attacl)
              WHERE attrelid = target.oid AND catalog = 'pg_class'::regclass
                AND grantee = (SELECT oid FROM pg_roles WHERE rolname = %(role)s)),
       ARRAY(SELECT DISTINCT privilege_type FROM aclexplode(acl)
              WHERE grantee = 0 AND catalog = 'pg_class'::regclass
             UNION
             SELECT DISTINCT privilege_type FROM pg_attribute CROSS JOIN aclexplode(attacl)
              WHERE attrelid = target.oid AND catalog = 'pg_class'::regclass AND grantee = 0),
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

# What `owner` will create: anywhere (schema "") it starts from PostgreSQL's defaults, in a schema from nothing more.
FUTURE = """
SELECT kind, scope.name,
       ARRAY(SELECT privilege_type || CASE WHEN is_grantable AND grantee <> creator.oid THEN '*' ELSE '' END
               FROM aclexplode(coalesce(defaclacl,
                                        CASE WHEN scope.oid = 0 THEN acldefault(default_class, creator.oid) END))
              WHERE grantee = (SELECT oid FROM pg_roles WHERE rolname = %(role)s)),
       ARRAY(SELECT privilege_type FROM aclexplode(defaclacl) WHERE grantee = 0),
       ARRAY(SELECT privilege_type
               FROM aclexplode(acldefault(default_class, creator.oid)) WHERE grantee = creator.oid)
  FROM pg_roles AS creator
 CROSS JOIN (SELECT 0::oid, '' UNION ALL
             SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY(%(schemas)s)) AS scope (oid, name)
  JOIN (VALUES ('r'::"char", 'r'::"char", 'table'), ('S', 's', 'sequence'), ('f', 'f', 'routine'),
               ('T', 'T', 'type'), ('n', 'n', 'schema')) AS kinds (class, default_class, kind)
    ON class <> 'n' OR scope.oid = 0
  LEFT JOIN pg_default_acl ON defaclrole = creator.oid AND defaclobjtype = class AND defaclnamespace = scope.oid
 WHERE creator.rolname = %(owner)s
"""
