"""Work graded as it comes: where it comes from, whose turn it is, and where the answer goes."""
