"""What people hand in: stored under names of our own, checked by content, swept when orphaned."""
