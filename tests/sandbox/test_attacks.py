"""What `autograder doctor --attack` tries is held on a machine that can confine."""

import pytest
from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.sandbox import attacks
from autograder.sandbox.walls.probing import what_can_be_enforced


@pytest.mark.skipif(
    any(found.required and not found.ok for found in what_can_be_enforced()), reason="this machine cannot confine"
)
def test_every_attack_is_held():
    found = dict(attacks.try_attacks())
    assert len(found) == 9
    assert {kind: reached for kind, reached in found.items() if reached} == {}


def test_what_is_not_held_is_named_and_fails(monkeypatch):
    monkeypatch.setattr(attacks, "try_attacks", lambda: iter([("the network", ""), ("more rights", "root, \x1b[2J")]))
    result = CliRunner().invoke(app, ["doctor", "--attack"])
    assert result.output == "✓ the network: held\n✗ more rights: NOT held: root, \\x1b[2J\n"
    assert result.exit_code == 1
