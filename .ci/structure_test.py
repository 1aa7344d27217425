#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The repository keeps its own rules: layers, licence lines, sizes, headers, clocks, places, layout.

Every scan is shown to find a planted case and to leave the nearest allowed one alone; that runs first. A scan takes
(path, text) of a file, the path relative to the repository, and yields what is wrong with it.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS_FILE = ROOT / "cmake" / "ConformanceFolders.cmake"
CLANG_FORMAT = "clang-format-19"
# What is looked at: these folders and the files beside them, but not what a user has written there.
FOLDERS = (".ci", ".github", "cmake", "docs", "drivers", "fuzz", "harness", "reports", "scenarios")
OUTPUT = (".json", ".jsonl", ".xml", ".html", ".log", ".txt")
SKIPPED = {"build", "node_modules", "__pycache__"}
CPP_LINES_MAX = 400
SPDX = "SPDX-License-Identifier: MIT"
SPDX_WITHIN_LINES = 6
SHOWN_OF_FILE_MAX = 3


# Layers --------------------------------------------------------------------------------------------------------------

def folders_of(cmake):
    """Name, path and the folders that it may include, of each folder, in order: itself and what it links, indirectly too."""
    folders = {}
    for name, path, links in re.findall(r"^ *conformance_library\((\w+)\s+(\S+)(?:\s+LINK([^)]*))?\)", cmake, re.M):
        reach = {name}
        for link in re.findall(r"\bconformance_(\w+)", links):
            if link not in folders:
                raise ValueError(f"{name} links {link}, which does not stand above it")
            reach |= folders[link]["reach"]
        folders[name] = {"path": path, "reach": reach, "above": set(folders) | {name}}
    return folders


class Layers:
    def __init__(self, cmake, exists):
        self.folders = folders_of(cmake)
        self.exists = exists

    def folder_of(self, path):
        for name, folder in self.folders.items():
            if path.startswith(folder["path"] + "/"):
                return name
        return None

    def scan(self, path, text):
        fuzz = path.startswith("fuzz/")
        if not fuzz and not path.startswith(("harness/", "reports/")):
            return
        own = self.folder_of(path)
        if own is None and not fuzz:
            yield "stands in no folder of cmake/ConformanceFolders.cmake"
            return
        for number, line in enumerate(text.splitlines(), 1):
            included = re.match(r'\s*#\s*include\s*"([^"]*)"', line)
            if not included:
                continue
            other = included[1].split("/")[0] if "/" in included[1] else ""
            if fuzz and (other == "fuzz" or included[1] == "fuzz_targets.inc"):
                continue  # stands below every folder of harness/ and reports/
            if other not in self.folders:
                yield f'{number}: includes "{included[1]}": expected "folder/file.hpp"'
            elif not fuzz and other not in self.folders[own]["above"]:
                yield f"{number}: {own} includes {other}, which does not stand above it"
            elif not fuzz and other not in self.folders[own]["reach"]:
                yield f"{number}: {own} includes {other}, which it does not link"
            elif not self.exists(included[1]):
                yield f'{number}: includes "{included[1]}", which is not there'


# Licence lines -------------------------------------------------------------------------------------------------------

def scan_spdx(path, text):
    source = path.endswith((".cpp", ".hpp", ".h", ".py", ".sh", ".cmake", ".lua", ".js", ".mjs", ".ts", ".css", ".yml"))
    if not source and not path.endswith("CMakeLists.txt") and not text.startswith("#!"):
        return
    if not any(SPDX in line for line in text.splitlines()[:SPDX_WITHIN_LINES]):
        yield f"has no {SPDX} in its first lines"


# Sizes ---------------------------------------------------------------------------------------------------------------

def scan_length(path, text):
    lines = len(text.splitlines())
    if is_cpp(path) and lines > CPP_LINES_MAX:
        yield f"has {lines} lines, expected {CPP_LINES_MAX} at most"


def is_cpp(path):
    return path.endswith((".cpp", ".hpp"))


# Fuzz targets --------------------------------------------------------------------------------------------------------

def scan_property(path, text):
    if re.fullmatch(r"fuzz/targets/[^/]*\.cpp", path) and not text.startswith("// Property: "):
        yield "its first line is not its property"


# Heavy headers -------------------------------------------------------------------------------------------------------

HEAVY = re.compile(r'\s*#\s*include\s*[<"](nlohmann/json\.hpp|CLI/|spdlog/|boost/beast|boost/asio\.hpp)')
HEAVY_ALLOWED = {
    "harness/scenario/reader.hpp": "reads JSON key by key, and only .cpp files of its own folder include it",
}


