package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.encoder.ListRule;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.features.profile.Measure;
import io.fulcrum.features.profile.ValueCounts;
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
        ValueCounts counts = (ValueCounts) training.profile();
        VocabularyFile vocabulary = counts.vocabulary(minCount);
        int known = vocabulary.texts().size();
        VocabularyEncoder encoder = new VocabularyEncoder(field.spec().table(), known, vocabulary.digest(), oovBuckets);
        long knownValues = Arrays.stream(vocabulary.counts()).sum();
        int shared = Math.min(oovBuckets, counts.distinct() - known);
        FeatureProfile profile = new FeatureProfile.Texts(
                field.spec().name(),
                field.spec().columns(),
                counts.count(),
                training.missingShare(),
                counts.distinct(),
                1 - (double) knownValues / counts.count(),
                known + shared,
                1 - (double) (known + shared) / counts.distinct());
        ListRule rule = lists.rule(field.spec().pooling());
        return new Fitted(field.encoded(encoder, rule), profile, Optional.of(vocabulary));
    }
}
