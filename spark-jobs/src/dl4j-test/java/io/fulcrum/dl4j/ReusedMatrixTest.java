package io.fulcrum.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ReusedMatrixTest {

    @Test
    void of_equalShape_sameObject() {
        try (ReusedMatrix memory = new ReusedMatrix('f')) {
            assertThat(memory.of(DataType.FLOAT, 4, 2)).isSameAs(memory.of(DataType.FLOAT, 4, 2));
        }
    }

    @Test
    void of_smallerShape_sameMemoryInTheAskedOrder() {
        for (char order : new char[] {'c', 'f'}) {
            try (ReusedMatrix memory = new ReusedMatrix(order)) {
                long address = memory.of(DataType.FLOAT, 4, 3).data().address();
                INDArray smaller = memory.of(DataType.FLOAT, 2, 3);
                assertThat(smaller.data().address()).isEqualTo(address);
                assertThat(smaller.ordering()).isEqualTo(order);
                assertThat(memory.of(DataType.FLOAT, 4, 3).data().address()).isEqualTo(address);
            }
        }
    }
}
