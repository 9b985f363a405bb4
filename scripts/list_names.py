"""Print the public names of the TensorFlow that runs this script as JSON: name -> kind, parameters, identity.

Run by ``generate_fates.py`` under each TensorFlow version, so it keeps to Python 3.7.  TensorFlow 1 gives its
names with and without contrib; TensorFlow 2 its own names and those of ``tf.compat.v1``.
"""

import contextlib
import importlib
import inspect
import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import tensorflow as tf

try:
    from tensorflow.python.util import tf_decorator, tf_inspect
except ImportError:
    tf_decorator, tf_inspect = None, inspect

FIRST = tf.__version__.startswith("1.")
SKIPPED = {"contrib", "compat", "python", "core", "tools", "examples", "pywrap_tensorflow"}
PRIVATE = [
    "tensorflow.python." + name
    for name in (
        *("client", "data.ops", "data.util", "eager", "framework", "layers", "lib.io", "ops", "ops.losses"),
        *("ops.distributions", "ops.linalg", "ops.ragged", "ops.signal", "platform", "saved_model"),
        *("summary", "tools", "training", "util"),
    )
]
FUTURE = ("absolute_import", "division", "print_function")
PUBLIC = ("_api", "estimator", "keras", "absl", ".platform.flags")


def parameters(thing):
    """Return the parameters of a callable: name, name=default, *args."""
    if not callable(thing):
        return None
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
    words = [name + ("=" if index >= first else "") for index, name in enumerate(names)]
    if spec.varargs:
        words.append("*" + spec.varargs)
    defaults = spec.kwonlydefaults or {}
    words += ["!" + name + ("=" if name in defaults else "") for name in spec.kwonlyargs or ()]
    if spec.varkw:
        words.append("**" + spec.varkw)
    return " ".join(words)


def identity(thing):
    """Return what two names of one thing share; plain values share nothing."""
    if isinstance(thing, (bool, int, float, str, tuple, type(None))):
        return 0
    if tf_decorator is not None and not inspect.isclass(thing):
        with contextlib.suppress(Exception):
            thing = tf_decorator.unwrap(thing)[1]
    return id(thing)


def entry(thing):
    """Describe one public name."""
    kind = "class" if inspect.isclass(thing) else "function" if callable(thing) else "value"
    found = {"kind": kind, "id": identity(thing), "params": parameters(thing)}
    plain = thing
    if tf_decorator is not None and kind == "function":
        plain = tf_decorator.unwrap(thing)[1]
    names = []
    for attribute in ("_tf_api_names", "_tf_api_names_v1", "_keras_api_names", "_estimator_api_names"):
        names += list(getattr(plain, "__dict__", {}).get(attribute, None) or ())
    found["names"] = sorted(set(names))
    found["where"] = str(getattr(thing, "__module__", ""))
    return found


def walk(module, prefix, seen, out):
    """Collect the names below a module whose submodules are public too."""
    for name in sorted(dir(module)):
        if name.startswith("_") or (prefix in ("tf", "tf.compat.v1") and name in SKIPPED):
            continue
        full = prefix + "." + name
        try:
            thing = getattr(module, name)
            inner = thing.__name__ if inspect.ismodule(thing) else ""
        except Exception as error:
            # tf.compat.v1.keras and tf.compat.v1.layers without the package tf_keras.
            out[full] = {"kind": "error", "id": 0, "params": None, "names": [], "where": str(error)[:80]}
            continue
        if inner:
            # The modules of the versioned interface.
            if inner not in seen and any(part in inner for part in PUBLIC):
                walk(thing, full, seen | {inner}, out)
            continue
        out[full] = entry(thing)


def contrib(out):
    """Collect the public names of contrib: what a module says it offers, or what it defines itself."""
    package = importlib.import_module("tensorflow.contrib")
    for name in sorted(n for n in dir(package) if not n.startswith("_")):
        try:
            module = getattr(package, name)
        except Exception:
            continue
        if inspect.ismodule(module) and "contrib" in module.__name__:
            contrib_module(module, "tf.contrib." + name, frozenset({module.__name__}), out)


def contrib_module(module, prefix, seen, out):
    """Collect one module of contrib."""
    leaking = hasattr(module, "absolute_import")
    for name in sorted(dir(module)):
        if name.startswith("_"):
            continue
        full = prefix + "." + name
        try:
            thing = getattr(module, name)
        except Exception:
            continue
        if inspect.ismodule(thing):
            inner = thing.__name__
            if (
                "contrib" in inner
                and name not in ("python", "ops")
                and inner not in seen
                and prefix.count(".") < 4
                and not (leaking and ".python." in inner and ".python." not in module.__name__)
            ):
                contrib_module(thing, full, seen | {inner}, out)
            continue
        if leaking and ("contrib" not in str(getattr(thing, "__module__", "")) or not callable(thing)):
            continue
        out[full] = entry(thing)


def private():
    """Return the names in the private modules that programs are known to import from."""
    import pkgutil

    found = {}
    for package in PRIVATE:
        place = importlib.import_module(package)
        for module in pkgutil.iter_modules(place.__path__):
            full = package + "." + module.name
            if module.ispkg or full.endswith(("_test", "_test_util", "_test_base")):
                continue
            try:
                inner = importlib.import_module(full)
            except BaseException:
                continue
            names = [name for name in dir(inner) if name not in FUTURE]
            found[full] = sorted(
                name
                for name in names
                if not name.startswith("__")
                and name not in FUTURE
                and not inspect.ismodule(getattr(inner, name))
            )
    return found


def main():
    """Write the JSON to the file that is named."""
    out = {}
    walk(tf, "tf", frozenset(), out)
    found = {"version": tf.__version__, "names": out}
    found["private"] = private()
    if FIRST:
        contrib(out)
    else:
        first = {}
        walk(tf.compat.v1, "tf.compat.v1", frozenset(), first)
        found["v1"] = {"tf" + name[len("tf.compat.v1") :]: fact for name, fact in first.items()}
    Path(sys.argv[1]).write_text(json.dumps(found))


main()
