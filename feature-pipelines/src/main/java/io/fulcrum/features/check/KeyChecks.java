package io.fulcrum.features.check;

import io.fulcrum.contract.Split;
import io.fulcrum.features.check.CheckSettings.Rule;
import io.fulcrum.features.profile.KeyCounts;
import java.util.List;

/** Whether the key identifies each row, and whether each split value that the configuration lists occurs. */
final class KeyChecks {
    private final CheckedData data;
    private final Rule rule;
    private final Findings findings;

    KeyChecks(CheckedData data, Rule duplicateKeys, Findings findings) {
        this.data = data;
        this.rule = duplicateKeys;
        this.findings = findings;
    }

    void check() {
        if (!data.keys().columns().isEmpty() && rule != Rule.IGNORE) {
            checkNulls();
            checkRepeats();
        }
        checkListed();
    }

    private void checkNulls() {
        long nulls = data.profile().keys().nulls();
        if (nulls > 0) {
            findings.note(
                    rule,
                    "Key " + named() + " is null in " + nulls + " of " + rows()
                            + " rows, but a key identifies a row. Filter these rows out, name another key, or set"
                            + " checks.duplicate-keys = warn.");
        }
    }

    private void checkRepeats() {
        KeyCounts keys = data.profile().keys();
        long repeats = keys.overflowed() ? data.keys().repeated().count() : keys.repeats();
        if (repeats > 0) {
            findings.note(
                    rule,
                    "Key " + named() + " is not unique: " + repeats + " of " + rows()
                            + " rows have the key of an earlier row, such as "
                            + data.keys().repeated().example()
                            + ". Add a column to data.key, remove the duplicates, or set checks.duplicate-keys = warn.");
        }
    }

    private void checkListed() {
        List<String> listed = data.listed();
        for (int value = 0; value < listed.size(); value++) {
            if (data.profile().listed(value) == 0) {
                findings.warn("data.split lists the value " + listed.get(value)
                        + ", which no row has. Check its spelling, or remove it.");
            }
        }
    }

    private long rows() {
        long rows = 0;
        for (Split split : Split.values()) {
            rows += data.profile().split(split).rows();
        }
        return rows;
    }

    private String named() {
        return "[" + String.join(", ", data.keys().columns()) + "]";
    }
}
