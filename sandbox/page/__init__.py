"""The workspace in a browser: drawn in Python, kept alive over one WebSocket a window, acted in through the driver."""
