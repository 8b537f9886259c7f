package io.fulcrum.bench;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.Problems;
import io.fulcrum.model.ModelSize;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.NetworkSection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An architecture with the defaults of {@code reference.conf}, 8 experts, heads 32-16, and experts or bottoms of two
 * layers, the second half as wide as the first, in widths that give it a wanted number of parameters.
 */
record NetworkScale(ArchitectureType type, GeneratedRows.Columns columns) {
    private static final int MOST = 64; // times 8 units

    /** Returns the widths' network with about as many parameters as another one, tables left out. */
    Architecture closestTo(Architecture other) {
        long wanted = parameters(other);
        return IntStream.rangeClosed(1, MOST)
                .mapToObj(this::scaled)
                .min(Comparator.comparingLong(one -> Math.abs(parameters(one) - wanted)))
                .orElseThrow();
    }

    /** Returns an architecture as the configuration makes it with its defaults, but for these settings of a network. */
    static Architecture read(ArchitectureType type, String... settings) {
        List<String> overrides = new ArrayList<>(List.of("network.type=" + type.key()));
        for (String setting : settings) {
            overrides.add("network." + setting);
        }
        Problems problems = new Problems();
        Architecture architecture = NetworkSection.read(
                        ConfigFiles.load(List.of(), overrides).reader(problems))
                .architecture();
        problems.throwIfAny();
        return architecture;
    }

    private Architecture scaled(int scale) {
        String widths = "[" + 8 * scale + "," + 4 * scale + "]";
        List<String> settings = new ArrayList<>(
                List.of("experts=8", "head-layers=[32,16]", "expert-layers=" + widths, "bottom-layers=" + widths));
        if (type == ArchitectureType.SLUICE) {
            settings.add("sluice.width=" + 8 * scale); // its layers have one width of their own
        }
        if (type == ArchitectureType.ADASHARE) {
            settings.add("adashare.width=" + 8 * scale);
        }
        return read(type, settings.toArray(String[]::new));
    }

    private long parameters(Architecture architecture) {
        return ModelSize.of(WorkloadShape.of(architecture, columns, 1, 1).spec())
                .parameters();
    }
}
