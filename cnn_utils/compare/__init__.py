"""Plain values, calls and verdicts: are two outputs the same, where do they part, in which words."""
