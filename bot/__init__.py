"""An Answer becomes a message: terminal, Telegram. The only place that wires things together."""
