"""The 2021 edition: TensorFlow's own operations between Keras layers."""

import tensorflow as tf


def convolutional_model(input_shape):
    inputs = tf.keras.Input(shape=input_shape)
    A1 = tf.nn.relu(tf.keras.layers.Conv2D(8, (4, 4), padding="SAME")(inputs))
    P1 = tf.nn.max_pool2d(A1, 8, 8, "SAME")
    A2 = tf.keras.activations.relu(tf.keras.layers.Conv2D(16, (2, 2), padding="SAME")(P1))
    P2 = tf.keras.layers.MaxPool2D(pool_size=(4, 4), padding="SAME")(A2)
    F = tf.reshape(P2, (-1, 64))
    return tf.keras.Model(inputs, tf.nn.softmax(tf.keras.layers.Dense(6)(F)))
