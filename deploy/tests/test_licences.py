"""The licences of what fulcrum.jar contains, from the bill of materials that the build writes beside it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from programs import JAR

BILL = JAR.with_name("fulcrum-sbom.json")

# Licences under which the jar may be passed on. Of several that a component offers, one must be here.
ALLOWED = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CDDL-1.0",
    "CDDL-1.1",
    "EPL-1.0",
    "EPL-2.0",
    "MIT",
}

# What org.nd4j's jackson, guava and protobuf carry inside them, which their own descriptions do not name.
EMBEDDED = {
    "com.fasterxml.jackson.core:jackson-annotations:2.12.2": "Apache-2.0",
    "com.fasterxml.jackson.core:jackson-core:2.12.2": "Apache-2.0",
    "com.fasterxml.jackson.core:jackson-databind:2.12.2": "Apache-2.0",
    "com.fasterxml.jackson.dataformat:jackson-dataformat-xml:2.12.2": "Apache-2.0",
    "com.fasterxml.jackson.dataformat:jackson-dataformat-yaml:2.12.2": "Apache-2.0",
    "com.fasterxml.jackson.datatype:jackson-datatype-joda:2.12.2": "Apache-2.0",
    "com.fasterxml.woodstox:woodstox-core:5.1.0": "Apache-2.0",
    "com.google.code.findbugs:jsr305:3.0.2": "Apache-2.0",
    "com.google.errorprone:error_prone_annotations:2.5.1": "Apache-2.0",
    "com.google.guava:failureaccess:1.0.1": "Apache-2.0",
    "com.google.guava:guava:30.1.1-jre": "Apache-2.0",
    "com.google.guava:listenablefuture:9999.0-empty-to-avoid-conflict-with-guava": "Apache-2.0",
    "com.google.j2objc:j2objc-annotations:1.3": "Apache-2.0",
    "com.google.protobuf:protobuf-java:3.12.2": "BSD-3-Clause",
    "com.google.protobuf:protobuf-java-util:3.12.2": "BSD-3-Clause",
    "org.codehaus.woodstox:stax2-api:3.1.4": "BSD-2-Clause",
    "org.yaml:snakeyaml:1.26": "Apache-2.0",
}


def offered(component: dict) -> list[str]:
    """Returns the licences of which a component's user may choose one."""
    names = []
    for entry in component.get("licenses", []):
        licence = entry.get("license", {})
        text = entry.get("expression") or licence.get("id") or licence.get("name") or "unknown"
        names += text.strip("()").split(" OR ")
    return names


def refused(components: list[dict]) -> list[str]:
    return [
        f"{name(component)}: {' or '.join(offered(component)) or 'no licence stated'}"
        for component in components
        if not ALLOWED.intersection(offered(component))
    ]


def name(component: dict) -> str:
    return f"{component.get('group', '')}:{component['name']}:{component['version']}"


def components_of(bill: Path) -> list[dict]:
    return json.loads(bill.read_text())["components"]


def packed(jar: Path) -> set[str]:
    """Returns group:name:version of every Maven artifact whose description the jar carries."""
    found = set()
    with zipfile.ZipFile(jar) as files:
        for entry in files.namelist():
            if re.fullmatch(r"META-INF/maven/[^/]+/[^/]+/pom.properties", entry):
                lines = files.read(entry).decode("utf-8").splitlines()
                values = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
                found.add(f"{values['groupId'].strip()}:{values['artifactId'].strip()}:{values['version'].strip()}")
    return found


def test_bill_everyComponent_hasAnAllowedLicence():
    components = components_of(BILL)
    assert len(components) > 20
    assert refused(components) == []


def test_jar_everyArtifactInside_isListedOrKnown():
    inside = packed(JAR)
    listed = {name(component) for component in components_of(BILL)}
    own = {entry for entry in inside if entry.startswith("io.fulcrum:")}
    assert own, "fulcrum.jar carries no description of itself"
    assert inside - listed - own == set(EMBEDDED)
    assert set(EMBEDDED.values()) <= ALLOWED


@pytest.mark.parametrize(
    ("licences", "answer"),
    [
        ([{"license": {"id": "Apache-2.0"}}], []),
        ([{"expression": "(CDDL-1.1 OR GPL-2.0-only)"}], []),
        ([{"license": {"id": "GPL-2.0-or-later"}}, {"license": {"id": "Apache-2.0"}}], []),
        ([{"license": {"id": "AGPL-3.0-only"}}], ["g:n:1: AGPL-3.0-only"]),
        ([{"license": {"name": "My own"}}], ["g:n:1: My own"]),
        ([], ["g:n:1: no licence stated"]),
    ],
)
def test_refused_licences_areNamedWithTheirComponent(licences, answer):
    assert refused([{"group": "g", "name": "n", "version": "1", "licenses": licences}]) == answer
