package io.fulcrum.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class LabelMaskTest {

    @Test
    void labelledRows_severalColumns_rowsWithAnyLabel() {
        float[][] mask = {{0, 1}, {0, 0}, {1, 1}};
        assertThat(LabelMask.labelledRows(Nd4j.createFromArray(mask), "out")).isEqualTo(2);
        assertThat(LabelMask.labelledRows(Nd4j.createFromArray(mask).dup('f'), "out"))
                .isEqualTo(2);
    }

    @Test
    void labelledRows_maskInDoubles_counted() {
        assertThat(LabelMask.labelledRows(Nd4j.createFromArray(new double[][] {{1}, {0}}), "out"))
                .isEqualTo(1);
    }
}
