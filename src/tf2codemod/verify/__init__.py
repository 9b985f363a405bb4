"""Runs old and new programs under controlled randomness and compares what they print."""
