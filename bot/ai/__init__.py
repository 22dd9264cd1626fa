"""Narrators: those who make a timeline and sections of a transcript. What they say is grounded elsewhere."""
