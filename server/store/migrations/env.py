"""Where migrations run: on the connection handed over by `Database.migrate`."""

from alembic import context

from server.store.tables import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=tables, render_as_batch=connection.dialect.name == "sqlite"
)
context.run_migrations()
