package io.fulcrum.contract;

import java.io.Serializable;
import java.util.regex.Pattern;

/** One objective: its name, its label column and what it predicts. */
public record TaskSpec(String name, String label, TaskType type) implements Serializable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    public TaskSpec {
        if (!isName(name)) {
            throw new IllegalArgumentException("Task name \"" + name
                    + "\" must be letters, digits, - and _ only: it names columns and files. Choose such a name.");
        }
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
