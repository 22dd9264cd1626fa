"""Pure values and rules of the postmortem. Nothing in here can wait, fail for outside reasons or read a clock."""
