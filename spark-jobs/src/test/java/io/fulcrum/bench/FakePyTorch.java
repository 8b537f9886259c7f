package io.fulcrum.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An interpreter that says it has torch, or libraries too, and answers as the scripts would: four steps in 20 ms, half
 * of them within 4 ms and 99 % within 9 ms, whatever it is asked.
 */
final class FakePyTorch {
    private FakePyTorch() {}

    /** Returns sides on core 0 whose PyTorch is the fake, and which have no library. */
    static Sides in(Path directory) {
        Path python = directory.resolve("python");
        write(python, """
        #!/usr/bin/env bash
        [ "$1" = -c ] && exit 0
        if [ "$2" = --library ]; then
          [ -n "$4" ] || exec grep -qx "$3" "$1"
          shift 2
        fi
        [ -f "$2/workload.json" ] || exit 1
        echo ready fake
        while read -r line; do echo ran 4 0.02 0.004 0.009; done
        """);
        return new Sides("0", python, python);
    }

    /** Returns sides on core 0 which have these libraries too. */
    static Sides with(Path directory, String... libraries) {
        write(directory.resolve("library_step.py"), String.join("\n", libraries) + "\n");
        return in(directory);
    }

    /** Returns sides with a second interpreter, which is the same. */
    static Sides withOpenBlas(Path directory) {
        Sides sides = in(directory);
        return new Sides(sides.cores(), sides.python(), sides.script(), Optional.of(sides.python()));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
            if (!file.toFile().setExecutable(true)) {
                throw new IOException("Cannot make " + file + " executable");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
