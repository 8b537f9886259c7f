package io.fulcrum.train.exchange;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A reference to an object of this JVM that Spark may write and read: only its number is written. */
final class SameProcess<T> implements Sent<T> {
    private static final long serialVersionUID = 1L;
    private static final Map<Long, Object> OBJECTS = new ConcurrentHashMap<>();
    private static final AtomicLong LAST = new AtomicLong();

    private final long number;

    private SameProcess(long number) {
        this.number = number;
    }

    static <T> SameProcess<T> of(T object) {
        long number = LAST.incrementAndGet();
        OBJECTS.put(number, object);
        return new SameProcess<>(number);
    }

    @Override
    @SuppressWarnings("unchecked") // what lies under the number was put there by of()
    public T value() {
        Object object = OBJECTS.get(number);
        if (object == null) {
            throw new IllegalStateException(
                    "Object " + number + " of this process is gone, or was sent from another: the"
                            + " round that this attempt belongs to is over. Its result is not needed.");
        }
        return (T) object;
    }

    @Override
    public void destroy() {
        OBJECTS.remove(number);
    }
}
