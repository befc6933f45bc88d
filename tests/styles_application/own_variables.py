"""tf.Variable for everything, the layers put together from windows and products, the cost from logarithms."""

import functools

import tensorflow.compat.v1 as tf

from cnn_utils import random_mini_batches


def traced(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@traced
def create_placeholders(height, width, channels, classes):
    X = tf.placeholder(tf.float32, [None, height, width, channels])
    Y = tf.placeholder(tf.float32, [None, classes])
    return X, Y


@traced
def initialize_parameters():
    tf.set_random_seed(1)
    draw = tf.glorot_uniform_initializer(seed=0)
    return {"W1": tf.Variable(draw((4, 4, 3, 8))), "W2": tf.Variable(draw((2, 2, 8, 16)), name="second")}


def convolved(A, W):
    f, n_C_prev, n_C = int(W.shape[0]), int(W.shape[2]), int(W.shape[3])
    windows = tf.image.extract_patches(A, [1, f, f, 1], [1, 1, 1, 1], [1, 1, 1, 1], "SAME")
    return tf.tensordot(windows, tf.reshape(W, (f * f * n_C_prev, n_C)), [[3], [0]])


def pooled(A, f):
    n_H, n_W, n_C = A.shape[1:].as_list()
    return tf.reduce_max(tf.reshape(A, (-1, n_H // f, f, n_W // f, f, n_C)), axis=[2, 4])


@traced
def forward_propagation(images, weights):
    images = tf.ensure_shape(images, (None, 64, 64, 3))
    first = pooled(tf.maximum(convolved(images, weights["W1"]), 0.0), 8)
    second = tf.nn.relu(pooled(convolved(first, weights["W2"]), 4))
    rows = tf.reshape(second, (-1, 64))
    kernel = tf.Variable(tf.random_normal((6, 64), stddev=0.1))
    shift = tf.Variable([0.0] * 6)
    return tf.matmul(rows, kernel, transpose_b=True) + shift


@traced
def compute_cost(logits, truth):
    shifted = logits - tf.stop_gradient(tf.reduce_max(logits, axis=1, keepdims=True))
    logarithms = shifted - tf.log(tf.reduce_sum(tf.exp(shifted), axis=1, keepdims=True))
    return -tf.reduce_sum(truth * logarithms) / tf.cast(tf.shape(logits)[0], tf.float32)


@traced
def model(X_train, Y_train, X_test, Y_test, learning_rate=0.009, num_epochs=100, minibatch_size=64, print_cost=True):
    tf.reset_default_graph()
    (m, *sizes), seed = X_train.shape, 3
    X, Y = create_placeholders(*sizes, Y_train.shape[-1])
    parameters = initialize_parameters()
    scores = forward_propagation(X, parameters)
    cost = compute_cost(scores, Y)
    step = tf.train.AdamOptimizer(learning_rate).minimize(cost)
    hits = tf.reduce_mean(tf.to_float(tf.equal(tf.arg_max(scores, 1), tf.arg_max(Y, 1))))
    with tf.Session() as session:
        tf.global_variables_initializer().run()
        for epoch in range(num_epochs):
            seed, epoch_cost = seed + 1, 0.0
            for xs, ys in random_mini_batches(X_train, Y_train, minibatch_size, seed):
                batch_cost, _ = session.run([cost, step], {X: xs, Y: ys})
                epoch_cost += batch_cost / (m // minibatch_size)
            if print_cost:
                print("epoch", epoch, "cost", epoch_cost)
        train_accuracy = hits.eval({X: X_train, Y: Y_train})
        test_accuracy = hits.eval({X: X_test, Y: Y_test})
    return train_accuracy, test_accuracy, parameters
