"""The screen PDF: PDF/UA-1 and PDF/A-3a in one file."""
