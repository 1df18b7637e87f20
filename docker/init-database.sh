#!/bin/sh
# Once, on an empty volume: the service's own role, which is no superuser, so that row-level security binds it.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
  --set password="$(cat /run/secrets/database_password)" <<'SQL'
CREATE ROLE luthier LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'password';
CREATE DATABASE luthier OWNER luthier;
REVOKE ALL ON DATABASE luthier FROM PUBLIC;
SQL
