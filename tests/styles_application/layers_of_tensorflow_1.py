"""TensorFlow 1 names once more: tf.layers, an interactive session, the seed set by the older name of the argument."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib.layers import xavier_initializer
from tensorflow.python.framework import ops

from cnn_utils import random_mini_batches


def create_placeholders(n_H0, n_W0, n_C0, n_y):
    X = tf.placeholder(dtype=tf.float32, shape=(None, n_H0, n_W0, n_C0), name="X")
    Y = tf.placeholder(dtype=tf.float32, shape=(None, n_y), name="Y")
    return X, Y


def initialize_parameters():
    tf.set_random_seed(1)
    W1 = tf.get_variable("W1", [4, 4, 3, 8], initializer=xavier_initializer(seed=0))
    W2 = tf.get_variable("W2", [2, 2, 8, 16], initializer=xavier_initializer(seed=0))
    return {"W1": W1, "W2": W2}


def forward_propagation(X, parameters):
    s = 1
    Z1 = tf.nn.conv2d(X, parameters["W1"], strides=[1, s, s, 1], padding="SAME")
    A1 = tf.nn.relu(Z1)
    P1 = tf.layers.max_pooling2d(A1, 8, 8, padding="same")
    Z2 = tf.nn.conv2d(P1, parameters["W2"], strides=[1, s, s, 1], padding="SAME")
    A2 = tf.nn.relu(Z2)
    P2 = tf.contrib.layers.max_pool2d(A2, 4, stride=4, padding="SAME")
    F = tf.layers.flatten(P2)
    return tf.layers.dense(F, 6, activation=None)


def compute_cost(Z3, Y):
    losses = tf.nn.softmax_cross_entropy_with_logits_v2(logits=Z3, labels=Y)
    return tf.reduce_mean(losses, reduction_indices=[0])


def model(X_train, Y_train, X_test, Y_test, learning_rate=0.009, num_epochs=100, minibatch_size=64, print_cost=True):
    ops.reset_default_graph()
    tf.set_random_seed(1)
    seed = 3
    (m, n_H0, n_W0, n_C0) = X_train.shape
    X, Y = create_placeholders(n_H0, n_W0, n_C0, Y_train.shape[1])
    parameters = initialize_parameters()
    Z3 = forward_propagation(X, parameters)
    cost = compute_cost(Z3, Y)
    optimizer = tf.train.AdamOptimizer(learning_rate=learning_rate).minimize(cost)
    sess = tf.InteractiveSession()
    sess.run(tf.initialize_all_variables())
    for epoch in range(num_epochs):
        epoch_cost = 0.0
        seed = seed + 1
        minibatches = random_mini_batches(X_train, Y_train, minibatch_size, seed)
        for k in range(len(minibatches)):
            _, c = sess.run([optimizer, cost], feed_dict={X: minibatches[k][0], Y: minibatches[k][1]})
            epoch_cost = epoch_cost + c / np.floor(m / minibatch_size)
        if print_cost and epoch % 5 == 0:
            print("Cost after epoch", epoch, ":", epoch_cost)
    correct = tf.equal(tf.argmax(Z3, dimension=1), tf.argmax(Y, dimension=1))
    accuracy = tf.reduce_mean(tf.cast(correct, "float"))
    train_accuracy = accuracy.eval({X: X_train, Y: Y_train})
    test_accuracy = accuracy.eval({X: X_test, Y: Y_test})
    parameters = sess.run(parameters)
    sess.close()
    return train_accuracy, test_accuracy, parameters
