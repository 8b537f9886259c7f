package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.encoder.CalendarEncoder;
import io.fulcrum.contract.encoder.CalendarPart;
import io.fulcrum.contract.encoder.CyclicEncoder;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.ListRule;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.features.profile.Measure;
import io.fulcrum.features.read.ColumnType;
import java.util.List;

/** A part of a date or time in UTC, as an id or as a point of the circle; id 0 or the centre where missing. */
public record CalendarEncoding(CalendarPart part, Form form) implements Encoding {
    /** How the part enters the network. */
    public enum Form {
        /** As an id with an embedding row. */
        ID,
        /** As sine and cosine, so that the last value is a neighbour of the first. */
        CYCLIC
    }

    static CalendarEncoding read(ConfigReader entry, Form form) {
        return new CalendarEncoding(entry.choice("part", CalendarPart.class), form);
    }

    @Override
    public ColumnType needs() {
        return ColumnType.CALENDAR;
    }

    @Override
    public List<String> suffixes() {
        return form == Form.ID ? List.of("") : List.of("_sin", "_cos");
    }

    @Override
    public Measure measure(Field field, int vocabularyLimit) {
        return new Measure.Present(field.place());
    }

    @Override
    public Fitted fit(Field field, TrainingValues training) {
        Encoder encoder = form == Form.ID ? new CalendarEncoder(part) : new CyclicEncoder(part);
        FeatureProfile profile = new FeatureProfile.Times(
                field.spec().name(), field.spec().columns(), training.profile().count(), training.missingShare());
        return new Fitted(field.encoded(encoder, ListRule.SCALAR), profile);
    }

    @Override
    public void compare(FeatureSpec spec, EncodedFeature earlier, Differences found) {
        if (form == Form.ID) {
            found.encoder(earlier, CalendarEncoder.class).ifPresent(encoder -> compare(encoder.part(), found));
        } else {
            found.encoder(earlier, CyclicEncoder.class).ifPresent(encoder -> compare(encoder.part(), found));
        }
    }

    private void compare(CalendarPart earlier, Differences found) {
        found.compare("part", ConfigReader.word(earlier), ConfigReader.word(part));
    }
}
