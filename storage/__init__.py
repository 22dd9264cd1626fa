"""What is remembered: SQLite for one process, PostgreSQL for any number, with the same behaviour. It holds no rule."""
