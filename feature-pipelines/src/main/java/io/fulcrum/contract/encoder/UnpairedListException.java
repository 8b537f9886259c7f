package io.fulcrum.contract.encoder;

/** A record whose list has another number of entries than of weights. */
public final class UnpairedListException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnpairedListException(String message) {
        super(message);
    }
}
