package io.fulcrum.features.encode;

import io.fulcrum.contract.Resolution;
import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.Moments;
import io.fulcrum.features.read.ColumnType;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** One way to turn a source column into an input of the network, fitted on the training split only. */
public interface Encoding {
    /** What the source column must hold. */
    ColumnType needs();

    /** Returns what the profile looks at: doubles, texts or hashes, or lists of these; null where missing. */
    Column measured(Field field);

    /** Returns the state that collects what {@link #fit} wants, at most {@code vocabularyLimit} values of it. */
    FieldProfile emptyProfile(int vocabularyLimit);

    /** Returns the encoding as the training split settles it; {@code training} is never empty. */
    Fitted fit(Field field, FieldProfile training);

    /** Returns whether the source has no value that the encoding can use. */
    default Column missing(Field field) {
        Column measured = measured(field);
        return field.isList() ? measured.isNull().or(functions.size(measured).equalTo(0)) : measured.isNull();
    }

    /** Returns how finely the encoding stores numbers of these moments of what is {@link #measured}. */
    default Resolution stored(Moments measured) {
        return Resolution.ofDoubles(measured.mean(), measured.standardDeviation());
    }

    /** The table that the configuration names for several columns to share. */
    default Optional<String> sharedTable() {
        return Optional.empty();
    }

    /** The same encoding without the name of its table: what must be equal among the features of one table. */
    default Encoding withoutTable() {
        return this;
    }
}
