#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Data and schemas agree: scenarios, catalogue, faults, reports and traces are what scenarios/schema/ says.

Every schema is shown to refuse wrong instances, and every wrong scenario is given to the program, too: schema and
loader refuse the same. Usage: .ci/schema_test.py, in a repository that is built (build/default).
"""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
SCHEMAS = SCENARIOS / "schema"
PROGRAM = ROOT / "build" / "default" / "conformance"
TIMEOUT_S = 60
USAGE = 2  # the exit code for wrong input

failures = []
checks = 0


def check(holds, message):
    global checks
    checks += 1
    if not holds:
        failures.append(message)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=without_duplicates)


def without_duplicates(pairs):
    names = [name for name, _ in pairs]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise ValueError(f"keys stand twice: {', '.join(sorted(doubled))}")
    return dict(pairs)


def validator(name, definition=None):
    """A validator for a schema file, or for one of its definitions; references lead to the files beside it."""
    path = SCHEMAS / name
    schema = load(path)
    store = {(SCHEMAS / each.name).as_uri(): load(each) for each in SCHEMAS.glob("*.json")}
    resolver = jsonschema.RefResolver(path.as_uri(), schema, store=store)
    if definition:
        schema = {"$ref": f"#/definitions/{definition}"}
    return jsonschema.Draft7Validator(schema, resolver=resolver)


def deepest(error):
    """The error that says most: of the alternatives of a oneOf, what got furthest."""
    return jsonschema.exceptions.best_match([error])


def conforms(validate, instance, name):
    errors = list(validate.iter_errors(instance))
    shown = [f"{name}: /{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in map(deepest, errors)]
    check(not errors, "\n    ".join(shown[:3]))
    return not errors


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=TIMEOUT_S,
                          stdin=subprocess.DEVNULL, check=False)


def at(instance, path):
    for key in path:
        instance = instance[key]
    return instance


def changed(instance, path, value):
    """A copy with another value at a place; the place is deleted if the value is Ellipsis."""
    result = copy.deepcopy(instance)
    holder = at(result, path[:-1])
    if value is ...:
        del holder[path[-1]]
    elif isinstance(holder, list) and path[-1] == len(holder):
        holder.append(value)
    else:
        holder[path[-1]] = value
    return result


def refuses(validate, instance, name, plants):
    """The validator takes the instance and refuses it with any of the planted (path, value)."""
    check(validate.is_valid(instance), f"{name}: the instance to plant in is wrong itself")
    for path, value in plants:
        check(not validate.is_valid(changed(instance, path, value)),
              f"{name}: takes {json.dumps(value) if value is not ... else 'nothing'} at /{'/'.join(map(str, path))}")


# The data ------------------------------------------------------------------------------------------------------------

def data_files():
    scenarios = sorted(path for folder in ("client", "server") for path in (SCENARIOS / folder).rglob("*.json"))
    return [(path, "scenario.schema.json") for path in scenarios] + \
           [(path, "rule.schema.json") for path in sorted((SCENARIOS / "rules").glob("*.json"))] + \
           [(SCENARIOS / "faults.json", "faults.schema.json")]


def test_data():
    files = data_files()
    validators = {name: validator(name) for name in {name for _, name in files}}
    for path, schema in files:
        name = str(path.relative_to(ROOT))
        instance = load(path)
        conforms(validators[schema], instance, name)
        points_to = (path.parent / instance.get("$schema", "")).resolve()
        check(points_to == SCHEMAS / schema, f"{name}: $schema leads to {points_to.name}, not to {schema}")
        if schema == "scenario.schema.json":
            check(f"scenarios/{instance['id']}.json" == name, f"{name}: its id is {instance['id']}")
    known = {path for path, _ in files} | set(SCHEMAS.glob("*.json"))
    for path in SCENARIOS.rglob("*.json"):
        check(path in known, f"{path.relative_to(ROOT)}: no schema is known for this file")
    return f"{len(files)} data files"


def test_schemas():
    for path in sorted(SCHEMAS.glob("*.json")):
        schema = load(path)
        check(schema.get("$schema") == "http://json-schema.org/draft-07/schema#", f"{path.name}: is not draft-07")
        try:
            jsonschema.Draft7Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            check(False, f"{path.name}: {error.message}")
        for place, part in objects(schema):
            closed = "additionalProperties" in part or "properties" not in part or part.get("type") != "object"
            check(closed, f"{path.name}: {place} does not say additionalProperties")
    return "schemas"


def objects(part, place=""):
    if isinstance(part, dict):
        yield place or "/", part
        for key, value in part.items():
            yield from objects(value, f"{place}/{key}")
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from objects(value, f"{place}/{index}")


# Faults --------------------------------------------------------------------------------------------------------------

def faults_in(source):
    """The names that a source asks a FaultSet for."""
    return set(re.findall(r'\bfaults_?\.has\(\s*"([^"]*)"\s*\)', source))


def fault_problems(faults, used, rules):
    names = [fault["name"] for fault in faults]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"faults.json: {name} stands twice"
    for name in sorted(set(names) - used):
        yield f"faults.json: nothing in harness/ asks for {name}"
    for name in sorted(used - set(names)):
        yield f"harness/ asks for the fault {name}, which faults.json does not list"
    for fault in faults:
        for version, tripped in fault["trips"].items():
            for rule in tripped:
                if rule not in rules:
                    yield f"faults.json: {fault['name']} trips {rule}, which is not a rule"
                elif rule.startswith("0085/") and version not in rules[rule]:
                    yield f"faults.json: {fault['name']} trips {rule} in {version}, where that rule does not hold"


def test_faults():
    used = set()
    for path in sorted((ROOT / "harness").rglob("*.[ch]pp")):
        if not path.name.endswith(".test.cpp"):
            used |= faults_in(path.read_text(encoding="utf-8"))
    rules = {rule["id"]: set(rule["in"]) for path in (SCENARIOS / "rules").glob("*.json") for rule in load(path)["rules"]}
    faults = load(SCENARIOS / "faults.json")["faults"]
    for problem in fault_problems(faults, used, rules):
        check(False, problem)
    # The scan is shown to find what it looks for.
    check(faults_in('if (faults_.has("a") || options.faults.has( "b" ) || reader.has("c"))') == {"a", "b"}, "faults_in")
    planted = [{"name": "x", "trips": {"1.2": ["0085/9/none", "0085/1/one"]}}, {"name": "x", "trips": {}}]
    found = list(fault_problems(planted, {"y"}, {"0085/1/one": {"2.1"}}))
    check(len(found) == 5, f"fault_problems finds {len(found)} of 5 planted problems: {found}")
    return f"{len(faults)} faults"


# Reports and traces --------------------------------------------------------------------------------------------------

def check_trace(path):
    """A trace conforms line by line. Each line is held against its own kind: oneOf over all of them takes minutes."""
    header = validator("trace.schema.json", "header")
    kinds = event_validators()
    lines = path.read_text(encoding="utf-8").splitlines()
    check(len(lines) > 1, f"{path.name}: has no events")
    conforms(header, json.loads(lines[0]), f"{path.name}: line 1")
    last = 0
    for number, line in enumerate(lines[1:], 2):
        event = json.loads(line)
        if event.get("kind") not in kinds:
            check(False, f"{path.name}: line {number}: the kind {event.get('kind')} is not in the schema")
        elif not conforms(kinds[event["kind"]], event, f"{path.name}: line {number}"):
            break
        check(event.get("n", 0) > last, f"{path.name}: line {number}: the numbers of the events do not rise")
        last = event.get("n", 0)
    return [json.loads(line) for line in lines]


def event_validators():
    """By kind, from the schema's own list of events, so that none is forgotten."""
    definitions = load(SCHEMAS / "trace.schema.json")["definitions"]
    names = [each["$ref"].rsplit("/", 1)[1] for each in definitions["event"]["oneOf"]]
    return {definitions[name]["properties"]["kind"]["const"]: validator("trace.schema.json", name) for name in names}


