package io.fulcrum.features.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;

/** Pages and dictionaries are those of Parquet's own writer. */
class SmallIntDictionaryTest {
    private static final ColumnDescriptor COLUMN = new ColumnDescriptor(
            new String[] {"id"}, Types.required(PrimitiveTypeName.INT32).named("id"), 0, 0);
    private static final int VALUES = 20_000;

    @Test
    void pages_smallInts_areParquetsOwn() throws IOException {
        requireSame(number -> 1000 - number % 1000);
    }

    @Test
    void pages_dictionaryThatIsReset_areParquetsOwn() throws IOException {
        ParquetProperties properties = ParquetProperties.builder().build();
        ValuesWriter ours = SmallIntDictionary.of(properties, 1024);
        for (int group = 0; group < 2; group++) {
            for (int i = 0; i < VALUES; i++) {
                ours.writeInteger(i * (7 + group) % 1024);
            }
            ValuesWriter theirs = parquets(properties);
            for (int i = 0; i < VALUES; i++) {
                theirs.writeInteger(i * (7 + group) % 1024);
            }
            assertThat(ours.getBytes().toByteArray())
                    .isEqualTo(theirs.getBytes().toByteArray());
            ours.reset();
            theirs.reset();
            requireSame(ours.toDictPageAndClose(), theirs.toDictPageAndClose());
            ours.resetDictionary();
        }
    }

    @Test
    void pages_smallLargeAndNegativeInts_areParquetsOwn() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        int[] values = random.ints(3 * VALUES, -1500, 3000).toArray();
        requireSame(number -> values[number]);
    }

    @Test
    void pages_soManyIntsThatTheDictionaryEnds_areParquetsOwn() throws IOException {
        requireSame(number -> number < VALUES ? number % 50 : 31 * number);
    }

    private static void requireSame(IntUnaryOperator values) throws IOException {
        ParquetProperties small =
                ParquetProperties.builder().withDictionaryPageSize(1 << 16).build();
        ValuesWriter theirs = parquets(small);
        ValuesWriter ours = SmallIntDictionary.of(small, 1024);
        for (int page = 0; page < 3; page++) {
            for (int i = 0; i < VALUES; i++) {
                ours.writeInteger(values.applyAsInt(page * VALUES + i));
                theirs.writeInteger(values.applyAsInt(page * VALUES + i));
            }
            assertThat(ours.getBufferedSize()).isEqualTo(theirs.getBufferedSize());
            assertThat(ours.getBytes().toByteArray())
                    .isEqualTo(theirs.getBytes().toByteArray());
            assertThat(ours.getEncoding()).isEqualTo(theirs.getEncoding());
            ours.reset();
            theirs.reset();
        }
        requireSame(ours.toDictPageAndClose(), theirs.toDictPageAndClose());
    }

    private static ValuesWriter parquets(ParquetProperties properties) {
        DefaultV1ValuesWriterFactory factory = new DefaultV1ValuesWriterFactory();
        factory.initialize(properties);
        return factory.newValuesWriter(COLUMN);
    }

    private static void requireSame(DictionaryPage ours, DictionaryPage theirs) throws IOException {
        if (theirs == null) {
            assertThat(ours).isNull();
            return;
        }
        assertThat(ours.getBytes().toByteArray()).isEqualTo(theirs.getBytes().toByteArray());
        assertThat(ours.getDictionarySize()).isEqualTo(theirs.getDictionarySize());
        assertThat(ours.getEncoding()).isEqualTo(theirs.getEncoding());
    }
}
