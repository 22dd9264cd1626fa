"""Pure rules, tried alone."""
