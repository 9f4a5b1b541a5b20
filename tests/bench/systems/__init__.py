"""What a user could pick instead, each behind the same two functions: build an index, open it."""
