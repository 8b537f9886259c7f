package io.fulcrum.features.encode;

import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.NumberProfile;
import io.fulcrum.features.read.ColumnType;
import org.apache.spark.sql.Column;

/** What encodings of a number have in common: NaN and infinite numbers are missing to them. */
interface NumberEncoding extends Encoding {
    @Override
    default ColumnType needs() {
        return ColumnType.NUMBER;
    }

    @Override
    default Column measured(Field field) {
        return Numbers.number(field);
    }

    @Override
    default Column missing(Field field) {
        return Numbers.finite(measured(field)).isNull();
    }

    @Override
    default FieldProfile emptyProfile(int vocabularyLimit) {
        return new NumberProfile();
    }
}
