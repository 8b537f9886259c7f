package io.fulcrum.features.encode;

import io.fulcrum.contract.FeatureColumn;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * An encoding that the training split has settled.
 *
 * @param column the input that it makes
 * @param values the prepared column as an expression of the source
 * @param statistics what it uses of the training split, for people
 * @param vocabulary its vocabulary if it has one
 */
public record Fitted(
        FeatureColumn column, Column values, Map<String, Object> statistics, Optional<Vocabulary> vocabulary) {

    Fitted(FeatureColumn column, Column values, Map<String, Object> statistics) {
        this(column, values, statistics, Optional.empty());
    }
}
