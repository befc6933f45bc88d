"""Call a student's function once, safely, and write down what it did."""
