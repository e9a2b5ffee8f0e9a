"""The commands: each parses, makes one call and prints.

The order of the modules is that in which `--help` lists their commands.
"""

import os

from issuepress.cli import building, looking, tables
from issuepress.cli.group import main

__all__ = ["building", "looking", "main", "tables"]

# Pydantic would look for plug-ins in every installed package, at each start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
