"""The general operations: tf.nn.convolution and tf.nn.pool, the last layer as a convolution, losses by name."""

import tensorflow.compat.v1 as tf

from cnn_utils import random_mini_batches


class _Counter:
    def __init__(self, start):
        self.value = start

    def next(self):
        self.value += 1
        return self.value


def create_placeholders(n_H0, n_W0, n_C0, n_y):
    def place(*shape):
        return tf.placeholder(tf.float32, shape)

    return place(None, n_H0, n_W0, n_C0), place(None, n_y)


def initialize_parameters():
    tf.set_random_seed(1)
    parameters = {}
    with tf.variable_scope("filters"):
        for name, shape in {"W1": [4, 4, 3, 8], "W2": [2, 2, 8, 16]}.items():
            parameters[name] = tf.get_variable(name, shape=shape, initializer=tf.initializers.glorot_uniform(0))
    return parameters


def forward_propagation(X, parameters, keep=None):
    def block(A, W, size):
        Z = tf.nn.convolution(A, W, padding="SAME", strides=[1, 1])
        return tf.nn.pool(tf.nn.relu(Z), [size, size], "MAX", padding="SAME", strides=[size, size])

    P2 = block(block(X, parameters["W1"], 8), parameters["W2"], 4)
    kernel = tf.get_variable("last", (2, 2, 16, 6), initializer=tf.glorot_uniform_initializer())
    bias = tf.get_variable("last_bias", (6,), initializer=tf.zeros_initializer())
    return tf.squeeze(tf.nn.bias_add(tf.nn.conv2d(P2, kernel, strides=[1, 1, 1, 1], padding="VALID"), bias), [1, 2])


def compute_cost(Z3, Y):
    return tf.losses.softmax_cross_entropy(onehot_labels=Y, logits=Z3)


def model(X_train, Y_train, X_test, Y_test, learning_rate=0.009, num_epochs=100, minibatch_size=64, print_cost=True):
    with tf.Graph().as_default(), tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as session:
        X, Y = create_placeholders(*X_train.shape[1:], Y_train.shape[1])
        parameters = initialize_parameters()
        Z3 = forward_propagation(X, parameters, keep=1.0)
        cost = compute_cost(Z3, Y)
        step = tf.train.AdamOptimizer(learning_rate).minimize(cost, global_step=tf.train.get_or_create_global_step())
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        counter = _Counter(3)
        for epoch in range(num_epochs):
            minibatches = random_mini_batches(X_train, Y_train, minibatch_size, counter.next())
            runs = [session.run([step, cost], {X: x, Y: y})[1] for x, y in minibatches]
            if print_cost and epoch % 5 == 0:
                print(f"Cost after epoch {epoch}: {sum(runs) / int(X_train.shape[0] / minibatch_size):f}")
        right = tf.cast(tf.equal(tf.argmax(tf.nn.softmax(Z3), 1), tf.argmax(Y, 1)), "float")
        accuracy = tf.reduce_mean(right)
        results = [accuracy.eval({X: x, Y: y}) for x, y in ((X_train, Y_train), (X_test, Y_test))]
        return (*results, session.run(parameters))
