package io.fulcrum.export;

import java.util.List;

/** The use of an operator in a graph. */
record Node(String operator, List<String> inputs, List<String> outputs, List<Attribute> attributes) {
    Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
    }

    /** A named integer of an operator, or a list of them. */
    record Attribute(String name, Kind kind, List<Long> values) {
        /** Whether it is one integer or a list, by ONNX's number for it. */
        enum Kind {
            NUMBER(2),
            LIST(7);

            private final int number;

            Kind(int number) {
                this.number = number;
            }

            int number() {
                return number;
            }
        }

        static Attribute of(String name, long value) {
            return new Attribute(name, Kind.NUMBER, List.of(value));
        }

        static Attribute list(String name, Long... values) {
            return new Attribute(name, Kind.LIST, List.of(values));
        }
    }
}
