"""Run by Alembic around the revisions, inside the transaction that it was handed."""

from alembic import context

from guide.state.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
