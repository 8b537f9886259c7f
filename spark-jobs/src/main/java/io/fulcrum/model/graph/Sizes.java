package io.fulcrum.model.graph;

import java.util.List;

/**
 * The sizes that a configuration gives an architecture: those that several have, and those of its own section by their
 * keys. What is out of bounds is noted as a problem and replaced by something harmless. An interface, so that the
 * architectures of a served model need no reader of configurations.
 */
public interface Sizes {
    /** Experts that tasks mix. */
    int experts();

    /** Widths of an expert's layers, at least one. */
    List<Integer> expertLayers();

    /** Widths of a bottom's layers, at least one. */
    List<Integer> bottomLayers();

    /** Widths of a head's hidden layers. */
    List<Integer> headLayers();

    /** Returns a number of units, experts or the like of the own section. */
    int units(String key, int atLeast);

    /** Returns a whole number of the own section. */
    int whole(String key, int atLeast, int atMost);

    /** Returns texts of the own section, such as names of features. */
    List<String> texts(String key);

    /** Returns whole numbers of the own section. */
    List<Integer> wholes(String key, int atLeast);

    /** Returns a number of the own section, the bounds included. */
    double number(String key, double atLeast, double atMost);

    /** Returns a number of the own section above {@code bound}. */
    double numberAbove(String key, double bound);

    /** Returns a constant of the own section, written in kebab-case. */
    <E extends Enum<E>> E choice(String key, Class<E> type);

    /** Returns the widths of a stack of the own section, at least one. */
    List<Integer> layers(String key);

    /** Notes that a value of the own section breaks a rule. */
    void problem(String key, String rule);
}
