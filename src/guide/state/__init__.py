"""What cannot be derived again, in SQLite or PostgreSQL; the only SQLAlchemy."""