def test_output():
    report_validator = validator("report.schema.json")
    kinds = set()
    for fault in ("", "two-states", "server-adds-active", "dead-stream"):
        with tempfile.TemporaryDirectory() as folder:
            named = ["--fault", fault] if fault else []
            done = run("-o", "json", "--trace-dir", folder, *named)
            what = f"conformance -o json {' '.join(named)}".strip()
            check(done.stdout.startswith("{"), f"{what}: no report: {done.stderr[:300]}")
            if not done.stdout.startswith("{"):
                continue
            report = json.loads(done.stdout)
            conforms(report_validator, report, what)
            check(report["exit_code"] == done.returncode, f"{what}: the report says exit {report['exit_code']}")
            traces = sorted(pathlib.Path(folder).glob("*.jsonl"))
            names = [play["name"] for play in report["plays"]]
            check(len(traces) == len(names), f"{what}: {len(traces)} traces of {len(names)} plays")
            for path in traces if not fault else traces[:1]:
                kinds |= {line.get("kind") for line in check_trace(path)}
    check({"scenario", "stanza", "act", "stream"} <= kinds, f"the traces have events of {sorted(map(str, kinds))} only")
    known = {"expect": [{"id": "0085/5.6/one-state", "verdict": "fail", "reason": "known", "until": "2099-12-31"}]}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "expect.json"
        path.write_text(json.dumps(known), encoding="utf-8")
        done = run("--fault", "two-states", "--expect", path, "--owed", "1", "--rules-as-of", "0.1.0", "-o", "json")
        report = json.loads(done.stdout)
        conforms(report_validator, report, "conformance --expect -o json")
        became = [result.get("expectation", {}).get("became") for play in report["plays"] for result in play["results"]]
        check("met" in became, "conformance --expect -o json: no expectation was met")
        run("--fault", "two-states", "--expect", path.with_name("new.json"), "--update-expect")
        conforms(validator("expect.schema.json"), load(path.with_name("new.json")), "--update-expect")
    matrix = run("faults", "two-states", "-o", "json")
    conforms(validator("matrix.schema.json"), json.loads(matrix.stdout), "conformance faults -o json")
    refuses(validator("matrix.schema.json"), json.loads(matrix.stdout), "matrix.schema.json", [
        (["more"], 1), (["exit_code"], 2), (["faults", 0, "trips", 0, "late"], "no"), (["faults", 0, "exit"], 1), (["rules", 0, "rule"], "x")])
    for path in sorted((ROOT / "drivers" / "expect").glob("*.json")):
        entries = load(path)
        conforms(validator("expect.schema.json"), entries, path.name)
        check(all(entry.get("evidence") for entry in entries["expect"]), f"{path.name}: an entry is without evidence")
    refuses(validator("expect.schema.json"), known, "expect.schema.json", [
        (["more"], 1), (["expect", 0, "id"], "x"), (["expect", 0, "verdict"], "pass"), (["expect", 0, "reason"], ""),
        (["expect", 0, "reason"], ...), (["expect", 0, "until"], "soon"), (["expect", 0, "link"], "x"), (["expect", 0, "role"], "room"),
        (["expect", 0, "version"], "2.1"), (["expect", 0, "more"], 1)])
    whole = run("0085/5.3", "-o", "json+traces")
    conforms(report_validator, json.loads(whole.stdout), "conformance 0085/5.3 -o json+traces")
    return "reports and traces"


