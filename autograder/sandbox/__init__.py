"""Student code, run confined: a warm process, its walls, and plain data over a socket."""
