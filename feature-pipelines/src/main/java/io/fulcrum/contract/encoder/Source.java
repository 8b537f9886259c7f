package io.fulcrum.contract.encoder;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.Serializable;

/**
 * A source column as a feature reads it.
 *
 * @param column its name
 * @param type type of its values, or of a list's entries
 * @param shape whether a record has one value or a list of them
 */
public record Source(String column, SourceType type, Shape shape) implements Serializable {
    /** How many values a record has. */
    public enum Shape {
        SCALAR,
        LIST
    }

    public Source {
        if (column.isEmpty()) {
            throw new IllegalArgumentException("A source column has an empty name. Prepare the data again.");
        }
    }

    public static Source scalar(String column, SourceType type) {
        return new Source(column, type, Shape.SCALAR);
    }

    public static Source list(String column, SourceType type) {
        return new Source(column, type, Shape.LIST);
    }

    @JsonIgnore
    public boolean isNumber() {
        return type == SourceType.WHOLE || type == SourceType.NUMBER;
    }

    @JsonIgnore
    public boolean isList() {
        return shape == Shape.LIST;
    }
}
