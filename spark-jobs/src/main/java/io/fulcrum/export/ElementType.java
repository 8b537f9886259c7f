package io.fulcrum.export;

/** What a tensor's elements are, by ONNX's number for it. */
enum ElementType {
    FLOAT(1, Float.BYTES, "float32"),
    INT64(7, Long.BYTES, "int64"),
    DOUBLE(11, Double.BYTES, "float64");

    private final int number;
    private final int bytes;
    private final String numpyName;

    ElementType(int number, int bytes, String numpyName) {
        this.number = number;
        this.bytes = bytes;
        this.numpyName = numpyName;
    }

    int number() {
        return number;
    }

    int bytes() {
        return bytes;
    }

    /** Returns the name that NumPy and most programs have for it. */
    String numpyName() {
        return numpyName;
    }
}
