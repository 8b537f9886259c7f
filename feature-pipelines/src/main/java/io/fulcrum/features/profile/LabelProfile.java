package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.NumericEncoder;
import java.io.Serializable;

/** What one task's labels, and the weights of the rows that have them, hold in one split. */
public final class LabelProfile implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A weight that can be used, or none. */
    public static final int FINE = 0;

    /** A weight that is missing, NaN, infinite or beyond the float range. */
    public static final int NOT_FINITE = 1;

    /** A weight below 0. */
    public static final int NEGATIVE = 2;

    private final Moments labels = new Moments();
    private long positives;
    private long negatives;
    private long notFinite;
    private final long[] weightFaults = new long[NEGATIVE + 1]; // [fault]

    /** Adds the label of one row. */
    public void add(double label) {
        if (NumericEncoder.fitsFloat(label)) {
            labels.add(label);
            positives += label == 1 ? 1 : 0;
            negatives += label == 0 ? 1 : 0;
        } else {
            notFinite++;
        }
    }

    /** Adds what is wrong with the weight of one row. */
    public void addWeightFault(int fault) {
        weightFaults[fault]++;
    }

    public LabelProfile merge(LabelProfile other) {
        labels.merge(other.labels);
        positives += other.positives;
        negatives += other.negatives;
        notFinite += other.notFinite;
        for (int fault = 0; fault < weightFaults.length; fault++) {
            weightFaults[fault] += other.weightFaults[fault];
        }
        return this;
    }

    /** Returns the moments of finite labels. */
    public Moments labels() {
        return labels;
    }

    public long positives() {
        return positives;
    }

    public long negatives() {
        return negatives;
    }

    public long notFinite() {
        return notFinite;
    }

    /** Returns how many rows have a weight of this fault. */
    public long weightFaults(int fault) {
        return weightFaults[fault];
    }
}
