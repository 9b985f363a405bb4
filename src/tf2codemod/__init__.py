"""Rewrites TensorFlow 1.x programs into idiomatic TensorFlow 2."""

__version__ = "0.1.0"
