"""From the view of a request to the card that somebody sees."""
