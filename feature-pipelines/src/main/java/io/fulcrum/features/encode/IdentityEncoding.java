package io.fulcrum.features.encode;

import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.NumberProfile;
import io.fulcrum.features.read.ColumnType;
import org.apache.spark.sql.Column;

/** A number or boolean as it is; 0 where missing. */
public record IdentityEncoding() implements Encoding {
  @Override
  public ColumnType needs() {
    return ColumnType.NUMBER_OR_BOOLEAN;
  }

  @Override
  public Column measured(Field field) {
    return Numbers.number(field);
  }

  @Override
  public FieldProfile emptyProfile(int vocabularyLimit) {
    return new NumberProfile();
  }

  @Override
  public Fitted fit(Field field, FieldProfile training) {
    return Numbers.numeric(field, Numbers.finite(measured(field)),
        Numbers.statistics("identity", field, ((NumberProfile) training).moments()));
  }
}