def scan_heavy(path, text):
    if not path.endswith(".hpp"):
        return
    found = [(number, line) for number, line in enumerate(text.splitlines(), 1) if HEAVY.match(line)]
    if path in HEAVY_ALLOWED:
        if not found:
            yield "includes no heavy header any more: take it off the list of exceptions"
        return
    for number, line in found:
        yield f"{number}: a heavy header in a header: {line.strip()}"


def scan_reader_hpp(path, text):
    """The reason of the exception holds."""
    own = path.startswith("harness/scenario/") and path.endswith(".cpp")
    if is_cpp(path) and path != "harness/scenario/step_reader.hpp" and not own and '#include "scenario/reader.hpp"' in text:
        yield "includes scenario/reader.hpp, which is for .cpp files of harness/scenario only"


def scan_catch(path, text):
    """The program builds without Catch2: only tests include it."""
    name = path.rsplit("/", 1)[-1]
    if not is_cpp(path) or name.endswith(".test.cpp") or name.startswith("test_"):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r'\s*#\s*include\s*[<"]catch2?/', line):
            yield f"{number}: includes Catch2, and is no test (*.test.cpp, test_*.hpp)"


# Clocks, chance, environment -----------------------------------------------------------------------------------------

WORLD = [
    (re.compile(r"\b\w*_?clock\s*::\s*now\b"), "reads a clock", ("harness/base/", "harness/cli/")),
    (re.compile(r"\b(gettimeofday|clock_gettime|localtime|gmtime)\b|\btime\s*\(\s*(nullptr|NULL|0)\s*\)"),
     "reads a clock", ("harness/base/", "harness/cli/")),
    (re.compile(r"\b(sleep|usleep|nanosleep|sleep_for|sleep_until)\s*\("), "sleeps", ("harness/base/", "harness/cli/")),
    (re.compile(r"\b(s?rand|rand_r|drand48|random)\s*\(|\brandom_device\b"), "draws by chance",
     ("harness/base/", "harness/cli/")),
    (re.compile(r"\b(secure_)?getenv\b"), "reads the environment", ("harness/base/", "harness/cli/")),
    (re.compile(r"\b(steady|system|deadline|high_resolution)_timer\b"), "has a timer of its own",
     ("harness/base/", "harness/net/")),
]


def code_of(text):
    """The text without comments and without what stands in quotes; lines stay lines."""
    pattern = re.compile(r'R"([^()\\\s]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/', re.S)

    def blank(match):
        return "\n" * match[0].count("\n") if match[0].startswith("/") else '""' + "\n" * match[0].count("\n")

    # 1'000 is a number, and no character begins in it.
    return pattern.sub(blank, re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "", text))


def scan_world(path, text):
    if not path.startswith(("harness/", "reports/", "fuzz/")) or not is_cpp(path):
        return
    for number, line in enumerate(code_of(text).splitlines(), 1):
        for pattern, what, allowed in WORLD:
            if pattern.search(line) and not path.startswith(allowed):
                yield f"{number}: {what} outside {' and '.join(allowed)}: {line.strip()}"


# Places --------------------------------------------------------------------------------------------------------------

# Written apart, so that this file does not find itself.
PLACES = re.compile(r"(?<![\w.~:/}-])/(" + "|".join(["work", "root", "home", "tmp", "Users"]) + r")(?![\w.-])(?!\*)")
PLACES_ALLOWED = {
    # path: the line that may name a place, and why
}


def scan_places(path, text):
    if path.endswith((".md", "LICENSE")) or path == ".ci/structure_test.py":
        return
    for number, line in enumerate(text.splitlines(), 1):
        if PLACES.search(line) and line.strip() not in PLACES_ALLOWED.get(path, ()):
            yield f"{number}: names a place of one machine: {line.strip()[:100]}"


# Layout --------------------------------------------------------------------------------------------------------------

def format_problems(paths, style):
    """What clang-format would change, one line for each file."""
    if not paths:
        return []
    done = subprocess.run([CLANG_FORMAT, "--dry-run", "-Werror", f"--style=file:{style}", *map(str, paths)],
                          capture_output=True, text=True, check=False)
    places = {}
    for path, line in re.findall(r"^(\S[^:\n]*):(\d+):\d+: error: code should be clang-formatted", done.stderr, re.M):
        places.setdefault(path.replace(f"{ROOT}/", ""), []).append(line)
    found = [f"{path}: lines {', '.join(dict.fromkeys(lines))}"[:120] for path, lines in places.items()]
    if done.returncode != 0 and not found:
        found = [done.stderr.strip() or f"{CLANG_FORMAT} ended with {done.returncode}"]
    return found


# Planted cases -------------------------------------------------------------------------------------------------------

PLANTED_CMAKE = """
conformance_library(base harness/base LINK Boost::headers)
conformance_library(xml harness/xml LINK conformance_base)
conformance_library(reports reports LINK conformance_base)
"""
OK_SPDX = f"// {SPDX}\n"
PLACE = "/" + "work"

