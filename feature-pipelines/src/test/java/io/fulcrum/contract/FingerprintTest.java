package io.fulcrum.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Digests of the standard's example. */
class FingerprintTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2

    @Test
    void sha256Hex_abc_isTheStandardsDigest() {
        assertThat(Fingerprint.sha256Hex("abc".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(ABC);
    }

    @Test
    void of_abc_isItsBeginning() {
        assertThat(Fingerprint.of("abc")).isEqualTo(ABC.substring(0, 16));
    }
}
