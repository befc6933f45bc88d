# outcome: returned or raised or killed or missing
# cell: returned or killed
# neighbour: any
import builtins


def conv_forward():
    return 1


for name in (
    "isinstance",
    "issubclass",
    "len",
    "print",
    "open",
    "type",
    "tuple",
    "list",
    "dict",
    "str",
    "int",
    "callable",
):
    setattr(builtins, name, lambda *args, **kwargs: 1 / 0)
