package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.manifest.FeatureManifest;
import java.util.Locale;

/** The line that is printed for a split of prepared data: its rows and labels. */
final class SplitLine {
    private SplitLine() {}

    static String of(FeatureManifest manifest, Split split) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "  %-11s %,12d rows",
                split.folder(),
                manifest.split(split).rows()));
        for (int task = 0; task < manifest.tasks().size(); task++) {
            LabelSummary labels = manifest.split(split).labels().get(task);
            line.append(String.format(
                    Locale.ROOT,
                    "   %s: %,d labelled",
                    manifest.tasks().task(task).name(),
                    labels.labelled()));
            if (labels.labelled() > 0) {
                line.append(String.format(Locale.ROOT, ", mean %.4f", labels.sum() / labels.labelled()));
            }
        }
        return line.toString();
    }
}
