"""Who was there: checked in at the door, or through the personal link of the meeting."""
