"""Student code as text: repaired, cut into definitions, told from stubs."""
