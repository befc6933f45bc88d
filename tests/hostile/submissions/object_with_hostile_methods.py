# outcome: returned
# value: Foreign('Hostile')
def explode(*args, **kwargs):
    raise SystemExit("caught by nobody")


class Hostile:
    __eq__ = __ne__ = __lt__ = __bool__ = __len__ = __iter__ = __hash__ = __repr__ = (
        __str__
    ) = __format__ = explode
    __array__ = __array_interface__ = __array_ufunc__ = __float__ = __int__ = (
        __index__
    ) = __reduce__ = __del__ = explode
    __class__ = property(lambda self: float)
    __getattribute__ = explode


def conv_forward():
    return Hostile()
