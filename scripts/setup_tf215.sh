#!/bin/sh
# Makes a virtual environment with TensorFlow 2.15, the last one with Keras 2: scripts/setup_tf215.sh FOLDER
# It needs Python 3.9 to 3.11 (with pyenv: `pyenv install 3.10`); PYTHON310 names another one than python3.10.
set -eu
folder=${1:?usage: scripts/setup_tf215.sh FOLDER}
python=${PYTHON310:-python3.10}

"$python" -c 'import sys; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 11))' || {
    echo "$python is not Python 3.9, 3.10 or 3.11" >&2
    exit 1
}
"$python" -m venv "$folder"
"$folder/bin/pip" install --quiet --upgrade pip
"$folder/bin/pip" install --quiet 'tensorflow-cpu==2.15.1' 'tf_keras==2.15.1'
TF_CPP_MIN_LOG_LEVEL=3 "$folder/bin/python" -W ignore -c 'import tensorflow as tf; print("TensorFlow", tf.__version__)'
