"""The Web API: the table of served methods, and the way of a call from its bytes to Slack's answer."""
