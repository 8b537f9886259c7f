package io.fulcrum.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.contract.drift.Bins.Kind;
import io.fulcrum.contract.drift.Divergence;
import io.fulcrum.contract.drift.Drift;
import io.fulcrum.contract.drift.FeatureDistribution;
import io.fulcrum.contract.drift.FeatureDrift;
import io.fulcrum.contract.drift.FeatureDrift.BinCounts;
import io.fulcrum.contract.drift.FeatureDrift.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The drift of features in a report's JSON tree, in both directions. */
final class DriftTree {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private DriftTree() {}

    static ObjectNode of(Drift drift) {
        ObjectNode features = JSON.objectNode();
        drift.features().forEach(feature -> features.set(feature.feature(), feature(feature)));
        return JSON.objectNode().set("features", features);
    }

    private static ObjectNode feature(FeatureDrift drift) {
        Divergence divergence = drift.divergence();
        ObjectNode node = JSON.objectNode()
                .put("level", divergence.level().key())
                .put("psi", divergence.psi())
                .put("expectedPsi", divergence.expectedPsi())
                .put("jensenShannon", divergence.jensenShannon())
                .put("deviations", divergence.deviations());
        node.set("missing", change(drift.share(Kind.MISSING)));
        if (drift.has(Kind.UNSEEN)) {
            node.set("unseen", change(drift.share(Kind.UNSEEN)));
        }
        ObjectNode bins = node.putObject("bins");
        ArrayNode kinds = bins.putArray("kinds");
        ArrayNode labels = bins.putArray("labels");
        ArrayNode training = bins.putArray("training");
        ArrayNode now = bins.putArray("now");
        for (BinCounts bin : drift.bins()) {
            kinds.add(bin.kind().key());
            labels.add(bin.label());
            training.add(bin.training());
            now.add(bin.now());
        }
        return node;
    }

    private static ObjectNode change(Change change) {
        return JSON.objectNode().put("training", change.training()).put("now", change.now());
    }

    static Drift read(JsonField field) {
        Map<String, FeatureDrift> features = field.at("features").map(found -> feature("", found));
        return new Drift(features.entrySet().stream()
                .map(named -> new FeatureDrift(
                        named.getKey(),
                        named.getValue().divergence(),
                        named.getValue().bins()))
                .toList());
    }

    private static FeatureDrift feature(String name, JsonField field) {
        Divergence divergence = new Divergence(
                field.at("psi").number(),
                field.at("expectedPsi").number(),
                field.at("jensenShannon").number(),
                field.at("deviations").number());
        return new FeatureDrift(name, divergence, bins(field.at("bins")));
    }

    private static List<BinCounts> bins(JsonField field) {
        List<Kind> kinds = field.at("kinds").list(DriftTree::kind);
        List<String> labels = field.at("labels").list(JsonField::text);
        List<Long> training = field.at("training").list(JsonField::whole);
        List<Long> now = field.at("now").list(JsonField::whole);
        int size = kinds.size();
        if (labels.size() != size || training.size() != size || now.size() != size) {
            field.refuse("four lists of one length");
        }
        if (!FeatureDistribution.areCounts(training) || !FeatureDistribution.areCounts(now)) {
            field.refuse("counts, none negative and some positive");
        }
        List<BinCounts> bins = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            bins.add(new BinCounts(kinds.get(i), labels.get(i), training.get(i), now.get(i)));
        }
        return bins;
    }

    private static Kind kind(JsonField field) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.key().equals(field.text()))
                .findFirst()
                .orElseGet(() -> field.refuse("one of missing, unseen, range, value, others, added"));
    }
}
