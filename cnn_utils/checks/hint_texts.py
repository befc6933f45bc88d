"""The three hints of every exercise, from a nudge to the last step before the answer, which they never give."""

from __future__ import annotations

from cnn_utils.checks.course_exercises import course_exercises
from cnn_utils.language.speaking import later

Steps = tuple[str, str, str]

STEP_BY_STEP: dict[str, Steps] = {
    "zero_pad": (
        later("X has four axes, (m, n_H, n_W, n_C). Which of them grow, and which must keep their length?"),
        later(
            "np.pad takes one pair (before, after) for every axis. An axis that keeps its length gets the pair (0, 0)."
        ),
        later(
            "Count the four pairs from left to right: examples, height, width, channels. Only the two in the middle "
            "hold pad."
        ),
    ),
    "conv_single_step": (
        later(
            "a_slice_prev and W have the same shape, so they can be multiplied entry by entry. What is done with all "
            "those products?"
        ),
        later(
            "All products of all channels go into one single sum. When is the bias added: to every product, or once?"
        ),
        later(
            "b has shape (1, 1, 1) but Z is one plain number: take the one entry out of b, for example with its "
            "method .item(), before you add it."
        ),
    ),
    "conv_forward": (
        later(
            "Work from the outside in: which shapes do you read off A_prev and W, and how large is Z? The formula "
            "with the floor stands above the exercise; whole-number division // is that floor."
        ),
        later(
            "For the output at (h, w) the window begins at row h times stride and is f rows high. The columns work "
            "the same way with w. Which array do you cut it from, the input or the padded input?"
        ),
        later(
            "The slice has all channels of one padded example. Filter c is the last axis of W and of b; one call of "
            "conv_single_step for each example, row, column and filter fills one entry of Z. The cache keeps what "
            "came in, not what you padded."
        ),
    ),
    "pool_forward": (
        later(
            "Pooling has no padding and no weights. How does the formula of the output size look with pad = 0, and "
            "how many channels come out?"
        ),
        later("The corners of the window are the same as in conv_forward. Does the stride appear in all four of them?"),
        later(
            "Each channel is pooled by itself: the slice needs a single channel, not all of them. One NumPy function "
            "gives the largest entry of a slice, another its mean; mode says which."
        ),
    ),
    "conv_backward": (
        later(
            "The three gradients have the shapes of A_prev, W and b. Each begins with zeros, and every entry of dZ "
            "adds its share: think +=, not =."
        ),
        later(
            "The entry dZ[i, h, w, c] came from one window. It gives that window of the padded gradient its share "
            "through filter c, and it gives filter c its share through that window of the padded input."
        ),
        later(
            "At the end of an example, cut the padding off its gradient. The part that is kept begins at row pad and "
            "is n_H rows high. Try your slice in your head with pad = 0: it must keep everything, not nothing."
        ),
    ),
    "create_mask_from_window": (
        later(
            "The mask has the shape of x and says True where x has its largest entry. Which number do you need first?"
        ),
        later("Comparing an array with a number gives an array of True and False of the same shape, with no loop."),
        later(
            "Ask of every entry whether it equals the maximum of the whole window. NumPy's max without an axis looks "
            "at all of it."
        ),
    ),
    "distribute_value": (
        later(
            "In average pooling every entry of the window had the same influence. Into how many equal parts does dz go?"
        ),
        later("The shape holds n_H and n_W; a window of 2 by 3 has six entries."),
        later(
            "Make an array of that shape in which every entry is the same share. Check yourself: its sum must be "
            "dz again."
        ),
    ),
    "pool_backward": (
        later(
            "dA_prev has the shape of A_prev and begins with zeros. Every entry of dA is given back to the window it "
            "came from: again +=, since windows may overlap."
        ),
        later(
            "The window's corners follow from h, w, stride and f. dA itself is read at (i, h, w, c), not at the corner."
        ),
        later(
            "For max, your mask of the slice of the input says who gets the entry of dA. For average, "
            "distribute_value spreads that entry over the shape (f, f)."
        ),
    ),
}

APPLICATION: dict[str, Steps] = {
    "create_placeholders": (
        later(
            "A placeholder fixes the type and the shape of what will be fed in later. How many examples will there be?"
        ),
        later(
            "The number of examples is not known yet; in a shape, None stands for that. It comes first in both shapes."
        ),
        later(
            "X has four axes, examples, height, width and channels; Y has two, examples and classes. Both hold float32."
        ),
    ),
    "initialize_parameters": (
        later(
            "The filters of the two convolutions have shapes (f, f, channels in, channels out). Read them off the "
            "picture of the network."
        ),
        later(
            "A variable of the graph is asked for by name, shape and initializer. Both filters use the Glorot-uniform"
            " initializer with seed 0."
        ),
        later(
            "The eight filters of W1 see three channels through 4 by 4. The sixteen of W2 see W1's eight through 2 by"
            ' 2. Hand both back in a dictionary under "W1" and "W2".'
        ),
    ),
    "forward_propagation": (
        later(
            "Go along the picture of the network: convolution, ReLU, pooling. The same comes once more, then flatten "
            "and the last layer. Each line takes the result of the line above."
        ),
        later(
            "Strides and windows are lists of four: the first and the last are 1, for examples and channels. All "
            'padding is "SAME".'
        ),
        later(
            "Convolutions move by 1; the first pooling has window and stride 8, the second 4. The last layer has six "
            "outputs and no activation: the cost takes care of the softmax."
        ),
    ),
    "compute_cost": (
        later(
            "The cost of one example compares the softmax of its six scores with its label. TensorFlow does both in "
            "one step."
        ),
        later(
            "The function wants logits, which are Z3 as they are, and labels, which are Y. It gives one number for "
            "each example."
        ),
        later("One number for the whole batch is needed: take the mean over the examples, not the sum."),
    ),
    "model": (
        later(
            "Build the graph first and run it later. In this order: placeholders, parameters, forward pass, cost, "
            "optimizer, from the functions that you have already written."
        ),
        later(
            "The optimizer is Adam; what it minimises is the cost. The initializer of all variables is run once, at "
            "the start of the session."
        ),
        later(
            "For each minibatch, one run asks for two things at once, the optimizer's step and the cost. It feeds "
            "the minibatch into X and Y."
        ),
    ),
    "convolutional_model": (
        later(
            "The layers are the same as in the graph. In Keras each is an object that is called on the output of the "
            "one before. It begins with an Input of the shape of one picture, without the number of examples."
        ),
        later(
            "Conv2D takes the number of filters and their size, MaxPool2D the window and the stride. The padding is "
            '"same" throughout, ReLU a layer of its own. Compare shapes with model.summary().'
        ),
        later(
            "After Flatten, a Dense layer with six units and softmax. The counts to aim at: 392, 528 and 390 "
            "parameters."
        ),
    ),
}

HINTS: dict[str, dict[str, Steps]] = {"step_by_step": STEP_BY_STEP, "application": APPLICATION}
"""What the package says; `hints` puts what a course says in its place."""


def hints() -> dict[str, Steps]:
    """Return the hints of every exercise; where the course beside the notebook has its own, those."""
    own = course_exercises()
    ours = {name: (first, second, third) for name, (first, second, third) in own.hints.items()} if own else {}
    return STEP_BY_STEP | APPLICATION | ours
