package io.fulcrum.contract.encoder;

/** A date or time as the id of one of its parts: 1 + the part's value. */
public record CalendarEncoder(CalendarPart part) implements DiscreteEncoder {
    @Override
    public int rows() {
        return part.size() + 1;
    }

    @Override
    public boolean reads(SourceType type) {
        return CalendarPart.isTime(type);
    }
}
