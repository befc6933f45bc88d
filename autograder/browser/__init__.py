"""The course as a static site that runs in a browser tab: JupyterLite, Pyodide, and a page of our own around them."""
