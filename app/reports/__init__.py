"""What the figures of a workshop say, for organisers and for who funds it."""
