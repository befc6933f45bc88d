# outcome: missing
# cell: killed
import os

os._exit(3)
