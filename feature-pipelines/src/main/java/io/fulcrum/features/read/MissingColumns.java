package io.fulcrum.features.read;

import io.fulcrum.config.ConfigReader;

/** What to do with a needed column that some input files lack. */
public enum MissingColumns {
    /** Fail, naming the column and a file. */
    REFUSE,
    /** Read null for the rows of those files. */
    NULL;

    private static final String KEY = "missing-columns";

    /** Reads {@code data.missing-columns}, whose value {@code null} HOCON takes as no value. */
    static MissingColumns read(ConfigReader data) {
        return data.has(KEY) ? data.choice(KEY, MissingColumns.class) : NULL;
    }
}
