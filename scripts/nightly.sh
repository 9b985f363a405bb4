#!/usr/bin/env bash
# What is too long for every push: golden cases, checkpoints and wrong conversions on TensorFlow 2.15 with Keras 2,
# and the references anew on TensorFlow 1.15. scripts/nightly.sh [FOLDER] keeps its environments in FOLDER. Run it
# where the tool is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-$HOME/.cache/tf2codemod}
mkdir -p "$folder"
[ -x "$folder/tf215/bin/python" ] || scripts/setup_tf215.sh "$folder/tf215"
python scripts/run_golden.py --python "$folder/tf215/bin/python" --written
TF2CODEMOD_PYTHON="$folder/tf215/bin/python" python -m pytest -q tests/verify
if [ -x "$folder/tf1/bin/python" ] || scripts/setup_tf1.sh "$folder/tf1"; then
    python scripts/record_references.py --python "$folder/tf1/bin/python" --check
fi
