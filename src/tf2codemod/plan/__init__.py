"""Decides what becomes of a program: its level, its functions, its state and its runs."""
