"""Work that takes longer than a page: its row in the database is the truth, a message only a nudge."""
