"""issuepress makes a magazine's issue: manuscripts in, EPUB and PDFs out."""

__version__ = "0.1.0"
