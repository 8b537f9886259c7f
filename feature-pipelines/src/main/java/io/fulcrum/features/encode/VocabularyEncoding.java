package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.features.profile.Measure;
import io.fulcrum.features.profile.ValueCounts;
import io.fulcrum.features.profile.ValueCounts.Found;
import io.fulcrum.features.read.ColumnType;
import java.util.Arrays;
import java.util.Optional;

/**
 * A discrete value as its id in the vocabulary of the training split. A value seen less often than the minimum count is
 * unknown, in training too, so that the rows of unknown ids are trained.
 *
 * @param oovBuckets number of ids that unknown values share
 */
public record VocabularyEncoding(Optional<String> table, int minCount, int oovBuckets, ListLimit lists)
        implements Encoding {
    private static final int DEFAULT_MIN_COUNT = 2;

    static VocabularyEncoding read(ConfigReader entry) {
        return new VocabularyEncoding(
                entry.optionalText("table"),
                entry.has("min-count") ? entry.integer("min-count", 1) : DEFAULT_MIN_COUNT,
                oovBuckets(entry),
                ListLimit.read(entry));
    }

    /** {@code unknown-buckets} is the name that the key had before. */
    private static int oovBuckets(ConfigReader entry) {
        if (entry.has("oov-buckets") && entry.has("unknown-buckets")) {
            entry.problem("unknown-buckets", "is the old name of oov-buckets, which is set too: remove it");
        }
        String key = entry.has("unknown-buckets") ? "unknown-buckets" : "oov-buckets";
        return entry.has(key) ? entry.integer(key, 1) : 1;
    }

    @Override
    public ColumnType needs() {
        return ColumnType.CATEGORY_OR_LIST;
    }

    @Override
    public boolean crosses() {
        return true;
    }

    @Override
    public Optional<String> sharedTable() {
        return table;
    }

    @Override
    public Encoding withoutTable() {
        return new VocabularyEncoding(Optional.empty(), minCount, oovBuckets, lists);
    }

    @Override
    public Measure measure(Field field, int vocabularyLimit) {
        return new Measure.Texts(field.texts(), vocabularyLimit);
    }

    @Override
    public Fitted fit(Field field, TrainingValues training) {
        VocabularyFile vocabulary = ((ValueCounts) training.profile()).vocabulary(minCount);
        EncodedFeature feature = field.encoded(
                encoder(field.spec(), vocabulary), lists.rule(field.spec().pooling()));
        Found known = new Found(
                vocabulary.texts().size(), Arrays.stream(vocabulary.counts()).sum());
        return new Fitted(feature, profile(field.spec(), training, known), Optional.of(vocabulary));
    }

    /** Keeps the ids of known values, and gives the next ids to new values that are seen often enough. */
    @Override
    public Fitted extend(Field field, TrainingValues training, EarlierFeature earlier) {
        VocabularyFile before = earlier.vocabulary().orElseThrow();
        ValueCounts counts = (ValueCounts) training.profile();
        VocabularyFile vocabulary = counts.extended(before, minCount);
        EncodedFeature feature = earlier.feature();
        return new Fitted(
                new EncodedFeature(
                        feature.name(),
                        feature.sources(),
                        encoder(field.spec(), vocabulary),
                        feature.lists(),
                        feature.indicator()),
                profile(field.spec(), training, counts.found(vocabulary.texts())),
                Optional.of(vocabulary));
    }

    @Override
    public void compare(FeatureSpec spec, EncodedFeature earlier, Differences found) {
        found.encoder(earlier, VocabularyEncoder.class).ifPresent(encoder -> {
            found.compare("table", encoder.table(), spec.table());
            found.compare("oov-buckets", encoder.oovBuckets(), oovBuckets);
            found.lists(earlier, spec, lists);
        });
    }

    private VocabularyEncoder encoder(FeatureSpec spec, VocabularyFile vocabulary) {
        return new VocabularyEncoder(spec.table(), vocabulary.texts().size(), vocabulary.digest(), oovBuckets);
    }

    private FeatureProfile profile(FeatureSpec spec, TrainingValues training, Found known) {
        ValueCounts counts = (ValueCounts) training.profile();
        int used = known.distinct() + Math.min(oovBuckets, counts.distinct() - known.distinct());
        return new FeatureProfile.Texts(
                spec.name(),
                spec.sources(),
                counts.count(),
                training.missingShare(),
                counts.distinct(),
                1 - (double) known.values() / counts.count(),
                used,
                1 - (double) used / counts.distinct());
    }
}