def test_planted_output():
    with tempfile.TemporaryDirectory() as folder:
        report = json.loads(run("0085/5.3/no-repeat", "-o", "json", "--trace-dir", folder).stdout)
        lines = [json.loads(line) for line in sorted(pathlib.Path(folder).glob("client*"))[0].read_text().splitlines()]
    refuses(validator("report.schema.json"), report, "report.schema.json", [
        (["colour"], "red"), (["seed"], "7"), (["plays"], ...), (["exit_code"], 256),
        (["plays", 0, "name"], ...), (["plays", 0, "role"], "room"), (["plays", 0, "more"], 1),
        (["plays", 0, "results", 0, "verdict"], "passed"), (["plays", 0, "results", 0, "level"], "must"),
        (["plays", 0, "counters", "deciding", "pass"], -1), (["environment", "port"], 5222)])
    line_validator = validator("trace.schema.json")
    refuses(line_validator, lines[0], "trace.schema.json, header", [
        (["format"], 2), (["role"], "room"), (["more"], 1), (["clocks", "run"], "fast"), (["seed"], ...)])
    stanza = next(line for line in lines if line.get("kind") == "stanza")
    refuses(line_validator, stanza, "trace.schema.json, stanza", [
        (["n"], 0), (["n"], ...), (["dir"], "up"), (["kind"], "stanzas"), (["more"], 1), (["scn"], 3), (["xml"], None)])
    return "planted reports and traces"


# Wrong data, refused by schema and program alike ----------------------------------------------------------------------

