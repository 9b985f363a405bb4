"""Print as JSON, a list for each, the public names of TensorFlow 1.15 that stand for one and the same object.

    TF1_PYTHON scripts/list_same.py tests/facts/names_1_15.json > tests/facts/same_1_15.json

Keeps to Python 3.7.
"""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf


def main():
    """Print the groups, the shortest name first."""
    groups = defaultdict(list)
    for name in json.loads(Path(sys.argv[1]).read_text())["first"]:
        thing = tf
        try:
            for part in name.split(".")[1:]:
                thing = getattr(thing, part)
        except AttributeError:
            continue
        if callable(thing):
            groups[id(thing)].append(name)
    found = [sorted(names, key=lambda n: (n.count("."), n)) for names in groups.values() if len(names) > 1]
    print("[\n" + ",\n".join(json.dumps(names) for names in sorted(found)) + "\n]")


main()
