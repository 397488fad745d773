"""What files of configuration say of settings: Prettier's, ESLint's, Biome's, Ruff's, … by the file's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agentslint.core import lazy_re
from agentslint.facts import editorconfig, type_checkers
from agentslint.facts.manifests import Table, json_table, table, toml_table, yaml_table
from agentslint.facts.type_checkers import Row

Names = Mapping[str, tuple[str, Callable[[Any], str]]]


def _rows(data: Table, names: Names, family: str) -> Iterator[Row]:
    for key, (setting, read) in names.items():
        if key in data and (value := read(data[key])):
            yield setting, value, family, f"{key}={_written(data[key])}"


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Any) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _quotes(value: Any) -> str:
    return {True: "single", False: "double", "single": "single", "double": "double"}.get(value, "")


def _semicolons(value: Any) -> str:
    return {
        True: "semicolons",
        False: "no semicolons",
        "always": "semicolons",
        "asNeeded": "no semicolons",
    }.get(value, "")


def _tabs(value: Any) -> str:
    return {True: "tabs", "tab": "tabs", "Always": "tabs"}.get(value, "")


PRETTIER: Names = {
    "tabWidth": ("indentation", _number),
    "useTabs": ("indentation", _tabs),
    "printWidth": ("line-length", _number),
    "singleQuote": ("quotes", _quotes),
    "semi": ("semicolons", _semicolons),
}


# what Prettier does where its configuration is silent: https://prettier.io/docs/options
SILENT = (("singleQuote", "quotes", "double"), ("semi", "semicolons", "semicolons"))


def _prettier(text: str) -> Iterator[Row]:
    data = json_table(text) or yaml_table(text)
    if data is None:
        return
    yield from _of_prettier(data)
    if not {"overrides", "extends", "plugins"} & data.keys():
        for key, setting, value in SILENT:
            if key not in data:
                yield setting, value, "web", f"no {key}, which means {value}"


def _prettier_module(text: str) -> Iterator[Row]:
    """A configuration that is a program: the plain values of its keys."""
    if "overrides" in text:
        return
    found = dict(_PLAIN_KEYS.findall(text))
    data = {
        key: {"true": True, "false": False}.get(value, int(value) if value.isdigit() else value)
        for key, value in found.items()
    }
    yield from _of_prettier(data)


_PLAIN_KEYS = lazy_re.compile(r"^\s*[\"']?(\w+)[\"']?\s*:\s*(true|false|\d+)\s*,?\s*$", lazy_re.M)
# ESLint's own rules of style, as JSON and as a program write them
_ESLINT = {
    "quotes": ("quotes", r"[\"'](single|double)[\"']"),
    "semi": ("semicolons", r"[\"'](always|never)[\"']"),
    "indent": ("indentation", r"(\d+|[\"']tab[\"'])"),
    "max-len": ("line-length", r"(?:\{[^{}]*?\bcode[\"']?\s*:\s*)?(\d+)"),
}
_ESLINT_VALUES = {"always": "semicolons", "never": "no semicolons", "tab": "tabs"}


def _eslint(text: str) -> Iterator[Row]:
    if "overrides" in text:
        return
    for rule, (setting, value) in _ESLINT.items():
        found = lazy_re.findall(
            rf"[\"'](?:@\w[\w/-]*/)?{rule}[\"']\s*:\s*\[\s*(?:[\"'](?:error|warn)[\"']|[12])\s*,\s*{value}"
            rf"|(?<![\w\"'/-]){rule}\s*:\s*\[\s*(?:[\"'](?:error|warn)[\"']|[12])\s*,\s*{value}",
            text,
        )
        values = {(one or other).strip("\"'") for one, other in found}
        if len(values) == 1:
            said = values.pop()
            yield setting, _ESLINT_VALUES.get(said, said), "web", f"{rule}={said}"


_THRESHOLD = lazy_re.compile(r"[tT]hresholds?[\"']?\s*:\s*\{[^}]*?\b(lines)[\"']?\s*:\s*(\d{1,3})")


def _thresholds(text: str) -> Iterator[Row]:
    """The share of lines that vitest or Jest asks for."""
    values = {found[1] for found in _THRESHOLD.findall(text)}
    if len(values) == 1:
        least = values.pop()
        yield "coverage", least, "", f"lines={least}"


def _cargo(text: str) -> Iterator[Row]:
    data = toml_table(text) or {}
    names: Names = {"edition": ("edition", lambda value: value if isinstance(value, str) else "")}
    yield from _rows(table(data, "package"), names, "rust")
    yield from _rows(table(data, "workspace", "package"), names, "rust")


def _tsconfig(text: str) -> Iterator[Row]:
    options = table(json_table(text) or {}, "compilerOptions")
    names: Names = {
        "strict": ("strict", lambda value: {True: "on", False: "off"}.get(value, "")),
        "target": ("target", lambda value: str(value).upper() if isinstance(value, str) else ""),
    }
    yield from _rows(options, names, "web")


def _of_prettier(data: Table) -> Iterator[Row]:
    if data.get("useTabs") is True:
        data = {key: value for key, value in data.items() if key != "tabWidth"}
    # what one kind of file has otherwise is not the rule for all
    others = data.get("overrides")
    apart: set[str] = set()
    for one in others if isinstance(others, list) else ():
        apart |= table(one, "options").keys()
    yield from _rows({k: v for k, v in data.items() if k not in apart}, PRETTIER, "web")


def _package_json(text: str) -> Iterator[Row]:
    yield from type_checkers.runs(text)
    if '"prettier"' in text or '"coverageThreshold"' in text:
        data = json_table(text) or {}
        yield from _of_prettier(table(data, "prettier"))
        least = table(data, "jest", "coverageThreshold", "global")
        yield from _rows(least, {"lines": ("coverage", _number)}, "")


def _biome(text: str) -> Iterator[Row]:
    data = json_table(text) or {}
    shared = table(data, "formatter")
    own = table(data, "javascript", "formatter")
    form = {**shared, **own}
    if form.get("enabled") is False or "extends" in data:
        return
    silent = "indentStyle" not in form and ("formatter" in data or "indentWidth" in form)
    if silent and not form.get("useEditorconfig"):
        # https://biomejs.dev/reference/configuration/#formatterindentstyle
        yield "indentation", "tabs", "web", "no indentStyle, which means tabs"
    if form.get("indentStyle") != "space":
        form.pop("indentWidth", None)
    names: Names = {
        "indentStyle": ("indentation", _tabs),
        "indentWidth": ("indentation", _number),
        "lineWidth": ("line-length", _number),
        "quoteStyle": ("quotes", _quotes),
        "semicolons": ("semicolons", _semicolons),
    }
    yield from _rows(form, names, "web")


RUFF: Names = {
    "line-length": ("line-length", _number),
    "indent-width": ("indentation", _number),
}
FORMAT: Names = {
    "quote-style": ("quotes", _quotes),
    "indent-style": ("indentation", _tabs),
}


def _ruff(text: str) -> Iterator[Row]:
    yield from _of_ruff(toml_table(text) or {})


def _of_ruff(data: Table) -> Iterator[Row]:
    yield from _rows(data, RUFF, "python")
    yield from _rows(table(data, "format"), FORMAT, "python")


def _pyproject(text: str) -> Iterator[Row]:
    yield from type_checkers.runs(text)
    tools = table(toml_table(text) or {}, "tool")
    yield from _of_ruff(table(tools, "ruff"))
    for tool in ("black", "yapf"):
        names: Names = {
            "line-length": ("line-length", _number),
            "line_length": ("line-length", _number),
        }
        yield from _rows(table(tools, tool), names, "python")
    yield from type_checkers.of_mypy(table(tools, "mypy"), "[tool.mypy]")
    yield from type_checkers.of_pyright(table(tools, "pyright"))
    least = table(tools, "coverage", "report")
    yield from _rows(least, {"fail_under": ("coverage", _number)}, "")
    yield from _fail_under(text)


def _fail_under(text: str) -> Iterator[Row]:
    for found in lazy_re.finditer(r"--cov-fail-under[= ](\d{1,3})", text):
        yield "coverage", found[1], "", f"cov-fail-under={found[1]}"


def _ini(text: str) -> Iterator[Row]:
    yield from _fail_under(text)
    yield from type_checkers.mypy_ini(text)
    yield from type_checkers.runs(text)
    for found in lazy_re.finditer(r"^\s*max[-_]line[-_]length\s*=\s*(\d+)", text, lazy_re.M):
        yield "line-length", found[1], "python", f"{found[0].partition('=')[0].strip()}={found[1]}"
    for found in lazy_re.finditer(r"^\s*fail_under\s*=\s*(\d+)\s*$", text, lazy_re.M):
        yield "coverage", found[1], "", f"fail_under={found[1]}"


def _rustfmt(text: str) -> Iterator[Row]:
    data = toml_table(text) or {}
    names: Names = {
        "max_width": ("line-length", _number),
        "tab_spaces": ("indentation", _number),
        "hard_tabs": ("indentation", _tabs),
    }
    yield from _rows(data, names, "rust")


def _clang(text: str) -> Iterator[Row]:
    data = yaml_table(text) or {}
    names: Names = {
        "IndentWidth": ("indentation", _number),
        "ColumnLimit": ("line-length", lambda value: _number(value) if value else ""),
        "UseTab": ("indentation", _tabs),
    }
    yield from _rows(data, names, "c")


MODULES = ("js", "cjs", "mjs", "ts", "mts", "cts")
READERS: dict[str, Callable[[str], Iterator[Row]]] = {
    ".prettierrc": _prettier,
    ".prettierrc.json": _prettier,
    ".prettierrc.yaml": _prettier,
    ".prettierrc.yml": _prettier,
    **{
        f"{name}.{end}": _prettier_module
        for name in (".prettierrc", "prettier.config")
        for end in MODULES
    },
    **{f"{name}.{end}": _eslint for name in ("eslint.config", ".eslintrc") for end in MODULES},
    **{
        f"{name}.{end}": _thresholds
        for name in ("vitest.config", "vite.config", "jest.config")
        for end in MODULES
    },
    ".eslintrc.json": _eslint,
    ".eslintrc": _eslint,
    "tsconfig.json": _tsconfig,
    "Cargo.toml": _cargo,
    "package.json": _package_json,
    "biome.json": _biome,
    "biome.jsonc": _biome,
    "pyproject.toml": _pyproject,
    "ruff.toml": _ruff,
    ".ruff.toml": _ruff,
    "setup.cfg": _ini,
    "tox.ini": _ini,
    ".flake8": _ini,
    "pytest.ini": _ini,
    ".coveragerc": _ini,
    "mypy.ini": type_checkers.mypy_ini,
    ".mypy.ini": type_checkers.mypy_ini,
    "pyrightconfig.json": type_checkers.pyright,
    **dict.fromkeys(type_checkers.RUNS, type_checkers.runs),
    "rustfmt.toml": _rustfmt,
    ".rustfmt.toml": _rustfmt,
    ".clang-format": _clang,
    ".editorconfig": editorconfig.read,
}
