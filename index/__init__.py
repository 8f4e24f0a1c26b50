"""Plans become passages that are found again. Knows ingest's types."""
