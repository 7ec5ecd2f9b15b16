"""Decisions about an agenda as pure code: layout, clashes, changes, the published document."""
