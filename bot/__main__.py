"""`python -m bot`, and the installed command `postmortem`."""

from bot.cli import main

if __name__ == "__main__":
    main()
