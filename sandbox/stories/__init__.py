"""Scripted incidents, and what plays them: who says what in a channel, and later who does what with the app."""

from sandbox.stories.player import Player
from sandbox.stories.stage import Clock, Works
from sandbox.stories.steps import Step
from sandbox.stories.story import Chapter, File, Move, Row, Story

__all__ = ["Chapter", "Clock", "File", "Move", "Player", "Row", "Step", "Story", "Works"]
