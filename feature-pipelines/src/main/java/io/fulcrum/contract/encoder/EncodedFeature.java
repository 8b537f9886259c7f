package io.fulcrum.contract.encoder;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One fitted feature: where its value comes from and what is done to it.
 *
 * @param name name of its prepared column, or the prefix of their names where there are several
 * @param sources columns that it reads; several make a cross, whose text joins theirs, but two lists are one list with
 *     the weights of its entries
 * @param encoder what is done to the value
 * @param lists what of a list is read, {@link ListRule#SCALAR} for a scalar
 * @param indicator whether a 0/1 input follows that is 1 where the value is missing
 */
public record EncodedFeature(
        String name, List<Source> sources, Encoder encoder, ListRule lists, MissingIndicator indicator)
        implements Serializable {
    /** What is appended to the name of a list for the column of its weights. */
    public static final String WEIGHTS = "_weights";

    /** Whether a 0/1 input says that a value is missing. */
    public enum MissingIndicator {
        NONE,
        ADDED
    }

    public EncodedFeature {
        sources = List.copyOf(sources);
        require(!sources.isEmpty(), name, "reads no column, but needs at least one");
        boolean list = sources.get(0).isList();
        boolean weighted = list && sources.size() == 2;
        for (Source source : weighted ? sources.subList(0, 1) : sources) {
            require(
                    encoder.reads(source.type()),
                    name,
                    "reads column \"" + source.column() + "\" of type " + source.type()
                            + ", which its encoder cannot read");
        }
        boolean text = encoder instanceof TextEncoder;
        require(sources.size() == 1 || text, name, "reads several columns, but only texts are crossed");
        require(!list || text, name, "reads a list, but only lists of discrete values are read");
        require(
                !weighted || sources.get(1).isList() && sources.get(1).isNumber(),
                name,
                "reads weights of a list that are no list of numbers");
        require(
                sources.stream().noneMatch(Source::isList) || sources.size() == 1 || weighted,
                name,
                "crosses a list, but only scalars are crossed");
        require(list == lists.maxLength() > 0, name, "has a list rule that does not fit its column");
    }

    /** Returns the columns of the prepared data that it makes, in their order. */
    public List<FeatureColumn> columns() {
        List<FeatureColumn> columns = new ArrayList<>();
        if (encoder instanceof NumericEncoder numeric) {
            for (int i = 0; i < numeric.width(); i++) {
                columns.add(FeatureColumn.numeric(name + numeric.suffix(i)));
            }
        } else {
            columns.add(discrete((DiscreteEncoder) encoder));
        }
        if (isWeighted()) {
            columns.add(FeatureColumn.listWeights(name + WEIGHTS));
        }
        if (indicator == MissingIndicator.ADDED) {
            columns.add(FeatureColumn.numeric(name + "_missing"));
        }
        return columns;
    }

    /** Returns the embedding table of a discrete feature. */
    @JsonIgnore
    public String table() {
        return encoder instanceof TextEncoder text ? text.table() : name;
    }

    @JsonIgnore
    public boolean isList() {
        return sources.get(0).isList();
    }

    /** Whether it is a list whose entries have weights, which the second source holds. */
    @JsonIgnore
    public boolean isWeighted() {
        return isList() && sources.size() == 2;
    }

    /** Whether it reads a source as numbers, whatever their width, and not as texts. */
    public boolean readsNumbers(int source) {
        return !(encoder instanceof TextEncoder) || isWeighted() && source == 1;
    }

    private FeatureColumn discrete(DiscreteEncoder discrete) {
        return isList()
                ? new FeatureColumn(name, Kind.CATEGORICAL_LIST, table(), discrete.rows(), lists.pooling())
                : new FeatureColumn(name, Kind.CATEGORICAL, table(), discrete.rows());
    }

    private static void require(boolean rule, String name, String message) {
        if (!rule) {
            throw new IllegalArgumentException("Feature \"" + name + "\" " + message + ". Prepare the data again.");
        }
    }
}
