"""One suite a port, run against its implementations."""
