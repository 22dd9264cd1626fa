"""HTTP's edge: Slack's own route behind the guard, the signed incident webhook, and liveness.

There is no route for what is switched off.
"""
