"""Rows of a programme pasted from a sheet, a document or a mail: read, and nothing lost."""