# scan, path, text, whether something is wrong with it
PLANTED = [
    ("layers", "harness/base/a.hpp", '#include "xml/a.hpp"\n', True),
    ("layers", "harness/xml/a.test.cpp", '  # include "reports/a.hpp"\n', True),
    ("layers", "reports/a.cpp", '#include "xml/a.hpp"\n', True),
    ("layers", "harness/xml/a.cpp", '#include "a.hpp"\n', True),
    ("layers", "harness/xml/a.cpp", '#include "../base/a.hpp"\n', True),
    ("layers", "harness/xml/a.cpp", '#include "base/gone.hpp"\n', True),
    ("layers", "harness/other/a.cpp", "", True),
    ("layers", "harness/xml/deep/a.cpp", '#include "base/a.hpp"\n#include "xml/a.hpp"\n#include <reports/a.hpp>\n', False),
    ("layers", "harness/xml/a.cpp", '#include "fuzz/a.hpp"\n', True),
    ("layers", "fuzz/targets/a.cpp", '#include "base/gone.hpp"\n', True),
    ("layers", "fuzz/targets/a.cpp", '#include "fuzz/a.hpp"\n#include "xml/a.hpp"\n#include "reports/a.hpp"\n', False),
    ("property", "fuzz/targets/a.cpp", f"{OK_SPDX}// Property: a\n", True),
    ("property", "fuzz/targets/a.cpp", f"// Property: a.\n{OK_SPDX}", False),
    ("property", "fuzz/a.cpp", OK_SPDX, False),
    ("world", "fuzz/targets/a.cpp", "int n = std::rand();\n", True),
    ("spdx", "harness/base/a.hpp", "#pragma once\n", True),
    ("spdx", "cmake/a.cmake", "# a\n", True),
    ("spdx", "CMakeLists.txt", "project(a)\n", True),
    ("spdx", "check", "#!/usr/bin/env bash\n", True),
    ("spdx", "a.py", "#\n" * 10 + f"# {SPDX}\n", True),
    ("spdx", "a.py", f"#!/usr/bin/python3\n# {SPDX}\n", False),
    ("spdx", "scenarios/a.json", "{}\n", False),
    ("length", "harness/base/a.cpp", "\n" * (CPP_LINES_MAX + 1), True),
    ("length", "harness/base/a.cpp", "\n" * CPP_LINES_MAX, False),
    ("length", "scenarios/a.json", "\n" * (CPP_LINES_MAX + 1), False),
    ("heavy", "harness/base/a.hpp", "#include <nlohmann/json.hpp>\n", True),
    ("heavy", "harness/base/a.hpp", "#  include <boost/beast/core.hpp>\n", True),
    ("heavy", "harness/base/a.hpp", "#include <CLI/CLI.hpp>\n", True),
    ("heavy", "harness/scenario/reader.hpp", "#include <string>\n", True),
    ("heavy", "harness/base/a.cpp", "#include <nlohmann/json.hpp>\n", False),
    ("heavy", "harness/base/a.hpp", "#include <nlohmann/json_fwd.hpp>\n// #include <nlohmann/json.hpp>\n", False),
    ("heavy", "harness/scenario/reader.hpp", "#include <nlohmann/json.hpp>\n", False),
    ("reader.hpp", "harness/run/a.cpp", '#include "scenario/reader.hpp"\n', True),
    ("reader.hpp", "harness/scenario/a.cpp", '#include "scenario/reader.hpp"\n', False),
    ("catch2", "harness/run/a.hpp", "#include <catch2/catch.hpp>\n", True),
    ("catch2", "harness/run/test_a.hpp", "#include <catch2/catch.hpp>\n", False),
    ("catch2", "harness/run/a.test.cpp", "#include <catch2/catch.hpp>\n", False),
    ("world", "harness/xml/a.cpp", "auto t = std::chrono::steady_clock::now();\n", True),
    ("world", "harness/xml/a.cpp", "auto t = system_clock :: now();\n", True),
    ("world", "reports/a.cpp", "auto t = std::time(nullptr);\n", True),
    ("world", "harness/xml/a.test.cpp", "std::this_thread::sleep_for(1s);\n", True),
    ("world", "harness/xml/a.cpp", "int n = std::rand();\n", True),
    ("world", "harness/xml/a.cpp", "std::random_device device;\n", True),
    ("world", "harness/xml/a.cpp", 'auto home = std::getenv("HOME");\n', True),
    ("world", "harness/xml/a.cpp", "boost::asio::steady_timer timer(io);\n", True),
    ("world", "harness/xml/a.cpp", "auto n = 1'000; auto t = clock::now(); auto m = 2'000;\n", True),
    ("world", "harness/xml/a.cpp", 'auto s = R"(now \')"; auto t = steady_clock::now();\n', True),
    ("world", "harness/net/a.cpp", "boost::asio::steady_timer timer(io);\n", False),
    ("world", "harness/base/a.cpp", "auto t = std::chrono::steady_clock::now();\n", False),
    ("world", "harness/xml/a.cpp", "// steady_clock::now() would not do\nauto t = clock.now(); /* rand() */\n", False),
    ("world", "harness/xml/a.cpp", 'auto s = "getenv"; auto r = R"x(rand())x"; int operand(int);\n', False),
    ("places", "harness/base/a.cpp", f'open("{PLACE}/main/a");\n', True),
    ("places", "cmake/a.cmake", f"set(a {PLACE})\n", True),
    ("places", "scenarios/a.json", '{"a": "/' + 'tmp/a"}\n', True),
    ("places", "harness/base/a.cpp", f'auto url = "https://localhost{PLACE}/a"; a = b{PLACE};\n', False),
    ("places", "harness/base/a.cpp", f'auto url = "{PLACE}s";\n', False),
]


