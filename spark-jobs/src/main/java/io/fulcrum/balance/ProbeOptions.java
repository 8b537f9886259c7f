package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.io.Serializable;
import java.util.Set;

/**
 * By what gradients are measured, and how they are corrected. The same for every method that reads gradients.
 *
 * @param of by what; for methods that read gradients by the common representation always that
 * @param shrink strength of the shrinkage of a task's mean gradient by its sampling variance, 0 for none, 1 for the
 *     unbiased squared norm
 * @param sketch dimensions that gradients are projected to before they are sent, 0 for none
 * @param embeddings whether embedding rows are measured too, which all tasks share
 */
public record ProbeOptions(Of of, double shrink, int sketch, boolean embeddings) implements Serializable {
    /** All shared parameters, as measured. */
    public static final ProbeOptions DEFAULT = new ProbeOptions(Of.SHARED, 0, 0);

    private static final String REPRESENTATION =
            "by the common representation (balance.probe.of = representation, balance.method = mgda-ub and multibalance)";

    private static final int LEAST_SKETCH = 16;

    /** Options without embedding rows. */
    public ProbeOptions(Of of, double shrink, int sketch) {
        this(of, shrink, sketch, false);
    }

    /** By what. */
    public enum Of {
        /** All shared parameters. */
        SHARED,
        /** The shared layers that are nearest to the heads. */
        LAST_LAYER,
        /** The columns that all heads read of the shared part, where they read the same ones; rows are kept apart. */
        REPRESENTATION
    }

    /** Reads the section {@code balance.probe} for a method, and refuses what does not go with its evidence. */
    static ProbeOptions read(ConfigReader balance, String method, BalancingMethod own) {
        ConfigReader section = balance.section("probe");
        Set<Evidence> evidence = own.evidence();
        ProbeOptions options = new ProbeOptions(
                section.choice("of", Of.class),
                section.number("shrink", 0, 1),
                section.integer("sketch", 0),
                section.flag("embeddings"));
        if (!own.readsGradients()) {
            section.changed()
                    .forEach(name -> section.problem(
                            name,
                            "does nothing with balance.method = " + method + ", which reads no gradients. Remove it"));
        } else if (options.of(evidence).of == Of.REPRESENTATION) {
            options.refuseMeansOverRows(section, method, evidence);
        } else if (options.embeddings && own.remembersCoordinates()) {
            section.problem(
                    "embeddings",
                    "measures other embedding rows in each round, but balance.method = " + method
                            + " adds numbers up by coordinate over rounds. Set embeddings = false");
        } else if (options.sketch > 0 && evidence.contains(Evidence.COORDINATES)) {
            section.problem(
                    "sketch",
                    "mixes coordinates, but balance.method = " + method
                            + " reads gradients by coordinate. Set sketch = 0");
        } else if (options.sketch > 0 && options.sketch < LEAST_SKETCH) {
            section.problem("sketch", "must be 0, or at least " + LEAST_SKETCH);
        }
        section.refuseUnknown();
        return options;
    }

    /** These options for a method that reads this evidence. */
    ProbeOptions of(Set<Evidence> evidence) {
        return evidence.contains(Evidence.GRAM_REPRESENTATION)
                ? new ProbeOptions(Of.REPRESENTATION, shrink, sketch, embeddings)
                : this;
    }

    /** Refuses what needs gradients that are added up over rows, which those by the representation are not. */
    private void refuseMeansOverRows(ConfigReader section, String method, Set<Evidence> evidence) {
        if (of == Of.LAST_LAYER) {
            section.problem(
                    "of",
                    "contradicts balance.method = " + method
                            + ", which measures gradients by the common representation whatever is set here. Remove it");
        }
        if (evidence.contains(Evidence.COORDINATES) || evidence.contains(Evidence.SPLIT_GRAM)) {
            section.problem(
                    "of",
                    "keeps the gradients of rows apart, but balance.method = " + method + " reads "
                            + (evidence.contains(Evidence.COORDINATES) ? Evidence.COORDINATES : Evidence.SPLIT_GRAM)
                                    .words()
                            + ". Set of = shared");
        }
        String apart = ", but gradients " + REPRESENTATION + " are ";
        if (shrink > 0) {
            section.problem("shrink", "shrinks means over rows" + apart + "kept apart by rows. Set shrink = 0");
        }
        if (sketch > 0) {
            section.problem("sketch", "shortens what workers send" + apart + "sent as products alone. Set sketch = 0");
        }
        if (embeddings) {
            section.problem(
                    "embeddings",
                    "measures embedding rows, which gradients " + REPRESENTATION
                            + " do not reach. Set embeddings = false");
        }
    }
}