SCENARIO = {
    "id": "client/0085/5.3/planted",
    "title": "Planted",
    "role": "client",
    "rules": ["0085/5.3/no-repeat"],
    "spec": {"0085": ["2.1"]},
    "needs": {"actions": ["type"], "queries": ["shown_messages"], "settings": ["chat_states"]},
    "manners": "polite",
    "words": ["hello"],
    "cast": {"romeo": {"roster": "both", "features": ["urn:xmpp:ping"], "resources": ["orchard", "home"], "priority": 1},
             "hall": {"room": True}},
    "steps": [
        {"romeo": "sends", "resource": "home", "stanza": "<message type='chat'><body>${hello}</body></message>"},
        {"iut": "shows", "from": "romeo", "text": "${hello}", "within": "5s"},
        {"iut": "type", "to": "romeo", "text": "It is the east", "every": "100ms", "repeat": 2},
        {"quiet": "45s", "undisturbed": True},
        {"iut": "configure", "setting": "chat_states", "value": "off"},
        {"romeo": "sends bytes", "bytes": "<message>"},
        {"fence": "iq", "from": "romeo"},
        {"romeo": "receives", "stanza": "<message><body>${token}</body></message>", "else": "not applicable",
         "because": "nothing is said"},
        {"romeo": "receives", "one of": [{"stanza": "<presence/>", "grade": "info", "flag": "late", "exact": True}]},
        {"romeo": "receives no more", "stanza": "<message/>", "judges": "0085/5.3/no-repeat", "absent": ["<body/>"]},
        {"romeo": "drops"},
        {"fence": "ui"},
        {"romeo": "joins", "resource": "home", "room": "hall", "within": "5s"},
        {"romeo": "kicks", "whom": "iut", "room": "hall", "else": "not applicable", "because": "he may not"},
        {"iut": "join", "to": "hall", "text": "juliet"},
        {"iut": "send", "to": "romeo", "in": "hall", "text": "aside"},
        {"iut": "shown state", "from": "romeo", "in": "hall", "state": "composing"},
        {"server": "sends", "stanza": "<message from='${romeo}'/>"},
        {"server": "kicks"},
        {"iut": "comes back", "within": "5s"},
        {"iut": "configure", "setting": "attention", "value": "on", "else": "go on"},
        {"romeo": "sends", "stanza": "<message/>", "repeat": 2},
        {"iut": "shown state", "from": "romeo", "state": "", "else": "go on"},
        {"romeo": "goes inactive", "resource": "home"},
        {"romeo": "sends", "stanza": "<message/>", "repeat": 3},
    ],
}

