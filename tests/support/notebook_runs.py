"""Run All, as a reader does it, and what went wrong there."""

import nbformat
from nbclient import NotebookClient


def run_all(notebook, folder):
    """Run every cell in a kernel that turns warnings of our own code into errors; errors end up in the outputs."""
    strict = nbformat.v4.new_code_cell(
        "import warnings\nwarnings.filterwarnings('error', module='__main__|cnn_utils|autograder')"
    )
    notebook.cells.insert(0, strict)
    client = NotebookClient(notebook, timeout=300, allow_errors=True, resources={"metadata": {"path": str(folder)}})
    client.execute()
    notebook.cells.pop(0)
    return notebook


def trouble(notebook):
    return [
        (cell.id, output.get("text") or f"{output.ename}: {output.evalue}")
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr" or "WARNING" in output.get("text", "")
    ]
