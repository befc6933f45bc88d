"""Names of older NumPy and TensorFlow, given back to code that was written with them."""
