"""The steps of the schema, in Alembic's layout. `storage.migrate` runs them."""
