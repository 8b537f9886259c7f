package io.fulcrum.jobs;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.HashedEncoder;
import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.EarlierIds;
import io.fulcrum.data.PreparedData;
import io.fulcrum.features.StoredEncoders;
import io.fulcrum.job.Storage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prepared data whose encoders extend those of an earlier model, which can therefore score it. */
record ExtendedData(StoredEncoders model, StoredEncoders data) {
    /**
     * Returns the ids of prepared data as a model of other encoders has them; empty if the data's encoders are not the
     * model's with more values at the end of vocabularies.
     *
     * @param manifest that of the data, with encoders
     */
    static Optional<EarlierIds> ids(String model, String data, FeatureManifest manifest) {
        if (!Storage.exists(model + "/" + FeatureManifest.FILE)) {
            return Optional.empty();
        }
        FeatureManifest earlier = PreparedData.manifest(model);
        return earlier.hasEncoders()
                ? new ExtendedData(StoredEncoders.read(model, earlier), StoredEncoders.read(data, manifest)).ids()
                : Optional.empty();
    }

    private Optional<EarlierIds> ids() {
        List<EncodedFeature> before = model.manifest().encoders();
        List<EncodedFeature> after = data.manifest().encoders();
        boolean sameTasks = model.manifest().tasks().equals(data.manifest().tasks())
                && model.manifest().spaces().equals(data.manifest().spaces());
        if (!sameTasks || before.size() != after.size()) {
            return Optional.empty();
        }
        Map<String, int[]> tables = new HashMap<>();
        for (int i = 0; i < before.size(); i++) {
            if (!extendsIt(before.get(i), after.get(i))) {
                return Optional.empty();
            }
            if (before.get(i).encoder() instanceof VocabularyEncoder encoder) {
                TextTable texts = data.vocabularies().get(encoder.table()).texts();
                tables.computeIfAbsent(encoder.table(), table -> ids(encoder, texts));
            }
        }
        return Optional.of(new EarlierIds(tables));
    }

    private boolean extendsIt(EncodedFeature before, EncodedFeature after) {
        if (before.equals(after)) {
            return true;
        }
        return before.encoder() instanceof VocabularyEncoder known
                && after.encoder() instanceof VocabularyEncoder grown
                && known.oovBuckets() == grown.oovBuckets()
                && with(before, grown).equals(after)
                && startsWith(
                        data.vocabularies().get(grown.table()).texts(),
                        model.vocabularies().get(known.table()).texts());
    }

    private static EncodedFeature with(EncodedFeature feature, VocabularyEncoder encoder) {
        return new EncodedFeature(feature.name(), feature.sources(), encoder, feature.lists(), feature.indicator());
    }

    private static boolean startsWith(TextTable texts, TextTable first) {
        Utf8 text = new Utf8();
        for (int i = 0; i < first.size(); i++) {
            first.read(i, text);
            if (texts.find(text.bytes(), text.offset(), text.length()) != i) {
                return false;
            }
        }
        return true;
    }

    /** Returns the id that a model's encoder gives each text of a longer vocabulary. */
    private static int[] ids(VocabularyEncoder encoder, TextTable texts) {
        int[] ids = new int[encoder.firstKnown() + texts.size()];
        Utf8 text = new Utf8();
        for (int id = 0; id < ids.length; id++) {
            if (id < encoder.rows()) {
                ids[id] = id;
            } else {
                texts.read(id - encoder.firstKnown(), text);
                ids[id] = HashedEncoder.id(text, encoder.seed(), encoder.oovBuckets());
            }
        }
        return ids;
    }
}