# (path, value): refused by the schema and by the program.
WRONG_SCENARIOS = [
    (["colour"], "red"), (["id"], ...), (["id"], "server/x"), (["title"], 3), (["role"], "room"), (["rules"], []),
    (["rules"], ["5.3/no-repeat"]), (["rules"], "0085/5.3/no-repeat"), (["spec"], ["2.1"]), (["spec", "0085"], "2.1"),
    (["needs", "world"], []), (["needs", "actions"], "type"), (["manners"], "rude"), (["words"], ["Hello"]),
    (["words"], ["token"]), (["cast"], {}), (["cast", "Romeo"], {}), (["cast", "iut"], {}),
    (["cast", "romeo", "caps"], "some"), (["cast", "romeo", "disco"], "some"), (["cast", "romeo", "roster"], True), (["cast", "romeo", "resources"], []),
    (["cast", "romeo", "priority"], 128), (["cast", "romeo", "offline"], "no"), (["cast", "romeo", "mood"], "sad"),
    (["steps"], []), (["steps", 0], {}), (["steps", 0, "romeo"], "says"), (["steps", 0, "romeo"], ...),
    (["steps", 0, "stanza"], ...), (["steps", 0, "stanza"], "hello"), (["steps", 0, "repeat"], 0),
    (["steps", 10, "romeo"], "goes away"), (["steps", 0, "bytes"], "x"),
    (["steps", 0, "within"], "5s"), (["steps", 1, "from"], ...),
    (["steps", 1, "text"], ...), (["steps", 1, "to"], "romeo"), (["steps", 1, "within"], 5),
    (["steps", 1, "else"], "pass"), (["steps", 1, "else"], "not applicable"), (["steps", 1, "because"], "of it"),
    (["steps", 2, "iut"], "types"), (["steps", 2, "repeat"], 0), (["steps", 2, "every"], "fast"),
    (["steps", 2, "new"], 1), (["steps", 2, "to"], ...), (["steps", 3, "quiet"], "45"), (["steps", 3, "undisturbed"], 1),
    (["steps", 3, "within"], "5s"), (["steps", 4, "value"], ...), (["steps", 5, "stanza"], "<presence/>"),
    (["steps", 6, "fence"], "tcp"), (["steps", 6, "from"], ...), (["steps", 6, "to"], "romeo"),
    (["steps", 6, "quiet"], "5s"), (["steps", 7, "because"], ...), (["steps", 7, "exact"], "yes"),
    (["steps", 8, "one of"], []), (["steps", 8, "one of", 0, "flag"], ...), (["steps", 8, "one of", 0, "grade"], "fail"), (["steps", 8, "one of", 0, "more"], 1),
    (["steps", 8, "stanza"], "<presence/>"), (["steps", 9, "judges"], ...), (["steps", 9, "within"], "5s"),
    (["steps", 9, "absent"], "<body/>"), (["steps", 10, "stanza"], "<presence/>"), (["steps", 11, "from"], "romeo"),
    (["cast", "hall", "room"], False), (["cast", "hall", "roster"], "both"), (["steps", 12, "room"], ...),
    (["steps", 12, "whom"], "romeo"), (["steps", 12, "because"], "of it"), (["steps", 13, "whom"], ...),
    (["steps", 13, "because"], ...), (["steps", 13, "romeo"], "bans"), (["steps", 14, "to"], ...),
    (["steps", 15, "in"], 3), (["steps", 16, "room"], "hall"), (["steps", 0, "romeo"], "joins"),
    (["cast", "server"], {}), (["steps", 17, "server"], "speaks"), (["steps", 17, "stanza"], ...),
    (["steps", 17, "repeat"], 2), (["steps", 18, "stanza"], "<message from='a@b'/>"), (["steps", 19, "from"], "romeo"),
    (["steps", 19, "because"], "of it"), (["steps", 20, "else"], "inconclusive"), (["steps", 21, "repeat"], 0),
    (["steps", 22, "else"], "go"), (["steps", 22, "state"], ...), (["steps", 7, "else"], "go on"),
]

# Refused by the program alone: what a schema cannot say.
WRONG_FOR_PROGRAM = [
    (["rules"], ["0085/5.3/no-such-rule"]), (["steps", 0, "stanza"], "<message><body>${nothing}</body></message>"),
    (["steps", 0, "stanza"], "<message><body></message>"), (["steps", 0, "resource"], "balcony"),
    (["steps", 1, "from"], "juliet"), (["steps", 8], {"romeo": "drops"}), (["steps", 9, "judges"], "0085/5.3/composing-once"),
    (["steps", 0, "stanza"], "<message><body>${hello:any}</body></message>"), (["steps", 3, "quiet"], "49h"),
    (["steps", 12, "room"], "romeo"), (["steps", 13, "whom"], "nurse"), (["steps", 14, "to"], "romeo"),
    (["steps", 15, "in"], "romeo"), (["steps", 15, "to"], "hall"),
    (["steps", 17, "stanza"], "<message/>"), (["steps", 17], {"server": "archives", "stanza": "<presence from='a@b'/>"}),
]


def test_planted_scenarios():
    validate = validator("scenario.schema.json")
    conforms(validate, SCENARIO, "the planted scenario")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "planted.json"

        def program_takes(instance):
            path.write_text(json.dumps(instance), encoding="utf-8")
            done = run("--dry-run", path)
            place = re.search(r"planted\.json: (/\S*)", done.stderr)
            return done.returncode, done.returncode != USAGE or place is not None, (done.stdout + done.stderr).strip()

        code, _, said = program_takes(SCENARIO)
        check(code == 0, f"the program does not take the planted scenario: exit {code}: {said[:300]}")
        for by_schema, plants in ((True, WRONG_SCENARIOS), (False, WRONG_FOR_PROGRAM)):
            for place, value in plants:
                wrong = changed(SCENARIO, place, value)
                planted = f"{json.dumps(value) if value is not ... else 'nothing'} at /{'/'.join(map(str, place))}"
                check(validate.is_valid(wrong) != by_schema,
                      f"scenario.schema.json {'takes' if by_schema else 'refuses'} {planted}")
                code, placed, said = program_takes(wrong)
                check(code == USAGE and placed, f"the program, given {planted}: exit {code}: {said[:200]}")
    return f"{len(WRONG_SCENARIOS) + len(WRONG_FOR_PROGRAM)} wrong scenarios"


