"""Pure recognisers: a payload from outside goes in, a message or a signal comes out, or nothing. None can wait."""
