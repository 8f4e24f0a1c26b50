"""A file becomes a Plan. Knows no index, no question, no chat."""
