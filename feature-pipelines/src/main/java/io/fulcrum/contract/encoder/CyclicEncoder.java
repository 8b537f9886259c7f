package io.fulcrum.contract.encoder;

/** A date or time as sine and cosine of one of its parts, so that the last value is a neighbour of the first. */
public record CyclicEncoder(CalendarPart part) implements NumericEncoder {
    @Override
    public int width() {
        return 2;
    }

    @Override
    public String suffix(int at) {
        return at == 0 ? "_sin" : "_cos";
    }

    @Override
    public boolean reads(SourceType type) {
        return CalendarPart.isTime(type);
    }

    @Override
    public void encode(double micros, float[] into, int at) {
        encode((long) micros, into, at);
    }

    void encode(long micros, float[] into, int at) {
        double angle = 2 * Math.PI * part.of(micros) / part.size();
        into[at] = (float) StrictMath.sin(angle);
        into[at + 1] = (float) StrictMath.cos(angle);
    }
}
