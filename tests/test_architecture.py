"""The house is as its plan says: who knows whom, and the things that only one place may do."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("kiosk", "counter", "display", "server")
WORDS = {"server.domain"}
SCREEN = {"server.actions", "server.web", *WORDS}

# What each part may import of ours (docs/architecture.md). The longest name that fits a module is its part.
MAY_IMPORT: dict[str, set[str]] = {
    "server.domain": set(),
    "server.clock": WORDS,
    "server.config": WORDS,
    "server.push": WORDS,
    "server.store": WORDS,
    "server.office": {"server.store", "server.push", "server.clock", "server.config", *WORDS},
    "server.actions": {"server.office", *WORDS},
    "server.web": {"server.office", *WORDS},
    "server.wire": set(),
    "server.live": {"server.office", "server.push", "server.wire", *SCREEN},
    "kiosk": {"server.native", *SCREEN},
    "counter": SCREEN,
    "display": {"server.native", *SCREEN},
    "server.manager": SCREEN,
    "server.admin": SCREEN,
    "server.api": SCREEN,
    "server.nation": WORDS,
    "server.sample": {"server.nation", "server.actions", "server.office", "server.store", *WORDS},
    "server.simulate": {"server.actions", "server.office", "server.clock", "server.sample", *WORDS},
    "server.certificate": {"server.config", "server.whereabouts"},
    "server.whereabouts": set(),
    "server.auditing": {"server.store"},
    "server.apart": set(),
    "server.native": set(),
    "server.keeping": {"server.apart", "server.office", "server.store", *WORDS},
    "server.alarm": {"server.actions", "server.web", "server.wire", "server.office", "server.clock", *WORDS},
    "server.nightly": {"server.apart", "server.api", "server.office", "server.wire", *SCREEN},
    "server.app": set(ROOMS),
    "server.serving": set(ROOMS),
    "server.demo": set(ROOMS),
    "server.cli": set(ROOMS),
}

# Of the standard library, what would let a rule see the world or leave something to chance.
WORLD = {
    "asyncio", "glob", "http", "logging", "multiprocessing", "os", "pathlib", "random", "secrets",
    "select", "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib",
}  # fmt: skip

READS_THE_CLOCK = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("time", "ctime"), ("func", "now"),
    ("func", "current_timestamp"),
}  # fmt: skip

# server.office.Office: everything else there only looks.
OPENS_FOR_CHANGE = {"change", "press"}

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if not path.is_relative_to(ROOT / "server/store/migrations")
}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def imports(module: str) -> frozenset[str]:
    """Every module imported anywhere in the file, inside functions too; of ours as whole module names."""
    found: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= set(_imported_from(module, node))
    return frozenset(found)


def _imported_from(module: str, node: ast.ImportFrom) -> Iterator[str]:
    assert node.level == 0, f"{module}:{node.lineno}: say the whole name of what is imported"
    assert node.module is not None
    for name in node.names:
        whole = f"{node.module}.{name.name}"
        yield whole if whole in MODULES else node.module


def part_of(module: str) -> str:
    parts = [part for part in MAY_IMPORT if lies_in(module, part)]
    assert parts, (
        f"{module} is in no part of the house: give it a line in MAY_IMPORT and in docs/architecture.md"
    )
    return max(parts, key=len)


def lies_in(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def ours(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in ROOMS


def calls(module: str) -> Iterator[tuple[str, str]]:
    """(what it is called on, the verb) of every call: ("datetime", "now"), ("", "open")."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            yield _named(node.func)


def _named(function: ast.expr) -> tuple[str, str]:
    match function:
        case ast.Attribute(value=ast.Name(id=owner), attr=verb):
            return owner, verb
        case ast.Attribute(value=ast.Attribute(attr=owner), attr=verb):
            return owner, verb
        case ast.Attribute(attr=verb):
            return "", verb
        case ast.Name(id=verb):
            return "", verb
    return "", ""


@pytest.mark.parametrize("module", [name for name in MODULES if "." in name or name not in ROOMS])
def test_a_module_imports_only_what_its_part_may(module: str) -> None:
    part = part_of(module)

    strangers = {
        other
        for other in imports(module)
        if ours(other)
        and not lies_in(other, part)
        and not any(lies_in(other, may) for may in MAY_IMPORT[part])
    }

    assert not strangers, f"{module} is of {part}, which may not know {sorted(strangers)}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    reached: dict[str, set[str]] = {
        name: {other for other in imports(name) if other in MODULES} for name in MODULES
    }

    for middle in MODULES:
        for others in reached.values():
            others.update(reached[middle] if middle in others else ())

    assert [name for name in MODULES if name in reached[name]] == []


