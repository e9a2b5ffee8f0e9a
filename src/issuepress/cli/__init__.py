"""The commands: each parses, makes one call and prints."""

import os

from issuepress.cli.group import main

__all__ = ["main"]

# Pydantic would look for plug-ins in every installed package, at each start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
