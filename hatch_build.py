"""Have the grader depend on the students' package at its own version, which is written there."""

from __future__ import annotations

from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class SameVersion(MetadataHookInterface):
    """Hatchling's metadata hook, named in pyproject.toml with all other dependencies."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Write the dependencies into the metadata of a build."""
        students = f"convnets-step-by-step=={metadata['version']}"
        metadata["dependencies"] = [students, *self.config["dependencies"]]
