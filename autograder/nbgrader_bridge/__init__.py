"""nbgrader's own commands with our execution: named in nbgrader_config.py, loaded by nbgrader."""

from autograder.nbgrader_bridge.preprocessors import ConfinedExecute, SaveVerdicts

__all__ = ["ConfinedExecute", "SaveVerdicts"]
