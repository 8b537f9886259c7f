package io.fulcrum.features.encode;

import io.fulcrum.contract.Resolution;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.Measure;
import io.fulcrum.features.profile.Moments;
import io.fulcrum.features.read.ColumnType;
import java.util.List;
import java.util.Optional;

/** One way to turn source columns into inputs of the network, fitted on the training split only. */
public interface Encoding {
    /** What the source columns must hold. */
    ColumnType needs();

    /** Returns what is appended to the feature's name for each column that it may make. */
    default List<String> suffixes() {
        return List.of("");
    }

    /** Whether the encoding can join several columns to one value. */
    default boolean crosses() {
        return false;
    }

    /** Returns what the profile collects for {@link #fit}, at most {@code vocabularyLimit} values of it. */
    Measure measure(Field field, int vocabularyLimit);

    /** Returns the feature as the training split settles it; {@code training} is never empty. */
    Fitted fit(Field field, TrainingValues training);

    /**
     * Returns the feature as an earlier preparation settled it, with what this training split has of it. An encoding
     * that knows values adds the new ones; any other keeps its encoder.
     *
     * @param earlier without differences to this encoding, by {@link #compare}
     */
    default Fitted extend(Field field, TrainingValues training, EarlierFeature earlier) {
        return new Fitted(earlier.feature(), fit(field, training).profile());
    }

    /** Notes what a feature of an earlier preparation has otherwise than this encoding would make it. */
    void compare(FeatureSpec spec, EncodedFeature earlier, Differences found);

    /** Returns how finely the encoding stores numbers of these moments of what is measured. */
    default Resolution stored(Moments measured) {
        return Resolution.ofDoubles(measured.mean(), measured.standardDeviation());
    }

    /** The table that the configuration names for several columns to share. */
    default Optional<String> sharedTable() {
        return Optional.empty();
    }

    /** The same encoding without the name of its table: what must be equal among the features of one table. */
    default Encoding withoutTable() {
        return this;
    }

    /**
     * What the training split has of a feature.
     *
     * @param profile its values, with those of all features of its table
     * @param missingShare share of rows without a value
     */
    record TrainingValues(FieldProfile profile, double missingShare) {}
}
