"""The page and the API: what a browser and other systems see of the assistant."""
