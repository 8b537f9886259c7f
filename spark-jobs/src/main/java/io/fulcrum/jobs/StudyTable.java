package io.fulcrum.jobs;

import io.fulcrum.jobs.StudyJob.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results of a study, and for each variant and task the mean and standard deviation over seeds. */
final class StudyTable {
  private static final List<String> SHOWN = List.of("auc", "logLoss", "rmse");

  private final List<TrialResult> results = new ArrayList<>();

  void add(TrialResult result) {
    results.add(result);
  }

  List<TrialResult> results() {
    return List.copyOf(results);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    Map<String, List<TrialResult>> variants = results.stream()
        .collect(Collectors.groupingBy(TrialResult::variant, LinkedHashMap::new, Collectors.toList()));
    variants.forEach((variant, trials) -> text.append(line(variant, trials)));
    return text.toString();
  }

  private static String line(String variant, List<TrialResult> trials) {
    StringBuilder lines = new StringBuilder(String.format(Locale.ROOT, "%s  %d seeds, %.1f s each%n",
        variant.isEmpty() ? "as configured" : variant, trials.size(),
        trials.stream().mapToDouble(TrialResult::seconds).average().orElseThrow()));
    for (String task : trials.get(0).metrics().keySet()) {
      lines.append(String.format("  %-20s", task));
      for (String metric : SHOWN) {
        double[] values = trials.stream().map(trial -> trial.metrics().get(task).get(metric))
            .filter(value -> value != null).mapToDouble(Double::doubleValue).toArray();
        lines.append(values.length == 0 ? "" : spread(metric, values));
      }
      lines.append('\n');
    }
    return lines.toString();
  }

  private static String spread(String metric, double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double deviation = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
    double least = Arrays.stream(values).min().orElseThrow();
    double greatest = Arrays.stream(values).max().orElseThrow();
    return String.format(Locale.ROOT, "  %s %.5f ± %.5f (%.5f … %.5f)", metric, mean, deviation, least, greatest);
  }
}
