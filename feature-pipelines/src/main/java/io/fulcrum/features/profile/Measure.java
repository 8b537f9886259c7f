package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.FeatureText;
import io.fulcrum.contract.encoder.ListEntries;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.WeightedList;
import java.io.Serializable;
import java.util.List;

/** What of a feature's source the profile collects. Sources are numbered as in the list of all source columns. */
public sealed interface Measure extends Serializable {
    /** Returns an empty state. */
    FieldProfile empty();

    /** Returns a reader of rows; for one thread. */
    FieldMeter meter();

    /**
     * Counts of texts.
     *
     * @param limit most distinct values that are kept
     */
    record Texts(TextSource source, int limit) implements Measure {
        @Override
        public FieldProfile empty() {
            return new ValueCounts(limit);
        }

        @Override
        public FieldMeter meter() {
            return source.meter(new TextCounter.Texts());
        }
    }

    /**
     * Counts of hashes of texts.
     *
     * @param seed of the hashes
     */
    record Hashes(TextSource source, long seed, int buckets) implements Measure {
        @Override
        public FieldProfile empty() {
            return new HashCounts(buckets);
        }

        @Override
        public FieldMeter meter() {
            return source.meter(new TextCounter.Hashes(seed));
        }
    }

    /** Moments of a number, and quantiles where an encoding needs them. */
    record Numbers(int source, Scale scale, Quantiles quantiles) implements Measure {
        /** What is measured of a number. */
        public enum Scale {
            LINEAR,
            LOG
        }

        /** Whether quantiles are collected, which takes most of the time. */
        public enum Quantiles {
            NONE,
            COLLECTED
        }

        @Override
        public FieldProfile empty() {
            return new NumberProfile(quantiles);
        }

        @Override
        public FieldMeter meter() {
            return new FieldMeter.Numbers(source, scale);
        }
    }

    /** Number of values of a scalar. */
    record Present(int source) implements Measure {
        @Override
        public FieldProfile empty() {
            return new ValueTotal();
        }

        @Override
        public FieldMeter meter() {
            return new FieldMeter.Present(source);
        }
    }

    /**
     * Where a discrete feature's texts are.
     *
     * @param sources one column, or those of a cross, or a list and the weights of its entries
     * @param isList whether the first column is a list
     */
    record TextSource(List<Integer> sources, boolean isList) implements Serializable {
        public TextSource {
            sources = List.copyOf(sources);
        }

        private FieldMeter meter(TextCounter counter) {
            int[] places = sources.stream().mapToInt(Integer::intValue).toArray();
            if (isList && places.length == 2) {
                WeightedList source = new WeightedList(places[0], places[1], List.of());
                return new TextMeter.OfWeightedLists(source, counter, new Utf8());
            }
            return isList
                    ? new TextMeter.OfLists(new ListEntries.Plain(places[0]), counter, new Utf8())
                    : new TextMeter(new FeatureText(places), counter);
        }
    }
}
