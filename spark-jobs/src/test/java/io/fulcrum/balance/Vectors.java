package io.fulcrum.balance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files of reference values in {@code src/test/resources/vectors}, each of which describes its source. */
final class Vectors {
    private Vectors() {}

    static JsonNode read(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    static Stream<JsonNode> stream(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    static double[] array(JsonNode node) {
        return stream(node).mapToDouble(JsonNode::asDouble).toArray();
    }

    static double[][] matrix(JsonNode node) {
        return stream(node).map(Vectors::array).toArray(double[][]::new);
    }
}
