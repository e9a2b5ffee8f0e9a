"""`python -m issuepress` is the command."""

from issuepress.cli import main

main()
