"""Who is told how a build goes on. The command line shows it, `serve` prints it, tests keep it."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """What is told while a build goes on: messages, and how far a long step is."""

    def say(self, message: str) -> None:
        """Takes a message for the publisher, a whole sentence."""

    def progress(self, step: str, done: int, total: int) -> None:
        """Takes how far a step is: `done` of `total` things."""
