package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.FeatureText;
import io.fulcrum.contract.encoder.ListEntries;
import io.fulcrum.contract.encoder.SourceColumns;
import io.fulcrum.contract.encoder.SourceRow;
import io.fulcrum.contract.encoder.TextBatch;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.WeightedList;
import java.util.function.Consumer;

/** Reads the texts of a scalar or cross: by the codes of a dictionary where there is one, else in batches. */
final class TextMeter implements FieldMeter {
    private final FeatureText source;
    private final TextCounter counter;
    private final TextBatch texts = new TextBatch();
    private final Utf8 text = new Utf8();

    TextMeter(FeatureText source, TextCounter counter) {
        this.source = source;
        this.counter = counter;
    }

    @Override
    public void add(SourceColumns rows, int[] split, FieldProfile training, Absences absent) {
        if (source.hasCodes(rows)) {
            addCodes(rows, split, training, absent);
            return;
        }
        for (int first = 0; first < split.length; first += texts.count()) {
            texts.read(rows, source, first);
            counter.touch(texts, training);
            addTexts(split, first, training, absent);
        }
    }

    private void addCodes(SourceColumns rows, int[] split, FieldProfile training, Absences absent) {
        int[] codes = source.codes(rows);
        counter.open(source.dictionary(rows));
        for (int row = 0; row < split.length; row++) {
            int code = codes[row];
            if (split[row] >= 0 && code < 0) {
                absent.add(split[row], Presence.MISSING);
            } else if (split[row] == TRAIN) {
                if (!counter.knows(code)) {
                    source.read(rows, row, text);
                    counter.learn(code, text, training);
                }
                counter.add(code, training);
            }
        }
    }

    private void addTexts(int[] split, int first, FieldProfile training, Absences absent) {
        for (int i = 0; i < texts.count(); i++) {
            int of = split[first + i];
            if (of >= 0 && texts.isMissing(i)) {
                absent.add(of, Presence.MISSING);
            } else if (of == TRAIN) {
                counter.add(texts, i, training);
            }
        }
    }

    /** Reads every entry of a list. */
    record OfLists(ListEntries source, TextCounter counter, Utf8 text) implements ByRow {
        @Override
        public Presence presence(SourceRow row) {
            return source.isEmpty(row, text) ? Presence.MISSING : Presence.PRESENT;
        }

        @Override
        public Presence add(SourceRow row, FieldProfile into) {
            Presence presence = Presence.MISSING;
            int entries = source.count(row);
            for (int entry = 0; entry < entries; entry++) {
                if (source.isPresent(row, entry, text)) {
                    counter.add(text, into);
                    presence = Presence.PRESENT;
                }
            }
            return presence;
        }
    }

    /** Reads the entries of a list that have weights. */
    record OfWeightedLists(WeightedList source, TextCounter counter, Utf8 text) implements ByRow {
        @Override
        public Presence presence(SourceRow row) {
            return read(row, entry -> {});
        }

        @Override
        public Presence add(SourceRow row, FieldProfile into) {
            return read(row, entry -> counter.add(entry, into));
        }

        private Presence read(SourceRow row, Consumer<Utf8> entries) {
            if (!source.isPaired(row)) {
                return Presence.UNPAIRED;
            }
            int present = 0;
            int refused = 0;
            for (int pair = 0, pairs = source.count(row); pair < pairs; pair++) {
                if (source.isPresent(row, pair, text)) {
                    entries.accept(text);
                    present++;
                } else {
                    refused += source.isRefused(row, pair, text) ? 1 : 0;
                }
            }
            if (refused > 0) {
                return present > 0 ? Presence.PARTLY_FINITE : Presence.NOT_FINITE;
            }
            return present > 0 ? Presence.PRESENT : Presence.MISSING;
        }
    }
}
