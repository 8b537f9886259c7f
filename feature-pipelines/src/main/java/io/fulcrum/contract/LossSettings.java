package io.fulcrum.contract;

import io.fulcrum.config.ConfigReader;
import java.io.Serializable;

/**
 * The loss that a task is trained with; metrics do not depend on it.
 *
 * @param delta where {@link Kind#HUBER} turns from square to line, in standard deviations of the training labels
 * @param gamma exponent of {@link Kind#FOCAL}
 * @param smoothing share of a binary label that is moved to one half
 */
public record LossSettings(Kind kind, double delta, double gamma, double smoothing) implements Serializable {
    private static final double DELTA = 1;
    private static final double GAMMA = 2;
    private static final double MOST_GAMMA = 100;

    /** The formula of a loss. */
    public enum Kind {
        /** Log loss on the logit. */
        CROSS_ENTROPY,
        /** Cross-entropy in which rows that are predicted well count less. */
        FOCAL,
        /** The squared difference. */
        SQUARED_ERROR,
        /** The squared difference near zero, a line beyond. */
        HUBER;

        private TaskType type() {
            return this == CROSS_ENTROPY || this == FOCAL ? TaskType.BINARY : TaskType.REGRESSION;
        }
    }

    /** Returns the default loss of a type of task. */
    public static LossSettings of(TaskType type) {
        return new LossSettings(defaultKind(type), DELTA, GAMMA, 0);
    }

    private static Kind defaultKind(TaskType type) {
        return switch (type) {
            case BINARY -> Kind.CROSS_ENTROPY;
            case REGRESSION -> Kind.SQUARED_ERROR;
        };
    }

    /** Reads {@code loss}, {@code delta}, {@code gamma} and {@code label-smoothing} of a task. */
    static LossSettings read(ConfigReader section, TaskType type) {
        Kind kind = section.has("loss") ? section.choice("loss", Kind.class) : defaultKind(type);
        if (kind.type() != type) {
            String possible = type == TaskType.BINARY ? "cross-entropy or focal" : "squared-error or huber";
            section.problem(
                    "loss",
                    "is a loss of " + ConfigReader.word(kind.type()) + " tasks, but the task is "
                            + ConfigReader.word(type) + ": choose " + possible);
        }
        double delta = section.has("delta") ? delta(section, kind) : DELTA;
        double gamma = section.has("gamma") ? gamma(section, kind) : GAMMA;
        double smoothing = section.has("label-smoothing") ? smoothing(section, type) : 0;
        return new LossSettings(kind, delta, gamma, smoothing);
    }

    private static double delta(ConfigReader section, Kind kind) {
        requireKind(section, "delta", Kind.HUBER, kind);
        return section.numberAbove("delta", 0);
    }

    private static double gamma(ConfigReader section, Kind kind) {
        requireKind(section, "gamma", Kind.FOCAL, kind);
        return section.number("gamma", 0, MOST_GAMMA);
    }

    private static double smoothing(ConfigReader section, TaskType type) {
        if (type != TaskType.BINARY) {
            section.problem("label-smoothing", "has no meaning for a regression task: remove it");
        }
        double smoothing = section.number("label-smoothing", 0, 1);
        if (smoothing == 1) {
            section.problem("label-smoothing", "makes every label one half, so there is nothing to learn: lower it");
        }
        return smoothing;
    }

    private static void requireKind(ConfigReader section, String key, Kind of, Kind kind) {
        if (kind != of) {
            section.problem(
                    key,
                    "is a key of loss = " + ConfigReader.word(of) + ", but the loss is " + ConfigReader.word(kind)
                            + ": remove the key, or set loss = " + ConfigReader.word(of));
        }
    }
}
