"""Steps of nbgrader's generate_assignment that are ours: stubs line by line, a gradebook that follows the notebook."""
