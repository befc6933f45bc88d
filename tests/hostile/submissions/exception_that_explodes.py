# outcome: raised
# cell: raised
class Bad(Exception):
    def __str__(self):
        raise SystemExit

    __repr__ = __str__


def conv_forward():
    raise Bad


raise Bad
