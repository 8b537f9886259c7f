package io.fulcrum.config;

import java.util.ArrayList;
import java.util.List;

/** The growing list of what is wrong with one configuration. */
public final class Problems {
    private final List<String> problems = new ArrayList<>();

    public void add(String problem) {
        problems.add(problem);
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Throws {@link ConfigException} with every problem found so far, if there is one. */
    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }
}
