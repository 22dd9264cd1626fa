"""Whole stories: sandbox ↔ signed HTTP or socket ↔ Bolt ↔ database ↔ worker ↔ sandbox, on both databases."""
