package io.fulcrum.features.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideningTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        tinyint       | bigint         | bigint
        int           | smallint       | int
        bigint        | decimal(20,0)  | decimal(20,0)
        float         | double         | double
        void          | string         | string
        date          | void           | date
        decimal(9,2)  | decimal(12,4)  | decimal(12,4)
        decimal(9,2)  | decimal(5,4)   | decimal(11,4)
        array<int>    | array<bigint>  | array<bigint>
        array<void>   | array<string>  | array<string>
        """)
    void of_exactlyHeldTypes_isTheWider(String a, String b, String wider) {
        assertThat(widened(a, b)).contains(type(wider));
        assertThat(widened(b, a)).contains(type(wider));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        int            | double
        bigint         | float
        int            | string
        date           | timestamp
        int            | decimal(9,2)
        decimal(38,0)  | decimal(38,10)
        array<int>     | array<double>
        struct<a:int>  | struct<a:bigint>
        boolean        | int
        """)
    void of_otherTypes_isNone(String a, String b) {
        assertThat(widened(a, b)).isEmpty();
        assertThat(widened(b, a)).isEmpty();
    }

    private static Optional<DataType> widened(String a, String b) {
        return Widening.of(type(a), type(b));
    }

    private static DataType type(String ddl) {
        return DataType.fromDDL(ddl);
    }
}
