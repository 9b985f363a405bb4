"""Finds, reads and writes the files of a conversion: bytes in, bytes out."""
