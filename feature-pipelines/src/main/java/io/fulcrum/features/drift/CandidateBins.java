package io.fulcrum.features.drift;

import io.fulcrum.contract.drift.Bins;
import io.fulcrum.contract.encoder.BucketEncoder;
import io.fulcrum.contract.encoder.CalendarEncoder;
import io.fulcrum.contract.encoder.CalendarPart;
import io.fulcrum.contract.encoder.CyclicEncoder;
import io.fulcrum.contract.encoder.DiscreteEncoder;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.LogEncoder;
import io.fulcrum.contract.encoder.PiecewiseEncoder;
import io.fulcrum.contract.encoder.TextEncoder;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.manifest.FeatureProfile;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * The fine bins in which a preparation counts its rows: {@link ChosenBins} joins them to a few about equally full ones
 * after the pass. They follow from the profile, so that no pass is needed to find them and no value is kept.
 *
 * <p>Candidate edges of a number are its encoder's ranges where there are any. Otherwise the whole numbers between
 * the extremes if they are few, else three grids together: equal steps between the extremes, eighths of the standard
 * deviation about the mean, and powers of two. The second resolves a bulk that outliers stretch, the third a bulk near
 * zero under a heavy tail. The smallest number of the training split and the largest are always edges.
 */
final class CandidateBins {
    private static final int STEPS = 64;
    private static final int DEVIATIONS = 4;
    private static final int PARTS_OF_DEVIATION = 8;
    private static final int LEAST_POWER = -20;
    private static final int MOST_POWER = 60;
    private static final double WHOLE_NUMBERS = 256;

    private CandidateBins() {}

    /** Returns the fine bins of a fitted feature. */
    static Bins of(EncodedFeature feature, FeatureManifest manifest) {
        Encoder encoder = feature.encoder();
        if (encoder instanceof CyclicEncoder cyclic) {
            return cells(cyclic.part().size() + 1, 0);
        }
        if (!areRanges(encoder)) {
            int unseenIds = encoder instanceof VocabularyEncoder vocabulary ? vocabulary.oovBuckets() : 0;
            return cells(((DiscreteEncoder) encoder).rows(), unseenIds);
        }
        TreeSet<Double> edges = manifest.profile(feature.name())
                .filter(FeatureProfile.Numbers.class::isInstance)
                .map(FeatureProfile.Numbers.class::cast)
                .map(numbers -> edges(encoder, numbers))
                .orElseGet(TreeSet::new);
        return new Bins.Ranges(List.copyOf(edges));
    }

    /** Returns whether the values of an encoder are counted in ranges. */
    static boolean areRanges(Encoder encoder) {
        boolean time = encoder instanceof CyclicEncoder || encoder instanceof CalendarEncoder;
        return !time && !(encoder instanceof TextEncoder);
    }

    /** Returns in which order the bins of an encoder's ids are. */
    static ChosenBins.Order order(Encoder encoder) {
        return encoder instanceof TextEncoder ? ChosenBins.Order.COUNTS : ChosenBins.Order.VALUES;
    }

    private static Bins cells(int rows, int unseenIds) {
        List<Integer> cells = IntStream.range(0, Math.min(rows, Bins.Ids.CELLS))
                .filter(cell -> cell > unseenIds || !Bins.Ids.isExact(cell, rows))
                .boxed()
                .toList();
        return new Bins.Ids(
                rows, unseenIds, cells, cells.stream().map(String::valueOf).toList());
    }

    /** Returns what a part of a date or time is called. */
    static String partName(Encoder encoder, int value) {
        CalendarPart part =
                encoder instanceof CyclicEncoder cyclic ? cyclic.part() : ((CalendarEncoder) encoder).part();
        return switch (part) {
            case HOUR -> value + " h";
            case WEEKDAY -> DayOfWeek.of(value + 1).getDisplayName(TextStyle.SHORT, Locale.ROOT);
            case DAY -> String.valueOf(value + 1);
            case MONTH -> Month.of(value + 1).getDisplayName(TextStyle.SHORT, Locale.ROOT);
        };
    }

    private static TreeSet<Double> edges(Encoder encoder, FeatureProfile.Numbers numbers) {
        TreeSet<Double> edges = new TreeSet<>();
        double least = numbers.least();
        double greatest = numbers.greatest();
        DoubleUnaryOperator source = DoubleUnaryOperator.identity();
        if (encoder instanceof BucketEncoder buckets) {
            edges.addAll(buckets.edges());
        } else if (encoder instanceof PiecewiseEncoder piecewise) {
            edges.addAll(piecewise.edges());
        } else if (encoder instanceof LogEncoder) {
            // The profile has logarithms, and rounding makes their inverse inexact.
            source = log -> Math.signum(log) * Math.expm1(Math.abs(log));
            least -= Math.ulp((float) least);
            greatest += Math.ulp((float) greatest);
            grids(numbers, source, edges);
        } else {
            grids(numbers, source, edges);
        }
        double first = Math.nextDown(source.applyAsDouble(least));
        double last = source.applyAsDouble(greatest);
        edges.removeIf(edge -> !(edge > first && edge < last));
        edges.add(first + 0.0);
        edges.add(last + 0.0);
        edges.removeIf(edge -> !Double.isFinite(edge));
        return edges;
    }

    private static void grids(FeatureProfile.Numbers numbers, DoubleUnaryOperator source, TreeSet<Double> edges) {
        double least = numbers.least();
        double range = numbers.greatest() - least;
        if (least == Math.rint(least) && range == Math.rint(range) && range <= WHOLE_NUMBERS) {
            for (int step = 0; step <= range; step++) {
                edges.add(source.applyAsDouble(least + step));
            }
            return;
        }
        for (int step = 0; step <= STEPS; step++) {
            edges.add(source.applyAsDouble(least + range / STEPS * step) + 0.0);
        }
        int most = DEVIATIONS * PARTS_OF_DEVIATION;
        for (int step = -most; step <= most; step++) {
            edges.add(source.applyAsDouble(numbers.mean() + numbers.deviation() / PARTS_OF_DEVIATION * step) + 0.0);
        }
        for (int power = LEAST_POWER; power <= MOST_POWER; power++) {
            edges.add(Math.scalb(1.0, power));
            edges.add(-Math.scalb(1.0, power));
        }
        edges.add(0.0);
    }
}
