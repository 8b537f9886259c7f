package io.fulcrum.contract.encoder;

/** A number or boolean as it is. */
public record IdentityEncoder() implements NumericEncoder {
    @Override
    public void encode(double number, float[] into, int at) {
        into[at] = (float) number;
    }

    @Override
    public boolean reads(SourceType type) {
        return type == SourceType.BOOLEAN || NumericEncoder.super.reads(type);
    }
}
