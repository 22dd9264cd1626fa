"""`demo`: a pretend workspace with the real bot in it, as a page to click in or, with `--once`, as a printed story.

This file imports nothing: the page is to be there at once, and the bot's own process needs none of the stories.
"""