def planted_problems(scans):
    problems = []
    for name, path, text, wrong in PLANTED:
        found = list(scans[name](path, text))
        if bool(found) != wrong:
            problems.append(f"the scan {name} {'finds ' + str(found) if found else 'finds nothing'} in {path}: {text[:80]!r}")
    untried = set(scans) - {name for name, _, _, wrong in PLANTED if wrong}
    problems += [f"nothing is planted for the scan {name}" for name in sorted(untried)]
    try:
        folders_of("conformance_library(a a LINK conformance_b)\nconformance_library(b b LINK conformance_a)\n")
        problems.append("a folder that links one below it is not found")
    except ValueError:
        pass
    with tempfile.TemporaryDirectory() as folder:
        good, bad = pathlib.Path(folder) / "good.cpp", pathlib.Path(folder) / "bad.cpp"
        good.write_text("int main() { return 0; }\n", encoding="utf-8")
        bad.write_text("int  main( ){return 0;}\n", encoding="utf-8")
        if format_problems([good], ROOT / ".clang-format") or not format_problems([good, bad], ROOT / ".clang-format"):
            problems.append("the layout scan does not tell a good file from a bad one")
    return problems


# The repository ------------------------------------------------------------------------------------------------------

def repository_files():
    paths = [path for path in sorted(ROOT.iterdir()) if path.is_file() and not path.name.startswith(".git")]
    paths = [path for path in paths if path.suffix not in OUTPUT or path.name.startswith("CMake")]
    for top in FOLDERS:
        for folder, folders, names in os.walk(ROOT / top):
            folders[:] = sorted(name for name in folders if name not in SKIPPED)
            paths += [pathlib.Path(folder) / name for name in sorted(names)]
    for path in paths:
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # not a text


def scans_with(layers):
    return {"layers": layers.scan, "spdx": scan_spdx, "length": scan_length, "heavy": scan_heavy,
            "property": scan_property, "reader.hpp": scan_reader_hpp, "catch2": scan_catch, "world": scan_world, "places": scan_places}


def main():
    planted = planted_problems(scans_with(Layers(PLANTED_CMAKE, lambda included: not included.endswith("gone.hpp"))))
    if planted:
        print("\n".join(planted))
        print(f"structure: the scans themselves fail on {len(planted)} planted cases")
        sys.exit(1)
    print(f"ok   the scans, on {len(PLANTED)} planted cases")

    def exists(included):
        return (ROOT / "harness" / included).is_file() or (ROOT / included).is_file()

    files = list(repository_files())
    scans = scans_with(Layers(FOLDERS_FILE.read_text(encoding="utf-8"), exists))
    failed = 0
    for name, scan in scans.items():
        problems = [f"{path}: {problem}" for path, text in files for problem in scan(path, text)]
        failed += report(name, problems)
    formatted = [ROOT / path for path, _ in files if is_cpp(path) and path.startswith(("harness/", "reports/", "cmake/", "fuzz/"))]
    formatted += [ROOT / path for path, _ in files if is_cpp(path) and "/" not in path]
    failed += report(f"layout ({CLANG_FORMAT} -i mends it)", format_problems(formatted, ROOT / ".clang-format"))
    print(f"structure: {len(files)} files, {failed} problems")
    sys.exit(1 if failed else 0)


def report(name, problems):
    print(f"{'FAIL' if problems else 'ok  '} {name}")
    seen = {}
    for problem in problems:
        path = problem.split(":", 1)[0]
        seen[path] = seen.get(path, 0) + 1
        if seen[path] <= SHOWN_OF_FILE_MAX:
            print(f"  {problem}")
    for path, count in seen.items():
        if count > SHOWN_OF_FILE_MAX:
            print(f"  {path}: and {count - SHOWN_OF_FILE_MAX} more")
    return len(problems)


if __name__ == "__main__":
    main()
