"""What the kernel enforces around student code."""
