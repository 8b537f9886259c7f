package io.fulcrum.features.encode;

import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.NumberProfile;
import io.fulcrum.features.read.ColumnType;
import org.apache.spark.sql.Column;

/** A number as its distance from the training mean in training standard deviations; 0, the mean, where missing. */
public record StandardisedEncoding() implements Encoding {
  @Override
  public ColumnType needs() {
    return ColumnType.NUMBER;
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
    return Numbers.standardised(field, "standardised", measured(field), ((NumberProfile) training).moments());
  }
}
