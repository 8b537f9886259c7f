package io.fulcrum.features.census;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CensusIncomeConversionTest {
    @Test
    void row_lineOfTheSource_isTypedAndLabelled() {
        Row row = CensusIncomeConversion.row(line("Never married", "50000+."), "test", 7);
        assertThat(row.length()).isEqualTo(4 + 41);
        assertThat(row.getLong(0)).isEqualTo(7);
        assertThat(row.getString(1)).isEqualTo("test");
        assertThat(row.getInt(2)).isEqualTo(1);
        assertThat(row.getInt(3)).isEqualTo(1);
        assertThat(row.getInt(4)).isEqualTo(5);
        assertThat(row.isNullAt(4 + 25)).isTrue();
        assertThat(row.getDouble(4 + 24)).isEqualTo(5.0);
        Row other = CensusIncomeConversion.row(line("Divorced", "- 50000."), "train", 8);
        assertThat(other.getInt(2)).isZero();
        assertThat(other.getInt(3)).isZero();
    }

    @Test
    void row_lineOfAnotherFormat_isRefused() {
        assertThatThrownBy(() -> CensusIncomeConversion.row("1, 2, 3", "train", 0))
                .hasMessage("Line of row 0 has 3 fields, but the format has 42. Use the unaltered UCI files.");
    }

    @Test
    void drawHalf_always_drawsTheSameHalf() {
        boolean[] drawn = CensusIncomeConversion.drawHalf(1001);
        assertThat(IntStream.range(0, 1001).filter(i -> drawn[i]).count()).isEqualTo(500);
        assertThat(drawn).isEqualTo(CensusIncomeConversion.drawHalf(1001));
        assertThat(IntStream.range(0, 500).filter(i -> drawn[i]).count()).isBetween(200L, 300L);
    }

    private static String line(String marital, String income) {
        String[] fields = Collections.nCopies(42, "5").toArray(new String[0]);
        fields[7] = marital;
        fields[25] = "?";
        fields[41] = income;
        return String.join(", ", fields);
    }
}