def test_rules_know_the_standard_library_and_nothing_of_the_world() -> None:
    used = {
        (module, other.split(".", maxsplit=1)[0])
        for module in MODULES
        if lies_in(module, "server.domain")
        for other in imports(module)
        if not ours(other)
    }

    assert {pair for pair in used if pair[1] not in sys.stdlib_module_names or pair[1] in WORLD} == set()
    assert {
        module for module in MODULES if lies_in(module, "server.domain") and ("", "open") in calls(module)
    } == set()


def test_only_the_store_knows_sql() -> None:
    dialects = {"sqlalchemy", "alembic", "sqlite3", "psycopg"}

    knowing = {module for module in MODULES if {other.split(".")[0] for other in imports(module)} & dialects}

    assert {module for module in knowing if not lies_in(module, "server.store")} == set()


def test_one_module_speaks_to_the_screens() -> None:
    assert {module for module in MODULES if _speaks(tree(module))} == {"server.push"}


def _speaks(node: ast.AST) -> bool:
    """Whether anything is emitted inside; a wire that only passes on what it was given is not a voice."""
    if isinstance(node, ast.FunctionDef) and node.name == "emit":
        return False
    return (isinstance(node, ast.Call) and _named(node.func)[1] in {"emit", "send_message"}) or any(
        _speaks(inner) for inner in ast.iter_child_nodes(node)
    )


def test_one_module_commits() -> None:
    """Of the modules that know SQL, which are all of the store: one opens transactions and ends them."""
    knowing = {
        module for module in MODULES if any(other.startswith("sqlalchemy") for other in imports(module))
    }

    commits = {module for module in knowing if any(verb in {"begin", "commit"} for _, verb in calls(module))}

    assert commits == {"server.store.database"}


def test_one_module_reads_the_clock() -> None:
    reading = {module for module in MODULES if READS_THE_CLOCK & set(calls(module))}

    assert reading == {"server.clock"}


def test_one_table_says_which_moves_a_ticket_has() -> None:
    from server.domain.ticket import MOVES, State

    tables = {
        module
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Dict) and _states_named(node) >= len(MOVES)
    }

    assert tables == {"server.domain.ticket"}
    assert {target for _, target in MOVES.values()} == set(State)


def _states_named(node: ast.AST) -> int:
    """How often a state of a ticket is named inside."""
    return sum(
        isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id == "State"
        for inner in ast.walk(node)
    )


def test_one_function_moves_a_ticket_one_a_dossier_and_one_takes_a_dossier_over() -> None:
    changing = {
        (module, function.name)
        for module in MODULES
        for function in ast.walk(tree(module))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and _named(call.func)[1] == "replace"
        for keyword in call.keywords
        if keyword.arg == "state" and not _is_state_of_a_counter(keyword.value)
    }

    dossier = {("server.domain.dossier", name) for name in ("_moved", "recorded")}
    assert changing == {("server.domain.ticket", "_moved")} | dossier


def _is_state_of_a_counter(value: ast.expr) -> bool:
    return "CounterState" in ast.dump(value)


def test_no_object_lives_in_a_package_itself() -> None:
    packages = {module for module, path in MODULES.items() if path.name == "__init__.py"}

    assert {module for module in packages if not all(map(_is_no_object, tree(module).body))} == set()


def _is_no_object(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())) | ast.Import() | ast.ImportFrom():
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
    return False


def test_what_is_only_looked_at_changes_nothing() -> None:
    """A GET may be repeated, prefetched and followed by anybody: none reaches what opens the book for a change."""
    offenders = {
        (module, function.name)
        for module in MODULES
        for function in ast.walk(tree(module))
        if isinstance(function, ast.FunctionDef) and _answers_get(function)
        if function.name in changing(module)
    }

    assert offenders == set()


@cache
def changing(module: str) -> frozenset[str]:
    """The functions of a module that open the book for a change, themselves or through one another."""
    functions = [node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef)]
    verbs = {function.name: _verbs(function) for function in functions}
    found = {name for name, used in verbs.items() if used & OPENS_FOR_CHANGE}
    while more := {name for name, used in verbs.items() if name not in found and used & found}:
        found |= more
    return frozenset(found)


def test_the_words_that_open_the_book_for_a_change_are_still_these() -> None:
    from server.office import Office

    assert {verb for verb in OPENS_FOR_CHANGE if callable(getattr(Office, verb, None))} == OPENS_FOR_CHANGE


def _verbs(function: ast.FunctionDef) -> set[str]:
    return {_named(node.func)[1] for node in ast.walk(function) if isinstance(node, ast.Call)}


def _answers_get(function: ast.FunctionDef) -> bool:
    return any(_is_get(decorator) for decorator in function.decorator_list if isinstance(decorator, ast.Call))


def _is_get(decorator: ast.Call) -> bool:
    verb = _named(decorator.func)[1]
    methods = [ast.unparse(keyword.value) for keyword in decorator.keywords if keyword.arg == "methods"]
    return verb == "get" or (verb == "route" and (not methods or "GET" in methods[0]))
