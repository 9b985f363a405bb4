#!/bin/sh
# Makes a virtual environment with TensorFlow 1.15, the last release of TensorFlow 1: scripts/setup_tf1.sh FOLDER
# TensorFlow 1.15 needs Python 3.7 (with pyenv: `pyenv install 3.7`); PYTHON37 names another one.
set -eu
folder=${1:?usage: scripts/setup_tf1.sh FOLDER}
python=${PYTHON37:-python3.7}

"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 7))' || {
    echo "$python is not Python 3.7" >&2
    exit 1
}
"$python" -m venv "$folder"
"$folder/bin/pip" install --quiet --upgrade pip
# Newer protobuf and NumPy no longer work with it; SciPy is for its ScipyOptimizerInterface.
"$folder/bin/pip" install --quiet 'tensorflow==1.15.5' 'protobuf<3.21' 'numpy<1.19' 'scipy<1.8'
TF_CPP_MIN_LOG_LEVEL=3 "$folder/bin/python" -W ignore -c 'import tensorflow as tf; print("TensorFlow", tf.__version__)'
