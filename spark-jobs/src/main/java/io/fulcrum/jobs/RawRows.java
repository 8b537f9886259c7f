package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.drift.Drift;
import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.drift.FeatureDrift;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.evaluate.Findings;
import io.fulcrum.features.NewRows;
import io.fulcrum.features.NewRows.Labels;
import io.fulcrum.features.NewRowsChecks;
import io.fulcrum.features.StoredEncoders;
import io.fulcrum.features.encode.CountedPass;
import io.fulcrum.features.encode.CountedRows;
import io.fulcrum.features.encode.EncodedCounts;
import io.fulcrum.features.encode.EncodedCounts.Unseen;
import io.fulcrum.features.read.DamagedInput;
import io.fulcrum.features.read.SourceSettings;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.RunRecord;
import io.fulcrum.model.store.LoadedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Raw rows of a command, with the encoders of a model or of prepared data. */
final class RawRows {
    private final JobContext job;
    private final SourceSettings source;
    private final StoredEncoders encoders;
    private final NewRows rows;
    private final String like;

    private RawRows(JobContext job, SourceSettings source, StoredEncoders encoders, NewRows rows, String like) {
        this.job = job;
        this.like = like;
        this.source = source;
        this.encoders = encoders;
        this.rows = rows;
    }

    /**
     * Opens the rows that {@code --input} names.
     *
     * @param like directory of the encoders
     */
    static RawRows open(JobContext job, String like, Labels labels) {
        SourceSettings source = job.settings().features().source().ofOption();
        FeatureManifest manifest = StoredManifest.requireEncoders(like);
        Compatibility.requireTasksIfConfigured(job.settings(), manifest, like);
        StoredEncoders encoders = StoredEncoders.read(like, manifest);
        NewRows rows = DamagedInput.explained(source, () -> NewRows.open(job.spark(), encoders, source, labels));
        return new RawRows(job, source, encoders, rows, like);
    }

    /** What was found in all rows, after they were encoded. */
    record Found(
            EncodedCounts counts,
            Optional<FeatureDistributions> distributions,
            StoredDrift drift,
            List<String> warnings) {
        /** Adds the rows and their unseen values to a record of the run. */
        RunRecord.Builder describe(RunRecord.Builder record, String input) {
            return record.input("input", input, Long.toHexString(counts.digest()))
                    .result("rows", counts.rows())
                    .result("unseen", unseen())
                    .result("drift", drifts())
                    .result("warnings", warnings);
        }

        /** Returns feature → values, unseen ones and their share. */
        Map<String, Map<String, Object>> unseen() {
            Map<String, Map<String, Object>> features = new LinkedHashMap<>();
            for (Unseen unseen : counts.unseen()) {
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("values", unseen.values());
                facts.put("unseen", unseen.unseen());
                facts.put("share", unseen.share());
                features.put(unseen.feature(), facts);
            }
            return features;
        }

        /** Returns feature → PSI, its expected value, and Jensen-Shannon divergence; the largest PSI first. */
        Map<String, Map<String, Object>> drifts() {
            Map<String, Map<String, Object>> features = new LinkedHashMap<>();
            for (FeatureDrift feature : drift.drift().map(Drift::features).orElse(List.of())) {
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("psi", feature.divergence().psi());
                facts.put("expectedPsi", feature.divergence().expectedPsi());
                facts.put("jensenShannon", feature.divergence().jensenShannon());
                features.put(feature.feature(), facts);
            }
            return features;
        }

        /** Returns what a report adds to its metrics. */
        Findings findings() {
            List<String> notes = new ArrayList<>(lines());
            notes.addAll(drift.missing());
            return new Findings(notes, drift.drift());
        }

        /** Whether a row has a label of any task. */
        boolean hasLabels() {
            return counts.hasLabels();
        }

        /** Returns a line per feature with unseen values, or one that there are none. */
        List<String> lines() {
            List<String> lines = new ArrayList<>();
            for (Unseen unseen : counts.unseen()) {
                if (unseen.unseen() > 0) {
                    lines.add(String.format(
                            Locale.ROOT,
                            "Unseen values of %s: %.2f %% (%,d of %,d)",
                            unseen.feature(),
                            100 * unseen.share(),
                            unseen.unseen(),
                            unseen.values()));
                }
            }
            return lines.isEmpty() ? List.of("Unseen values: none") : lines;
        }

        /** Prints the lines, and the warnings on standard error. */
        void print() {
            lines().forEach(System.out::println);
            drift.lines().forEach(System.out::println);
            warnings.forEach(warning -> System.err.println("Warning: " + warning));
        }
    }

    String input() {
        return source.input();
    }

    FeatureManifest manifest() {
        return encoders.manifest();
    }

    StoredEncoders encoders() {
        return encoders;
    }

    CountedPass countedPass() {
        return rows.countedPass();
    }

    CountedRows countedWhileWritten() {
        return rows.countedWhileWritten();
    }

    CountedRows kept() {
        return reading(rows::kept);
    }

    /** Returns what {@code work} on the rows returns; a damaged input file ends it in words. */
    <T> T reading(Supplier<T> work) {
        return DamagedInput.explained(source, work);
    }

    /**
     * Requires that all rows, which have been counted, can be used.
     *
     * @param split what the rows are called
     * @throws JobFailure if there are none, labels are wrong, too many values are unseen, or features drift too far
     */
    Found require(EncodedCounts counts, Split split) {
        Optional<FeatureDistributions> distributions =
                counts.rows() == 0 ? Optional.empty() : reading(() -> rows.distributions(split, counts.rows()));
        StoredDrift drift = StoredDrift.of(encoders.distributions(), distributions, split, like);
        List<String> warnings = NewRowsChecks.require(
                input(), counts, manifest(), job.settings().encode(), drift.drift());
        return new Found(counts, distributions, drift, warnings);
    }

    /** Refuses encoders that are not those that a model was trained with. */
    void requireModel(String directory, LoadedModel model) {
        StoredManifest.requireOf(model, manifest(), directory);
    }
}
