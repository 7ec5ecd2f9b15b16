"""Every letter to a speaker, and its copy to an assistant: written in the transaction that causes
it."""

from app.invitations.letters.told_part import Agenda, own_part_of
from app.invitations.letters.writing import personal_links, plan, rehearse, write, write_copy

__all__ = ("Agenda", "own_part_of", "personal_links", "plan", "rehearse", "write", "write_copy")
