"""A question becomes an Answer. Knows index and ingest."""
