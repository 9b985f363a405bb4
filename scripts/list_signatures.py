"""Print the public names of the TensorFlow that runs this script, with their parameters, as JSON.

Run by ``generate_signatures.py`` under both TensorFlow versions, so it keeps to Python 3.7.
"""

import importlib
import inspect
import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf

try:
    from tensorflow.python.util import tf_decorator, tf_inspect
except ImportError:
    tf_decorator, tf_inspect = None, inspect

FIRST = tf.__version__.startswith("1.")
SKIPPED = {
    "compat",
    "python",
    "core",
    "tools",
    "contrib",
    "examples",
    "lite",
    "raw_ops",
    "dtensor",
    "pywrap_tensorflow",
}
INNER = (
    "tf_decorator",
    "deprecation",
    "tf_stack",
    "src",
    "backend",
    "applications",
    "datasets",
    "preprocessing",
)
CONTRIB = (
    "layers",
    "slim",
    "rnn",
    "framework",
    "seq2seq",
    "losses",
    "metrics",
    "opt",
    "training",
    "distributions",
    "legacy_seq2seq",
    "signal",
    "data",
    "lookup",
    "crf",
    "image",
    "summary",
    "eager",
)


def parameters(thing):
    """Return the parameters of a callable: name=, name=default."""
    target = thing.__init__ if inspect.isclass(thing) else thing
    for tool in (tf_inspect, inspect):
        try:
            spec = tool.getfullargspec(target)
            break
        except Exception:
            spec = None
    if spec is None:
        return None
    names = list(spec.args)
    if names and names[0] in ("self", "cls", "_self", "_cls"):
        names = names[1:]
    values = spec.defaults or ()
    first = len(names) - len(values)
    defaults = {names[first + index]: value for index, value in enumerate(values)}
    defaults.update(spec.kwonlydefaults or {})
    words = []
    for name in names + list(spec.kwonlyargs or ()):
        word = name
        if name in defaults:
            word += "=" + source(defaults[name])
        words.append(word)
    if spec.varargs:
        words.append("*" + spec.varargs)
    if spec.varkw:
        words.append("**" + spec.varkw)
    return " ".join(words)


def source(value):
    """Return a default as source, where it is a plain value."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value).replace(" ", "\u00a0").replace("|", "")
    if isinstance(value, (tuple, list)) and all(isinstance(item, (int, float, str)) for item in value):
        return repr(value).replace(" ", "\u00a0").replace("|", "")
    if isinstance(value, tf.DType):
        return "tf." + value.name
    return ""


def identity(thing):
    """Return what two names of one function share."""
    if tf_decorator is not None and not inspect.isclass(thing):
        thing = tf_decorator.unwrap(thing)[1]
    return id(thing)


def entry(thing):
    """Describe one public name."""
    kind = "class" if inspect.isclass(thing) else "function" if callable(thing) else "value"
    found = {"kind": kind, "id": identity(thing)}
    if kind != "value":
        found["params"] = parameters(thing)
        plain = tf_decorator.unwrap(thing)[1] if tf_decorator is not None and kind == "function" else thing
        names = plain.__dict__.get("_tf_api_names", ()) if hasattr(plain, "__dict__") else ()
        found["names"] = list(names or ())
    return found


def walk(module, prefix, seen, out):
    """Collect the names below a module."""
    for name in sorted(dir(module)):
        if name.startswith("_") or (prefix == "tf" and name in SKIPPED) or name in INNER:
            continue
        try:
            thing = getattr(module, name)
        except Exception:
            continue
        full = prefix + "." + name
        if inspect.ismodule(thing):
            if (
                id(thing) not in seen
                and full.count(".") < 5
                and ("tensorflow" in thing.__name__ or "keras" in thing.__name__)
            ):
                walk(thing, full, seen | {id(thing)}, out)
            continue
        out[full] = entry(thing)


def main():
    """Write the JSON to the file that is named."""
    out = {}
    walk(tf, "tf", frozenset(), out)
    if FIRST:
        for sub in CONTRIB:
            module = importlib.import_module("tensorflow.contrib." + sub)
            for name in sorted(dir(module)):
                thing = getattr(module, name)
                if not name.startswith("_") and callable(thing):
                    out["tf.contrib." + sub + "." + name] = entry(thing)
    Path(sys.argv[1]).write_text(json.dumps(out))


main()
