# outcome: raised or timeout or killed
def conv_forward():
    raise GeneratorExit


class Worse(BaseException):
    pass


def conv_forward():
    raise Worse("not an Exception")
