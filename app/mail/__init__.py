"""Letters: written as rows, delivered by a worker."""
