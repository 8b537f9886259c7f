package io.fulcrum.contract.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodeMemoTest {
    @Test
    void ints_sameDictionary_keepsWhatWasFound() {
        CodeMemo memo = new CodeMemo();
        ValueCodes codes = new ValueCodes(3);
        memo.ints(codes)[2] = 7;

        assertThat(memo.ints(codes)).containsExactly(0, 0, 7);
    }

    @Test
    void ints_otherDictionary_forgetsEvenWhereItIsOfTheSameSize() {
        CodeMemo memo = new CodeMemo();
        memo.ints(new ValueCodes(3))[2] = 7;

        assertThat(memo.ints(new ValueCodes(3))).containsExactly(0, 0, 0);
    }

    @Test
    void longs_largerThenSmallerDictionary_hasRoomForEveryCode() {
        CodeMemo memo = new CodeMemo();
        memo.longs(new ValueCodes(2))[1] = 1;
        memo.longs(new ValueCodes(5))[4] = 2;

        assertThat(memo.longs(new ValueCodes(2))).startsWith(0, 0);
    }
}
