"""Slack's edge: what people press, type and send. `register` fills the tables of listeners, feature by feature."""
