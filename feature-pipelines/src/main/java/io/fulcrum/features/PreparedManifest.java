package io.fulcrum.features;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.TaskRows;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.encode.FittedFeatures;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.features.profile.SplitProfile;
import io.fulcrum.job.ProgramVersion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The manifest of a preparation: what the profile found and what the features became. */
final class PreparedManifest {
    private PreparedManifest() {}

    static FeatureManifest of(
            FeatureSettings settings,
            FittedFeatures features,
            Profile profile,
            List<String> warnings,
            Optional<EarlierEncoders> earlier) {
        TaskSet tasks = TaskSettings.taskSet(settings.tasks());
        List<String> positives = settings.tasks().stream()
                .map(task -> task.positive().orElse(""))
                .toList();
        List<EncodedFeature> encoders = features.encoders();
        FeatureSchema schema = new FeatureSchema(FeatureManifest.columns(encoders));
        Map<String, SplitSummary> splits = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            splits.put(split.folder(), summary(profile.split(split), tasks.size()));
        }
        List<TaskRows> taskRows = FeatureManifest.noted(TaskSettings.rows(settings.tasks()));
        return new FeatureManifest(
                FeatureManifest.schema(taskRows),
                FeatureManifest.fingerprint(tasks, taskRows, positives, encoders),
                tasks,
                positives,
                schema,
                settings.source().key(),
                settings.source().group().orElse(""),
                earlier.map(EarlierEncoders::labelScales).orElseGet(() -> scales(tasks, profile)),
                encoders,
                features.profiles(),
                splits,
                taskRows,
                provenance(settings, profile, warnings, earlier));
    }

    /** Returns per task the scale in which its labels are stored, as its training labels set it. */
    static List<LabelScale> scales(TaskSet tasks, Profile profile) {
        SplitProfile training = profile.split(Split.TRAIN);
        return IntStream.range(0, tasks.size())
                .mapToObj(task -> LabelScale.of(
                        tasks.task(task).type(),
                        EncodedManifest.summary(training.label(task).labels())))
                .toList();
    }

    private static SplitSummary summary(SplitProfile split, int tasks) {
        List<LabelSummary> labels = IntStream.range(0, tasks)
                .mapToObj(task -> split.label(task).labels())
                .map(EncodedManifest::summary)
                .toList();
        return new SplitSummary(split.rows(), labels);
    }

    private static Map<String, Object> provenance(
            FeatureSettings settings, Profile profile, List<String> warnings, Optional<EarlierEncoders> earlier) {
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("program", ProgramVersion.VERSION);
        provenance.put("source", settings.source().input());
        provenance.put("filter", settings.source().filter().orElse(""));
        provenance.put("settings", Fingerprint.of(settings.toString()));
        provenance.put("rows-in-no-split", profile.inNoSplit());
        provenance.put("warnings", warnings);
        provenance.put("statistics-from", "split train only");
        earlier.ifPresent(extended -> provenance.put("extends", extended.fingerprint()));
        provenance.put("prepared-at", Instant.now().toString());
        return provenance;
    }

    /** Returns the manifest with the digest of each split's rows among its provenance. */
    static FeatureManifest withDigests(FeatureManifest manifest, Map<Split, Long> digests) {
        Map<String, Object> provenance = new LinkedHashMap<>(manifest.provenance());
        digests.forEach((split, digest) -> provenance.put("digest-" + split.folder(), Long.toHexString(digest)));
        return manifest.of(manifest.splits(), provenance);
    }
}
