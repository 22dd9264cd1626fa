"""The bot: what it does. This package imports nothing by itself, so that importing any room of it stays free."""
