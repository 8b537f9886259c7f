package io.fulcrum.serve;

/** A record that a model cannot score: the message names the field, the rule and what to do. */
public final class RecordException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    RecordException(String message) {
        super(message);
    }

    /** Returns the same for a record of a list, by its place. */
    RecordException at(int place) {
        return new RecordException("Record " + place + " of the list: " + getMessage());
    }
}
