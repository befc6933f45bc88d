# outcome: missing
# cell: timeout or returned
from IPython.display import HTML, display

for _ in range(20_000):
    display(HTML("x" * 10_000))
