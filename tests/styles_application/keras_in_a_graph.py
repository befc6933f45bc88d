"""Keras layers, a Keras cost and a session that stays open, in graph mode."""

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from cnn_utils import random_mini_batches

v1 = tf.compat.v1


def create_placeholders(n_H0, n_W0, n_C0, n_y):
    X = v1.placeholder("float32", [None, n_H0, n_W0, n_C0])
    Y = v1.placeholder("float32", [None, n_y])
    return [X, Y]


def initialize_parameters():
    v1.set_random_seed(1)
    W1 = v1.get_variable("W1", [4, 4, 3, 8], initializer=_glorot())
    W2 = v1.get_variable("W2", [2, 2, 8, 16], initializer=_glorot())
    return {"W1": W1, "W2": W2, "note": None}


def _glorot():
    return v1.variance_scaling_initializer(1.0, "fan_avg", "uniform", seed=0)


def forward_propagation(X, parameters):
    layers = tf.keras.layers
    A1 = layers.ReLU()(tf.nn.conv2d(X, parameters["W1"], [1, 1, 1, 1], "SAME"))
    P1 = layers.MaxPooling2D(8, padding="same")(A1)
    A2 = layers.ReLU()(tf.nn.conv2d(P1, parameters["W2"], [1, 1, 1, 1], "SAME"))
    P2 = layers.MaxPooling2D(pool_size=(4, 4), strides=(4, 4))(A2)
    return layers.Dense(6)(layers.Flatten()(P2))


def compute_cost(Z3, Y):
    return tf.reduce_mean(tf.keras.losses.categorical_crossentropy(Y, Z3, from_logits=True))


def model(X_train, Y_train, X_test, Y_test, learning_rate=0.009, num_epochs=100, minibatch_size=64, print_cost=True):
    graph = tf.Graph()
    with graph.as_default():
        X, Y = create_placeholders(X_train.shape[1], X_train.shape[2], X_train.shape[3], Y_train.shape[1])
        parameters = initialize_parameters()
        Z3 = forward_propagation(X=X, parameters=parameters)
        cost = compute_cost(Z3=Z3, Y=Y)
        optimizer = v1.train.AdamOptimizer(learning_rate=learning_rate)
        train = optimizer.apply_gradients(optimizer.compute_gradients(cost))
        init = v1.global_variables_initializer()
        right = tf.equal(tf.argmax(Z3, axis=1), tf.argmax(Y, axis=1))
        accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    session = v1.Session(graph=graph)
    session.run(init)
    seed, costs = 3, []
    for _ in range(num_epochs):
        seed += 1
        total = 0
        for minibatch in random_mini_batches(X_train, Y_train, minibatch_size, seed):
            feed = dict(zip((X, Y), minibatch, strict=True))
            total += session.run([train, cost], feed)[1]
        costs.append(total / int(len(X_train) / minibatch_size))
    if print_cost:
        _, axes = plt.subplots()
        axes.plot(np.arange(num_epochs), costs)
        plt.show()
    return [
        session.run(accuracy, {X: X_train, Y: Y_train}).item(),
        session.run(accuracy, {X: X_test, Y: Y_test}).item(),
        parameters,
    ]
