package io.fulcrum.jobs;

import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.HashedEncoder;
import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.data.EarlierIds;
import io.fulcrum.data.PreparedData;
import io.fulcrum.features.EarlierEncoders;
import io.fulcrum.features.encode.EarlierFeature;
import io.fulcrum.job.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prepared data whose encoders extend those of an earlier model, which can therefore score it. */
final class ExtendedData {
    private final EarlierEncoders model;
    private final EarlierEncoders data;

    private ExtendedData(EarlierEncoders model, EarlierEncoders data) {
        this.model = model;
        this.data = data;
    }

    /**
     * Returns the ids of prepared data as a model of other encoders has them; empty if the data's encoders are not the
     * model's with more values at the end of vocabularies.
     */
    static Optional<EarlierIds> ids(String model, String data) {
        boolean encodes = Storage.exists(model + "/" + FeatureManifest.FILE)
                && PreparedData.manifest(model).hasEncoders();
        if (!encodes) {
            return Optional.empty();
        }
        return new ExtendedData(EarlierEncoders.read(model), EarlierEncoders.read(data)).ids();
    }

    private Optional<EarlierIds> ids() {
        List<EarlierFeature> before = new ArrayList<>(model.features().values());
        List<EarlierFeature> after = new ArrayList<>(data.features().values());
        if (!model.tasks().equals(data.tasks()) || before.size() != after.size()) {
            return Optional.empty();
        }
        Map<String, int[]> tables = new HashMap<>();
        for (int i = 0; i < before.size(); i++) {
            if (!extendsIt(before.get(i), after.get(i))) {
                return Optional.empty();
            }
            if (before.get(i).feature().encoder() instanceof VocabularyEncoder encoder) {
                TextTable texts = after.get(i).vocabulary().orElseThrow().texts();
                tables.computeIfAbsent(encoder.table(), table -> ids(encoder, texts));
            }
        }
        return Optional.of(new EarlierIds(tables));
    }

    private static boolean extendsIt(EarlierFeature before, EarlierFeature after) {
        if (before.feature().equals(after.feature())) {
            return true;
        }
        return before.feature().encoder() instanceof VocabularyEncoder known
                && after.feature().encoder() instanceof VocabularyEncoder grown
                && known.oovBuckets() == grown.oovBuckets()
                && with(before.feature(), grown).equals(after.feature())
                && startsWith(
                        after.vocabulary().orElseThrow().texts(),
                        before.vocabulary().orElseThrow().texts());
    }

    private static EncodedFeature with(EncodedFeature feature, VocabularyEncoder encoder) {
        return new EncodedFeature(
                feature.name(), feature.sources(), encoder, feature.lists(), feature.indicator());
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
