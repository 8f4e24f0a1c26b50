"""Chat services: what comes in is stored, answered and sent, whatever is killed when."""
