package io.fulcrum.features.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.contract.encoder.Utf8;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;

class DictionaryTextsTest {
    /** A dictionary of these texts. */
    private static final class Texts extends Dictionary {
        private final List<String> texts;

        Texts(List<String> texts) {
            super(Encoding.PLAIN);
            this.texts = texts;
        }

        @Override
        public int getMaxId() {
            return texts.size() - 1;
        }

        @Override
        public Binary decodeToBinary(int id) {
            return Binary.fromString(texts.get(id));
        }
    }

    @Test
    void read_everyCode_isItsText() {
        List<String> texts = IntStream.range(0, 300)
                .mapToObj(code -> code % 7 == 0 ? "" : "ü🙂".repeat(code % 11) + code)
                .toList();
        DictionaryTexts read = DictionaryTexts.of(new Texts(texts));
        Utf8 text = new Utf8();
        for (int code = texts.size() - 1; code >= 0; code--) {
            read.read(code, text);
            assertThat(text.toString()).isEqualTo(texts.get(code));
        }
    }

    @Test
    void of_emptyDictionary_hasNoBytes() {
        assertThat(DictionaryTexts.of(new Texts(List.of())).ends()).isEmpty();
    }
}
