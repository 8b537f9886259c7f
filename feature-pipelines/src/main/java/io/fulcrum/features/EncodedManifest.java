package io.fulcrum.features;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.encode.EncodedCounts;
import io.fulcrum.features.profile.Moments;
import io.fulcrum.job.ProgramVersion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The manifest of new rows that were encoded as earlier ones. */
public final class EncodedManifest {
    private EncodedManifest() {}

    /**
     * How encoded rows were made.
     *
     * @param like directory of the encoders
     * @param input the raw rows
     * @param unseen feature → unseen values
     */
    public record Origin(String like, String input, Map<String, Map<String, Object>> unseen, List<String> warnings) {}

    /** Returns the manifest of rows with these counts as the only split. */
    public static FeatureManifest of(StoredEncoders encoders, Split split, EncodedCounts counts, Origin origin) {
        FeatureManifest manifest = encoders.manifest();
        List<LabelSummary> labels = IntStream.range(0, manifest.tasks().size())
                .mapToObj(task -> summary(counts.label(task).labels()))
                .toList();
        Map<String, SplitSummary> splits = Map.of(split.folder(), new SplitSummary(counts.rows(), labels));
        return manifest.of(splits, provenance(split, counts, origin));
    }

    static LabelSummary summary(Moments labels) {
        double deviation = labels.count() == 0 ? 0 : labels.standardDeviation();
        return new LabelSummary(labels.count(), labels.sum(), deviation);
    }

    private static Map<String, Object> provenance(Split split, EncodedCounts counts, Origin origin) {
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("program", ProgramVersion.VERSION);
        provenance.put("source", origin.input());
        provenance.put("encoded-like", origin.like());
        provenance.put("unseen", origin.unseen());
        provenance.put("warnings", origin.warnings());
        provenance.put("digest-" + split.folder(), Long.toHexString(counts.digest()));
        provenance.put("prepared-at", Instant.now().toString());
        return provenance;
    }
}
