"""Says TensorFlow 1 programs in other words of TensorFlow 1, of the same meaning, that a plan can follow."""
