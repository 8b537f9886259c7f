package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import java.util.function.Function;

/** The encodings by their names in the configuration: a new one is one line here. */
enum EncodingName {
    VOCABULARY(VocabularyEncoding::read),
    HASHED(HashedEncoding::read),
    STANDARDISED(entry -> new StandardisedEncoding()),
    LOG(entry -> new LogEncoding()),
    QUANTILES(QuantileEncoding::read),
    BOUNDARIES(BoundariesEncoding::read),
    PIECEWISE(PiecewiseEncoding::read),
    CALENDAR(entry -> CalendarEncoding.read(entry, CalendarEncoding.Form.ID)),
    CYCLIC(entry -> CalendarEncoding.read(entry, CalendarEncoding.Form.CYCLIC)),
    IDENTITY(entry -> new IdentityEncoding());

    private final Function<ConfigReader, Encoding> reader;

    EncodingName(Function<ConfigReader, Encoding> reader) {
        this.reader = reader;
    }

    /** Reads the encoding's own keys of one entry of {@code features}. */
    Encoding read(ConfigReader entry) {
        return reader.apply(entry);
    }
}