def test_planted_data():
    refuses(validator("faults.schema.json"), load(SCENARIOS / "faults.json"), "faults.schema.json", [
        (["more"], 1), (["faults"], []), (["faults", 0, "name"], "Two states"), (["faults", 0, "side"], "room"),
        (["faults", 0, "does"], "No full stop"), (["faults", 0, "trips"], {}), (["faults", 0, "trips", "3.0"], []),
        (["faults", 0, "trips", "1.2"], ["no-rule"]), (["faults", 0, "exit"], 2), (["faults", 0, "legal"], False),
        (["faults", 0, "legal"], True), (["faults", 0, "more"], 1), (["faults", 0, "exit"], ...)])
    refuses(validator("rule.schema.json"), load(SCENARIOS / "rules" / "xep-0085.json"), "rule.schema.json", [
        (["more"], 1), (["rules"], []), (["rules", 0, "id"], "5.3/none"), (["rules", 0, "sides"], ["peer"]),
        (["rules", 0, "in"], {}), (["rules", 0, "in", "2.1", "level"], "must"), (["rules", 0, "sentence"], "Short"),
        (["rules", 0, "found"], ["guess"]), (["rules", 0, "unseen"], ...), (["rules", 0, "more"], 1), (["rules", 0, "fix"], "No full stop"),
        (["specifications", 0, "versions", "2.1", "url"], "http://localhost/")])
    return "planted catalogue and faults"


def driver_lines():
    """What passes between the program and a driver, the reference client: each line with whose it is."""
    done = subprocess.run([str(PROGRAM), "--target", "driver", "-v", "client/0085/5.6/*", "client/0085/5.2/configurable",
                           "client/0224/3/*", "--", str(PROGRAM), "reference-client", "--virtual-clock"],
                          capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    for line in done.stderr.splitlines():
        if line.startswith("   ->   ") and '"connect"' not in line:  # that has a password, and is not shown
            yield "request", json.loads(line[8:])
        elif line.startswith("   <-   "):
            message = json.loads(line[8:])
            yield "event" if "event" in message else "answer", message


def test_driver_protocol():
    document = (ROOT / "docs" / "DRIVERS.md").read_text(encoding="utf-8")
    shown = re.findall(r"^ *(?:[→←] )?(\{\"(?:seq|event)\".*\})$", document, re.M)
    line = validator("driver.schema.json")
    for text in shown:
        conforms(line, json.loads(text), f"docs/DRIVERS.md: {text[:60]}")
    validators = {kind: validator("driver.schema.json", kind) for kind in ("request", "answer", "event")}
    seen = list(driver_lines())
    for kind, message in seen:
        conforms(validators[kind], message, f"a driver's {kind}: {json.dumps(message)[:80]}")
    kinds = {kind for kind, _ in seen}
    check(kinds == set(validators), f"of requests, answers and events only {sorted(kinds)} were seen")
    check(len(shown) > 15, "docs/DRIVERS.md has hardly any line of the protocol")
    act = {"seq": 1, "cmd": "act", "action": "type", "to": "romeo@montague.lit", "text": "a"}
    refuses(line, act, "driver.schema.json", [(["seq"], 0), (["seq"], ...), (["cmd"], "do"), (["action"], ...),
                                             (["to"], ...), (["key_ms"], -1), (["more"], 1), (["new"], False)])
    refuses(line, {"seq": 1, "unsupported": {"why": "client", "reason": "none"}}, "driver.schema.json",
            [(["unsupported", "why"], "we"), (["unsupported", "reason"], ...), (["ok"], {}), (["seq"], "1")])
    refuses(line, {"event": "alert", "from": "romeo@montague.lit"}, "driver.schema.json",
            [(["from"], ...), (["event"], "noise"), (["more"], 1)])
    return f"{len(shown)} lines of docs/DRIVERS.md, {len(seen)} of a play with a driver"


def main():
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM.relative_to(ROOT)} is not there: build it first")
    for test in (test_schemas, test_data, test_faults, test_planted_data, test_output, test_planted_output,
                 test_planted_scenarios, test_driver_protocol):
        before = len(failures)
        said = test()
        print(f"{'ok  ' if len(failures) == before else 'FAIL'} {said}", flush=True)
    for failure in failures:
        print(f"  {failure}")
    print(f"schemas: {checks} checks, {len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
