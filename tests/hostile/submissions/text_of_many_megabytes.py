# A text whose one wide character makes it four times as large in the grader as on its way.
# outcome: killed or memory
def conv_forward():
    return "a" * 33_000_000 + "\N{GRINNING FACE}"
