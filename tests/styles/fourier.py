"""Convolution as a product of spectra."""

import numpy as np


def conv_single_step(a_slice_prev, W, b):
    return float(np.vdot(a_slice_prev, W)) + b[0, 0, 0]


def conv_forward(A_prev, W, b, hparameters):
    stride, f = hparameters["stride"], W.shape[0]
    padded = zero_pad(A_prev, hparameters["pad"])
    size = (padded.shape[1] + f - 1, padded.shape[2] + f - 1)
    spectrum = np.fft.rfft2(padded, size, axes=(1, 2))
    filters = np.fft.rfft2(W[::-1, ::-1], size, axes=(0, 1))
    full = np.fft.irfft2(np.einsum("mhwp,hwpc->mhwc", spectrum, filters), size, axes=(1, 2))
    valid = full[:, f - 1 : padded.shape[1], f - 1 : padded.shape[2]]
    return valid[:, ::stride, ::stride] + b, (A_prev, W, b, hparameters)
