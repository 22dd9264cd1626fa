"""Use cases against real storage on both databases, where a scenario does not come: branches, races, refusals."""
