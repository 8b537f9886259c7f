package io.fulcrum.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;

/** Pages are those of Parquet's own writer. */
class PlainValuesTest {
    private static final int VALUES = 20_000;

    @Test
    void bytes_numbersOfEveryType_areParquetsOwn() throws IOException {
        PlainValues ours = new PlainValues();
        PlainValuesWriter theirs = new PlainValuesWriter(64, 1 << 20, HeapByteBufferAllocator.getInstance());
        for (int page = 0; page < 2; page++) {
            write(ours, page);
            write(theirs, page);

            assertThat(ours.getBytes().toByteArray())
                    .isEqualTo(theirs.getBytes().toByteArray());
            assertThat(ours.getBufferedSize()).isEqualTo(theirs.getBufferedSize());
            ours.reset();
            theirs.reset();
        }
        assertThat(ours.getEncoding()).isEqualTo(theirs.getEncoding());
    }

    @Test
    void newValuesWriter_dictionaryOrOtherType_isParquetsOwn() {
        ParquetProperties properties = ParquetProperties.builder()
                .withDictionaryEncoding("id", false)
                .withDictionaryEncoding("text", false)
                .withValuesWriterFactory(new PlainValues.Factory())
                .build();

        assertThat(writer(properties, "id", PrimitiveTypeName.INT32)).isInstanceOf(PlainValues.class);
        assertThat(writer(properties, "few", PrimitiveTypeName.INT32)).isNotInstanceOf(PlainValues.class);
        assertThat(writer(properties, "text", PrimitiveTypeName.BINARY)).isNotInstanceOf(PlainValues.class);
    }

    private static ValuesWriter writer(ParquetProperties properties, String name, PrimitiveTypeName type) {
        return properties.newValuesWriter(
                new ColumnDescriptor(new String[] {name}, Types.required(type).named(name), 0, 0));
    }

    private static void write(ValuesWriter writer, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < VALUES; i++) {
            writer.writeInteger(random.nextInt());
            writer.writeLong(random.nextLong());
            writer.writeFloat((float) random.nextDouble());
            writer.writeDouble(random.nextDouble());
        }
        writer.writeFloat(Float.NaN);
        writer.writeFloat(-0f);
        writer.writeDouble(Double.NaN);
        writer.writeDouble(-0d);
    }
}
