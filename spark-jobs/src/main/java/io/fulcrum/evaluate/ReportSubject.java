package io.fulcrum.evaluate;

import java.time.Instant;

/** What was evaluated: which model, on which split of which data, when. */
public record ReportSubject(Artifact model, Artifact data, String split, Instant created) {

    /** A thing with a name for people and a fingerprint of its content. */
    public record Artifact(String name, String fingerprint) {}
}
