"""Measured runs: how well the converter reads, and what publishing costs. Never part of the tests, but for one that starts it."""
