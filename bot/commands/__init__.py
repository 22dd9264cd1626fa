"""What the words of the command line do, one file a word. `cli` only parses; nothing below may import from here."""
