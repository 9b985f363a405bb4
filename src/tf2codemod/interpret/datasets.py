"""What data sets and their iterators give: the structure of an element, and what it is computed from."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tf2codemod.interpret.arguments import Arguments, Keywords, argument, ordered_nodes
from tf2codemod.interpret.runs import Runs
from tf2codemod.interpret.values import (
    HOST,
    Bound,
    Function,
    Items,
    Mapping,
    Node,
    Partial,
    Thing,
    Value,
    join,
    nodes_in,
    options_of,
)

MAKERS_OF_ITERATORS = frozenset(("make_one_shot_iterator", "make_initializable_iterator"))
KEEPING = frozenset(
    (
        "batch",
        "cache",
        "concatenate",
        "filter",
        "filter_with_legacy_function",
        "padded_batch",
        "prefetch",
        "repeat",
        "shard",
        "shuffle",
        "skip",
        "take",
        "with_options",
    )
)
ONE_BY_ONE = frozenset(("cache", "filter", "prefetch", "repeat", "shuffle", "skip", "take"))
OF_ONE_TENSOR = ("TextLineDataset", "TFRecordDataset", "FixedLengthRecordDataset", "range", "list_files")
FLATTENING = frozenset(("flat_map", "interleave", "parallel_interleave"))
QUESTIONS = frozenset(("output_types", "output_shapes", "output_classes", "element_spec"))
# Arguments of transformations that their keyword names.
PLAIN = ("buffer_size", "count", "seed")
SAME_AFTER = ("shuffle_and_repeat", "ignore_errors", "prefetch_to_device", "copy_to_device")


class Datasets(Runs):
    """The models of ``tf.data``."""

    # Making data sets -----------------------------------------------------------------------------------

    def _model_dataset(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        given = {**self._named(arguments, keywords)}
        with self.pipeline():
            self._escape(arguments, keywords, node)
        made = self._dataset(symbol, node, given, ordered_nodes(arguments, keywords))
        last = symbol.rpartition(".")[2]
        structure: Value | None = None
        if last in ("from_tensor_slices", "from_tensors") and (arguments or "tensors" in keywords):
            structure = element_of(arguments[0] if arguments else keywords["tensors"])
        elif last == "from_generator":
            types = argument(arguments, keywords, 1, "output_types")
            structure = types if isinstance(types, (Items, Mapping)) else HOST
        elif last == "zip":
            structure = self._zipped(argument(arguments, keywords, 0, "datasets"))
        elif last.endswith(OF_ONE_TENSOR):
            structure = HOST
        return self._with_structure(made, structure)

    def _dataset(
        self, symbol: str, node: ast.AST, given: dict[str, Value], inputs: tuple[Node, ...]
    ) -> Thing:
        made = self.thing("dataset", symbol, node, given)
        known = made.arguments.get("inputs")
        before = nodes_in(known) if known is not None else ()
        made.arguments["inputs"] = self.items("tuple", tuple(dict.fromkeys((*before, *inputs))))
        return made

    def _with_structure(self, made: Thing, structure: Value | None) -> Thing:
        if structure is not None:
            made.arguments["structure"] = structure
        return made

    def _zipped(self, given: Value | None) -> Value | None:
        if not isinstance(given, Items) or given.rest is not None:
            return None
        parts = [o.arguments.get("structure") if isinstance(o, Thing) else None for o in given.prefix]
        known = [p for p in parts if p is not None]
        return self.items("tuple", known) if len(known) == len(parts) else None

    @contextmanager
    def pipeline(self) -> Iterator[None]:
        """What is made meanwhile belongs to a data set, which computes it by itself."""
        self.in_pipeline += 1
        try:
            yield
        finally:
            self.in_pipeline -= 1

    # Methods of data sets -------------------------------------------------------------------------------

    def _dataset_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if name in MAKERS_OF_ITERATORS:
            return self._iterator_over(owner, name, node)
        if name in ("element", "__iter__"):
            with self.pipeline():
                return self._element_of(owner.arguments.get("structure"), node, (), owner)
        if name in QUESTIONS:
            return HOST
        transformation = arguments[0] if name == "apply" and arguments else None
        if isinstance(transformation, (Function, Partial)):
            return self.invoke(transformation, (owner,), {}, node)
        if isinstance(transformation, Thing) and transformation.kind == "transformation":
            arguments = tuple(
                v for k, v in transformation.arguments.items() if k.isdecimal() or k.endswith("_func")
            )
            keywords = {k: transformation.arguments[k] for k in PLAIN if k in transformation.arguments}
            name = transformation.symbol.rpartition(".")[2]
        start = len(self.trace.nodes)
        inputs = ordered_nodes(arguments, keywords)
        structure = owner.arguments.get("structure")
        with self.pipeline():
            result = self._result_of(owner, arguments, keywords, node)
        inner = [n for n in self.trace.nodes[start:] if n in self.trace.pipeline]
        captured = tuple(i for n in inner for i in n.inputs if i not in self.trace.pipeline)
        made = self._dataset(
            name, node, self._named(arguments, keywords), (*self._inputs_of(owner), *inputs, *captured)
        )
        source = made.arguments.get("source")
        made.arguments["source"] = owner if source is None else join(source, owner)
        if name == "map" or name.startswith(("map_and_", "map_with")):
            structure = result
        elif name in FLATTENING:
            structure = result.arguments.get("structure") if isinstance(result, Thing) else None
        elif name not in KEEPING and name not in SAME_AFTER:
            structure = None
        made.arguments.pop("structure", None)
        return self._with_structure(made, structure)

    def _result_of(
        self, owner: Thing, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value | None:
        """What the function of a transformation gives for an element."""
        result: Value | None = None
        for value in (*arguments, *keywords.values()):
            for option in options_of(value):
                function = option.function if isinstance(option, (Bound, Partial)) else option
                if isinstance(function, Function):
                    result = self.invoke(option, self._parts_for(owner, option, function, node), {}, node)
        return result

    def _parts_for(self, owner: Thing, given: Value, function: Function, node: ast.AST) -> list[Value]:
        """An element as the arguments of a function: the parts of a tuple one by one."""
        whole = self._element_of(owner.arguments.get("structure"), node, (), owner)
        if isinstance(whole, Items) and whole.kind == "tuple":
            return list(whole.prefix)
        taken = 1 if isinstance(given, Bound) else len(given.arguments) if isinstance(given, Partial) else 0
        args = function.node.args
        count = len(args.args) - taken - len(args.defaults)
        if "structure" in owner.arguments or count < 2:
            return [whole]
        return [self._element_of(None, node, (i,), owner) for i in range(count)]

    def _element_of(
        self, structure: Value | None, node: ast.AST, path: tuple[object, ...], owner: Thing
    ) -> Value:
        """An element of a data set, as the functions of its transformations see it.

        Its tensors may be known to be like those that an earlier function gave.
        """
        alike = _is_as_mapped(owner)

        def leaf(place: tuple[object, ...], source: Value | None) -> Node:
            found: dict[str, Value] = {"dataset": owner}
            if alike and isinstance(source, Node):
                found["like"] = source
            return self.node("tensor", "dataset element", node, (), found, "", place)

        return self._like(structure, path, leaf)

    def _inputs_of(self, owner: Thing) -> tuple[Node, ...]:
        inputs = owner.arguments.get("inputs")
        return nodes_in(inputs) if inputs is not None else ()

    def _model_transformation(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self.thing("transformation", symbol, node, self._named(arguments, keywords))

    def _model_question(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return Bound(arguments[0], symbol.rpartition(".")[2].removeprefix("get_")) if arguments else HOST

    def _like(
        self,
        structure: Value | None,
        path: tuple[object, ...],
        leaf: Callable[[tuple[object, ...], Value | None], Node],
    ) -> Value:
        """A value in the form of a structure, with a graph object for each of its tensors."""
        if isinstance(structure, Items) and structure.rest is None and not _is_list(structure):
            parts = [self._like(p, (*path, i), leaf) for i, p in enumerate(structure.prefix)]
            return self.items("tuple", parts)
        if isinstance(structure, Mapping) and structure.rest is None:
            return self.mapping([(k, self._like(v, (*path, k), leaf)) for k, v in structure.known.items()])
        return leaf(path, structure)

    # Iterators ------------------------------------------------------------------------------------------

    def _iterator_over(self, dataset: Thing, name: str, node: ast.AST) -> Thing:
        made = self.thing("iterator", name, node, {"dataset": dataset})
        made.arguments["dataset"] = join(made.arguments["dataset"], dataset)
        if "structure" in dataset.arguments:
            made.arguments["structure"] = dataset.arguments["structure"]
        return made

    def _model_iterator(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        last = symbol.rpartition(".")[2]
        first = arguments[0] if arguments else None
        if last in MAKERS_OF_ITERATORS or symbol == "tf.contrib.eager.Iterator":
            for option in options_of(first) if first is not None else ():
                if isinstance(option, Thing) and option.kind == "dataset":
                    return self._iterator_over(option, last, node)
        made = self.thing("iterator", symbol, node, self._named(arguments, keywords))
        like = argument(arguments, keywords, 0 if last == "from_structure" else 1, "output_types")
        if isinstance(like, Bound) and isinstance(like.receiver, Thing):
            made.arguments["like"] = like.receiver
            return self._with_structure(made, like.receiver.arguments.get("structure"))
        return self._with_structure(made, like)

    def _iterator_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if name in {"initializer", "make_initializer"}:
            dataset = (
                owner.arguments.get("dataset")
                if name == "initializer"
                else argument(arguments, keywords, 0, "dataset")
            )
            found: dict[str, Value] = {"initializes": owner}
            if dataset is not None:
                found["dataset"] = dataset
            sources = [o for o in options_of(dataset) if isinstance(o, Thing)] if dataset is not None else []
            inputs = tuple(n for s in sources for n in self._inputs_of(s))
            return self.node("action", "iterator.initializer", node, inputs, found)
        if name in {"get_next", "__next__", "next"}:
            return self._like(
                owner.arguments.get("structure"), (), lambda p, part: self._next(owner, node, p, part)
            )
        if name == "string_handle":
            return self.node("tensor", "iterator.string_handle", node, (), {"iterator": owner})
        if name in QUESTIONS:
            return HOST
        self._escape(arguments, keywords, node)
        return HOST

    def _next(self, iterator: Thing, node: ast.AST, path: tuple[object, ...], source: Value | None) -> Node:
        """A tensor of the element that an iterator gives; ``source`` is what it was cut from, if known."""
        found: dict[str, Value] = {"iterator": iterator}
        if isinstance(source, Node):
            found["of"] = source
        return self.node("placeholder", "get_next", node, (), found, "", path)

    def part_of_element(self, owner: Node, key: object) -> Node:
        """A part of an element whose structure is not known."""
        path = (*owner.part, key) if isinstance(owner.part, tuple) else (key,)
        return self.node("placeholder", "get_next", owner.expr, (), dict(owner.arguments), "", path)


def _is_as_mapped(dataset: Thing) -> bool:
    """Whether the elements of a data set are what a function gave, one by one."""
    while dataset.symbol in ONE_BY_ONE:
        source = dataset.arguments.get("source")
        if not isinstance(source, Thing):
            return False
        dataset = source
    return dataset.symbol == "map"


def element_of(tensors: Value) -> Value:
    """The structure of what is cut into elements: lists are turned into one tensor, tuples and dicts stay."""
    return tensors if isinstance(tensors, (Items, Mapping)) and not _is_list(tensors) else HOST


def _is_list(value: Value) -> bool:
    return isinstance(value, Items) and value.kind != "tuple"
