"""A class does the work."""

import numpy as np


class Convolution:
    """One layer with its settings."""

    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def at(self, image, h, w):
        f = len(self.W)
        patch = image[h * self.stride :, w * self.stride :][:f, :f]
        return [conv_single_step(patch, self.W[..., c], self.b[..., c]) for c in range(self.W.shape[-1])]

    def __call__(self, A):
        f = len(self.W)
        padded = zero_pad(A, self.pad)
        heights = range((padded.shape[1] - f) // self.stride + 1)
        widths = range((padded.shape[2] - f) // self.stride + 1)
        return np.array([[[self.at(image, h, w) for w in widths] for h in heights] for image in padded])


def conv_forward(A_prev, W, b, hparameters):
    Z = Convolution(W, b, **hparameters)(A_prev)
    return Z.reshape(Z.shape[:4]), (A_prev, W, b, hparameters)
