package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.EncodedFeature.MissingIndicator;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a feature of the configuration has otherwise than an earlier preparation had it. */
public final class Differences {
    private final List<String> found = new ArrayList<>();

    private Differences() {}

    /** Returns the differences of a feature, in the words of a message. */
    public static List<String> of(FeatureSpec spec, EncodedFeature earlier) {
        Differences differences = new Differences();
        List<String> columns = earlier.sources().stream().map(Source::column).toList();
        int values = earlier.isWeighted() ? 1 : columns.size();
        differences.compare("columns", columns.subList(0, values), spec.columns());
        differences.compare("weights", weights(columns.stream().skip(values).findFirst()), weights(spec.weights()));
        differences.compare(
                "missing-indicator",
                earlier.indicator() == MissingIndicator.ADDED,
                spec.indicator() == MissingIndicator.ADDED);
        spec.encoding().compare(spec, earlier, differences);
        return List.copyOf(differences.found);
    }

    private static String weights(Optional<String> column) {
        return column.map(name -> "\"" + name + "\"").orElse("none");
    }

    /** Notes a setting that differs. */
    void compare(String setting, Object earlier, Object configured) {
        if (!earlier.equals(configured)) {
            found.add(setting + " was " + Excerpt.of(earlier.toString()) + " and is "
                    + Excerpt.of(configured.toString()));
        }
    }

    /** Notes a number of bins that the encoding would not have made. */
    void atMost(String setting, int earlier, int configured) {
        if (earlier > configured) {
            found.add(setting + " was " + earlier + " or more and is " + configured);
        }
    }

    /** Returns the earlier encoder, or notes that it is of another kind than the configuration's. */
    <T extends Encoder> Optional<T> encoder(EncodedFeature earlier, Class<T> configured) {
        if (configured.isInstance(earlier.encoder())) {
            return Optional.of(configured.cast(earlier.encoder()));
        }
        compare("the encoder", Encoder.name(earlier.encoder().getClass()), Encoder.name(configured));
        return Optional.empty();
    }

    /** Notes what differs in how a list is read; of a scalar no rule applies. */
    void lists(EncodedFeature earlier, FeatureSpec spec, ListLimit limit) {
        if (earlier.isList()) {
            compare("max-length", earlier.lists().maxLength(), limit.maxLength());
            compare("keep", ConfigReader.word(earlier.lists().keep()), ConfigReader.word(limit.keep()));
            compare("pooling", ConfigReader.word(earlier.lists().pooling()), ConfigReader.word(spec.pooling()));
        }
    }
}
