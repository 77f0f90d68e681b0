"""The house's own rules, as far as a machine can check them. A rule that matters is a test."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from config.words import WORDS

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "demo", "training", "scoring", "negotiation", "live", "people")
OUTSIDE = {".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"}
TEXTS = {".py", ".md", ".html", ".js", ".css", ".toml", ".txt", ".yaml", ".json", ".po", ".svg", ""}


@cache
def files(suffix: str = "") -> tuple[Path, ...]:
    """Every file of the project itself, with this suffix if one is given."""
    found = (path for path in ROOT.rglob(f"*{suffix}") if not OUTSIDE & set(path.relative_to(ROOT).parts))
    return tuple(sorted(path for path in found if path.is_file()))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the rooms, parsed."""
    for path in files(".py"):
        if path.relative_to(ROOT).parts[0] in ROOMS:
            yield path, ast.parse(path.read_text())


def test_every_refusal_that_is_raised_has_words_and_every_word_is_used() -> None:
    raised = set()
    for _, module in code():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                raised |= {
                    each.value for part in node.args for each in ast.walk(part) if isinstance(each, ast.Constant)
                }
    script = "\n".join(path.read_text() for path in files(".js") if "vendor" not in path.parts)
    told_by_the_page = {code for code in WORDS if f'"{code}"' in script}

    assert raised - {"read_only", "try_again"} <= set(WORDS)
    assert set(WORDS) <= raised | told_by_the_page


def test_every_refusal_is_on_the_page_for_writers_of_clients() -> None:
    page = (ROOT / "docs/client.md").read_text()

    assert [code for code in WORDS if f"`{code}`" not in page] == []


def test_no_module_is_longer_than_400_lines() -> None:
    modules = [path for path in (*files(".py"), *files(".js")) if "vendor" not in path.parts]

    long = {name(path): len(path.read_text().splitlines()) for path in modules if "tests" not in path.parts}
    assert {path: lines for path, lines in long.items() if lines > 400} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    long = {}
    for path, module in code():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                lines = node.end_lineno - node.lineno + 1
                if lines > 50 and "migrations" not in path.parts:
                    long[f"{name(path)}:{node.name}"] = lines
    assert long == {}


def test_every_module_says_what_it_owns() -> None:
    silent = [
        name(path)
        for path, module in code()
        if module.body and not ast.get_docstring(module) and not {"migrations", "apps.py", "urls.py"} & set(path.parts)
    ]
    assert silent == []


def test_a_view_asks_a_queryset_or_a_404_and_never_a_bare_get() -> None:
    bare = [name(path) for path in files("views.py") if ".objects.get(" in path.read_text()]

    assert bare == []


UNSAFE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style|\bstyle=|\son[a-z]+=\"|javascript:"
    r"|\.innerHTML|\.outerHTML|insertAdjacentHTML|unsafeHTML|\beval\(|new Function\("
)


def test_no_page_holds_inline_script_or_style() -> None:
    pages = [path for path in (*files(".html"), *files(".js")) if not {"vendor", "tests"} & set(path.parts)]
    found = {name(path): match.group() for path in pages for match in UNSAFE.finditer(path.read_text())}

    assert len(pages) > 20
    assert found == {}


def test_every_middleware_runs_on_the_loop() -> None:
    """One that cannot would put every request, and the server's stop, behind a thread."""
    sync_only = [path for path in settings.MIDDLEWARE if not getattr(import_string(path), "async_capable", False)]

    assert sync_only == []


#: What a serving process must not hold: each costs a start or a megabyte and none answers a request.
HEAVY = {
    "numpy",
    "pandas",
    "scipy",
    "ortools",
    "pyld",
    "openbadgeslib",
    "matplotlib",
    "websockets",
    "ruamel",
    "hypothesis",
    "pytest",
    "jsonschema",
}


def test_a_serving_process_imports_nothing_heavy() -> None:
    script = (
        "import sys, config.asgi\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "print(*{module.split('.')[0] for module in sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert HEAVY & set(loaded.stdout.split()) == set()


def test_committed_text_names_no_folder_of_whoever_wrote_it() -> None:
    private = ("/work/" + "shared", "/tmp/" + "brief", "/work/" + "main")
    named = [
        f"{name(path)}: {word}"
        for path in files()
        if path.suffix in TEXTS and path.stat().st_size < 2_000_000
        for word in private
        if word in path.read_text(errors="replace")
    ]
    assert named == []


def test_nothing_is_left_to_be_done_later() -> None:
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    sources = [path for path in (*files(".py"), *files(".js"), *files(".html")) if "vendor" not in path.parts]

    assert [name(path) for path in sources if mark.search(path.read_text())] == []


def test_every_setting_read_from_the_environment_is_documented_and_no_other() -> None:
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", (ROOT / "config/settings.py").read_text()))
    listed = set(re.findall(r"^\| `(\w+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))

    assert listed == read


def test_the_libraries_of_the_browser_are_those_that_were_fetched() -> None:
    subprocess.run([sys.executable, "scripts/vendor.py", "--check"], cwd=ROOT, check=True)


#: Below these, a known fault: unbounded messages and smuggled headers; a corrupted WAL; a forged frame length.
@pytest.mark.parametrize(
    ("package", "at_least"), [("daphne", (4, 2, 2)), ("channels", (4, 3, 0)), ("Django", (5, 2, 0))]
)
def test_a_dependency_is_not_older_than_its_last_known_fault(package: str, at_least: tuple[int, ...]) -> None:
    assert tuple(int(part) for part in version(package).split(".")[:3]) >= at_least


def test_the_lock_file_answers_to_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [each for group in (project["dependencies"], *project["optional-dependencies"].values()) for each in group]
    names = {re.split(r"[\[~<>=!; ]", each)[0].lower() for each in wanted}
    locked = set(re.findall(r"^([a-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))

    assert {re.sub("[_.]", "-", each) for each in names} - {re.sub("[_.]", "-", each) for each in locked} == set()


def test_what_the_readme_and_the_pages_name_is_there() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = {path.stem for path in files(".py") if path.parent.name == "commands"}
    wrong = []
    for path in files(".md"):
        text = path.read_text()
        wrong += [
            f"{name(path)}: make {each}"
            for each in re.findall(r"`(?:\w+=\S+ )*make (\w+)", text)
            if each not in targets
        ]
        for each in re.findall(r"manage\.py (\w+)", text):
            if each not in commands and each not in ("migrate", "check", "createsuperuser", "collectstatic", "shell"):
                wrong.append(f"{name(path)}: manage.py {each}")
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            if not (path.parent / link).exists():
                wrong.append(f"{name(path)}: {link}")
    assert wrong == []
