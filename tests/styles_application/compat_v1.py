"""tf.compat.v1 called by its full name, a fully connected layer of one's own, everything initialised by hand."""

import numpy as np
import tensorflow as tf

from cnn_utils import random_mini_batches


def create_placeholders(n_H0, n_W0, n_C0, n_y):
    return (
        tf.compat.v1.placeholder(tf.float32, (None, n_H0, n_W0, n_C0), "pictures"),
        tf.compat.v1.placeholder(dtype=tf.float32, shape=tf.TensorShape([None, n_y])),
    )


def initialize_parameters():
    tf.compat.v1.set_random_seed(1)
    glorot = tf.compat.v1.initializers.glorot_uniform(seed=0)
    shapes = {"W1": (4, 4, 3, 8), "W2": (2, 2, 8, 16)}
    return {name: tf.compat.v1.get_variable(name, shape, tf.float32, glorot) for name, shape in shapes.items()}


def forward_propagation(X, parameters):
    A = X
    for name, size in (("W1", 8), ("W2", 4)):
        A = tf.nn.relu(tf.nn.conv2d(A, parameters[name], 1, "SAME"))
        A = tf.nn.max_pool2d(A, size, size, "VALID")
    F = tf.reshape(A, [tf.shape(A)[0], 64])
    W3 = tf.compat.v1.get_variable("W3", (64, 6))
    b3 = tf.compat.v1.get_variable("b3", (1, 6), initializer=tf.compat.v1.zeros_initializer())
    return tf.add(tf.matmul(F, W3), b3)


def compute_cost(Z3, Y):
    return tf.math.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(Y, Z3))


def model(X_train, Y_train, X_test, Y_test, learning_rate=0.009, num_epochs=100, minibatch_size=64, print_cost=True):
    tf.compat.v1.reset_default_graph()
    X, Y = create_placeholders(*X_train.shape[1:], Y_train.shape[1])
    parameters = initialize_parameters()
    Z3 = forward_propagation(X, parameters)
    cost = compute_cost(Z3, Y)
    step = tf.compat.v1.train.AdamOptimizer(learning_rate).minimize(cost)
    session = tf.compat.v1.Session()
    session.run(tf.compat.v1.global_variables_initializer())
    for epoch in range(num_epochs):
        costs = []
        for pictures, labels in random_mini_batches(X_train, Y_train, minibatch_size, seed=4 + epoch):
            costs.append(session.run((cost, step), {X: pictures, Y: labels})[0])
        if print_cost and not epoch % 5:
            print(f"Cost after epoch {epoch}: {sum(costs) / (len(X_train) // minibatch_size):.6f}")

    def accuracy(pictures, labels):
        return np.mean(session.run(Z3, {X: pictures}).argmax(axis=1) == labels.argmax(axis=1))

    return accuracy(X_train, Y_train), accuracy(X_test, Y_test), session.run(parameters)
