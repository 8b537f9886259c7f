package io.fulcrum.contract.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VocabularyFileTest {
    private static final String[] TEXTS = {"plain", "", "tab\there", "line\nbreak", "back\\slash", "\\n", "\r", "日本語"};

    @Test
    void write_awkwardValues_isTheReleasedText() throws IOException {
        assertThat(new String(bytes(vocabulary()), StandardCharsets.UTF_8))
                .isEqualTo("fulcrum vocabulary 1\n0\tplain\n1\t\n2\ttab\there\n3\tline\\nbreak\n4\tback\\\\slash\n"
                        + "5\t\\\\n\n6\t\r\n7\t日本語\n");
        assertThat(vocabulary().digest()).isEqualTo("4476c6b990a186d92f2a6074bcb6dfec755dee730990aa58ecd368d283d2fc2d");
    }

    @Test
    void read_itsOwnBytes_isTheSame() throws IOException {
        VocabularyFile read = read(bytes(vocabulary()), vocabulary().digest());
        assertThat(read.counts()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        for (int i = 0; i < TEXTS.length; i++) {
            assertThat(read.texts().text(i)).isEqualTo(TEXTS[i]);
        }
    }

    @Test
    void read_everyTruncation_isRefused() throws IOException {
        byte[] whole = bytes(vocabulary());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut, vocabulary().digest()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Vocabulary file v.tsv is damaged: ")
                    .hasMessageEndingWith(". Copy the whole directory again, or prepare the data again.");
        }
    }

    @Test
    void read_changedBytes_areRefused() throws IOException {
        byte[] whole = bytes(vocabulary());
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> read(changed, vocabulary().digest())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void path_digest_isItsFirstSixteenDigits() {
        assertThat(VocabularyFile.path("0123456789abcdef0123")).isEqualTo("vocabularies/0123456789abcdef.tsv");
    }

    private static VocabularyFile vocabulary() {
        TextTable texts = new TextTable();
        for (String text : TEXTS) {
            TextTableTest.add(texts, text);
        }
        return new VocabularyFile(texts, new long[] {0, 1, 2, 3, 4, 5, 6, 7});
    }

    private static byte[] bytes(VocabularyFile file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(file.write(bytes)).isEqualTo(file.digest());
        return bytes.toByteArray();
    }

    private static VocabularyFile read(byte[] bytes, String digest) throws IOException {
        return VocabularyFile.read(new ByteArrayInputStream(bytes), "v.tsv", digest);
    }
}
