"""Your own loops, compiled: what an interpreter walks through, as machine code."""
