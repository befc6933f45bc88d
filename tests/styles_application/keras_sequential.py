"""The 2021 edition: layers in a list, activations by name, the softmax as a layer."""

import tensorflow as tf


def convolutional_model(shape):
    layers = tf.keras.layers
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape),
            layers.Conv2D(8, (4, 4), activation="relu", padding="same"),
            layers.MaxPooling2D(8),
            layers.Conv2D(16, (2, 2), activation=tf.nn.relu, padding="same"),
            layers.MaxPooling2D(4),
            layers.Reshape((64,)),
            layers.Dense(6),
            layers.Softmax(),
        ]
    )
