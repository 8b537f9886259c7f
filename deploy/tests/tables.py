"""Tables that the Java tests write with our values, for checks against other libraries."""

import functools
import json
from programs import REPOSITORY

TARGET = REPOSITORY / "spark-jobs" / "target"


@functools.cache
def written(file, by):
    path = TARGET / file
    assert path.exists(), f"There is no {path}. {by} writes it: mvn -B verify"
    return json.loads(path.read_text())
