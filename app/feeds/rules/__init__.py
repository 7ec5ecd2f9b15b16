"""What holds of every feed, whatever it tells."""
