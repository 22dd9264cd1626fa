"""A year of a workspace, played in minutes: what the clock promised to people is counted, and so is every exception."""
