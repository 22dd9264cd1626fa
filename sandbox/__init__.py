"""A pretend Slack workspace in one process, strict like Slack. It knows nothing of the bot that talks to it."""
