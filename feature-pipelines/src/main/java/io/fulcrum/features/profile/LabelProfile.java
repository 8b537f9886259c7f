package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.NumericEncoder;
import java.io.Serializable;

/** What one task's labels hold in one split. */
public final class LabelProfile implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Moments labels = new Moments();
    private long positives;
    private long negatives;
    private long notFinite;

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

    public LabelProfile merge(LabelProfile other) {
        labels.merge(other.labels);
        positives += other.positives;
        negatives += other.negatives;
        notFinite += other.notFinite;
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
}
