package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.HashedEncoder;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.features.profile.HashCounts;
import io.fulcrum.features.profile.Measure;
import io.fulcrum.features.read.ColumnType;
import java.util.Optional;

/**
 * A discrete value as a hash of its text: ids 1 … buckets, id 0 is missing. Distinct values may share an id; the
 * collision rate that the training split has is reported.
 */
public record HashedEncoding(Optional<String> table, int buckets, ListLimit lists) implements Encoding {
    static HashedEncoding read(ConfigReader entry) {
        return new HashedEncoding(entry.optionalText("table"), entry.integer("buckets", 1), ListLimit.read(entry));
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
        return new HashedEncoding(Optional.empty(), buckets, lists);
    }

    @Override
    public Measure measure(Field field, int vocabularyLimit) {
        return new Measure.Hashes(field.texts(), encoder(field).seed(), buckets);
    }

    @Override
    public Fitted fit(Field field, TrainingValues training) {
        HashCounts hashes = (HashCounts) training.profile();
        FeatureProfile profile = new FeatureProfile.Texts(
                field.spec().name(),
                field.spec().sources(),
                hashes.count(),
                training.missingShare(),
                Math.round(hashes.distinct()),
                0,
                hashes.bucketsUsed(),
                hashes.collisionRate());
        return new Fitted(field.encoded(encoder(field), lists.rule(field.spec().pooling())), profile);
    }

    @Override
    public void compare(FeatureSpec spec, EncodedFeature earlier, Differences found) {
        found.encoder(earlier, HashedEncoder.class).ifPresent(encoder -> {
            found.compare("table", encoder.table(), spec.table());
            found.compare("buckets", encoder.buckets(), buckets);
            found.lists(earlier, spec, lists);
        });
    }

    private HashedEncoder encoder(Field field) {
        return new HashedEncoder(field.spec().table(), buckets);
    }
}
