"""Pictures of pages become words with places.

A child process makes a page upright and clean (`page`, `table`), tesseract reads it (`tesseract`), both bounded in
time and memory (`child`); `work` spreads the pages over cores or machines and keeps what was read (`cache`).
"""
