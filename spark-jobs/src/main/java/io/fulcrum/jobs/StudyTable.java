package io.fulcrum.jobs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Results of a study, and for each variant and task the mean and standard deviation over seeds.
 *
 * <p>Variants are compared by validation alone: the mean over tasks of the relative change of AUC (or RMSE, its sign
 * turned) against the first variant, of means over seeds. Whoever looks at test metrics of several variants chooses by
 * them, whatever he means to do.
 */
final class StudyTable {
    private static final List<String> SHOWN = List.of("auc", "logLoss", "rmse");

    private static final String USED_UP =
            "The test split is used up: it no longer gives an unbiased estimate for a variant that is chosen among these."
                    + " Choose by validation, or report a split that no one has seen.";

    private final List<TrialResult> validation = new ArrayList<>();
    private final List<TrialResult> test = new ArrayList<>();

    /**
     * What a trial came to on one split.
     *
     * @param keptEpoch number of the epoch whose model was kept, from 1
     */
    record TrialResult(
            String variant, long seed, int keptEpoch, double seconds, Map<String, Map<String, Double>> metrics) {}

    /** A metric of a variant over its seeds. */
    record Spread(
            String split,
            String variant,
            String task,
            String metric,
            int seeds,
            double mean,
            double deviation,
            double least,
            double greatest) {
        static Spread of(String split, String variant, String task, String metric, double[] values) {
            double mean = Arrays.stream(values).average().orElseThrow();
            double squares = Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
            double deviation = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
            return new Spread(
                    split,
                    variant,
                    task,
                    metric,
                    values.length,
                    mean,
                    deviation,
                    Arrays.stream(values).min().orElseThrow(),
                    Arrays.stream(values).max().orElseThrow());
        }

        @JsonIgnore
        String told() {
            return String.format(
                    Locale.ROOT, "  %s %.5f ± %.5f (%.5f … %.5f)", metric, mean, deviation, least, greatest);
        }
    }

    /**
     * All of a study, for programs: the file {@code study.json}.
     *
     * @param schema version of this format; files without it have {@code epoch} in the place of {@code keptEpoch},
     *     numbered from 0
     */
    record Facts(int schema, String chosen, List<Spread> summary, List<TrialResult> trials, List<TrialResult> test) {
        static final int SCHEMA = 2;
    }

    /** Adds what a trial came to on the validation split. */
    void add(TrialResult result) {
        validation.add(result);
    }

    /** Adds what a trial came to on the test split: of the chosen variant, or of every one. */
    void addTest(TrialResult result) {
        test.add(result);
    }

    /** Returns the variant of the best mean on validation, the earlier one of equals. */
    String best() {
        Map<String, List<TrialResult>> variants = byVariant(validation);
        List<TrialResult> first = variants.values().iterator().next();
        String best = first.get(0).variant();
        double greatest = 0;
        for (Map.Entry<String, List<TrialResult>> variant : variants.entrySet()) {
            double gain = gain(first, variant.getValue());
            if (gain > greatest) {
                greatest = gain;
                best = variant.getKey();
            }
        }
        return best;
    }

    Facts facts() {
        List<Spread> summary = new ArrayList<>();
        byVariant(validation).forEach((variant, trials) -> summary.addAll(spreads("validation", trials)));
        byVariant(test).forEach((variant, trials) -> summary.addAll(spreads("test", trials)));
        return new Facts(Facts.SCHEMA, best(), summary, List.copyOf(validation), List.copyOf(test));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("on validation, to choose by:\n");
        byVariant(validation).forEach((variant, trials) -> text.append(lines("validation", trials)));
        Map<String, List<TrialResult>> tested = byVariant(test);
        if (!tested.isEmpty()) {
            text.append(tested.size() == 1 ? "on test, the best of the above alone:\n" : "on test, every variant:\n");
            tested.forEach((variant, trials) -> text.append(lines("test", trials)));
        }
        if (tested.size() > 1) {
            text.append(USED_UP).append('\n');
        }
        return text.toString();
    }

    private static Map<String, List<TrialResult>> byVariant(List<TrialResult> trials) {
        return trials.stream()
                .collect(Collectors.groupingBy(TrialResult::variant, LinkedHashMap::new, Collectors.toList()));
    }

    private static double gain(List<TrialResult> first, List<TrialResult> trials) {
        return first.get(0).metrics().keySet().stream()
                .mapToDouble(task -> {
                    boolean ranked = mean(first, task, "auc").isPresent();
                    String metric = ranked ? "auc" : "rmse";
                    double before = mean(first, task, metric).orElse(Double.NaN);
                    double change = (mean(trials, task, metric).orElse(Double.NaN) - before)
                            / Math.max(Math.abs(before), 1e-12);
                    return ranked ? change : -change;
                })
                .filter(Double::isFinite)
                .average()
                .orElse(0);
    }

    private static Optional<Double> mean(List<TrialResult> trials, String task, String metric) {
        double[] values = values(trials, task, metric);
        return values.length == 0
                ? Optional.empty()
                : Optional.of(Arrays.stream(values).average().orElseThrow());
    }

    private static double[] values(List<TrialResult> trials, String task, String metric) {
        return trials.stream()
                .map(trial -> trial.metrics().get(task).get(metric))
                .filter(value -> value != null)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static List<Spread> spreads(String split, List<TrialResult> trials) {
        List<Spread> spreads = new ArrayList<>();
        for (String task : trials.get(0).metrics().keySet()) {
            for (String metric : SHOWN) {
                double[] values = values(trials, task, metric);
                if (values.length > 0) {
                    spreads.add(Spread.of(split, trials.get(0).variant(), task, metric, values));
                }
            }
        }
        return spreads;
    }

    private static String lines(String split, List<TrialResult> trials) {
        String variant = trials.get(0).variant();
        StringBuilder lines = new StringBuilder(String.format(
                Locale.ROOT,
                "%s  %d seeds, %.1f s each%n",
                variant.isEmpty() ? "as configured" : variant,
                trials.size(),
                trials.stream().mapToDouble(TrialResult::seconds).average().orElseThrow()));
        spreads(split, trials).stream()
                .collect(Collectors.groupingBy(
                        Spread::task, LinkedHashMap::new, Collectors.mapping(Spread::told, Collectors.joining())))
                .forEach((task, told) -> lines.append(String.format(Locale.ROOT, "  %-20s%s%n", task, told)));
        return lines.toString();
    }
}
