package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.Sizes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The catalogue of architectures: one row each, with how its sizes are read. Those with sizes that no other has have a
 * section of their name.
 */
public enum ArchitectureType {
    SHARED_BOTTOM(SharedBottom.class, sizes -> new SharedBottom(sizes.bottomLayers(), sizes.headLayers())),
    MMOE(Mmoe.class, sizes -> new Mmoe(sizes.experts(), sizes.expertLayers(), sizes.headLayers())),
    SINGLE_TASK(SingleTask.class, sizes -> new SingleTask(sizes.bottomLayers(), sizes.headLayers())),
    OMOE(Omoe.class, sizes -> new Omoe(sizes.experts(), sizes.expertLayers(), sizes.headLayers())),
    PLE(Ple.class, Ple::read),
    CROSS_STITCH(CrossStitch.class, CrossStitch::read),
    NDDR(Nddr.class, Nddr::read),
    MTAN(Mtan.class, Mtan::read),
    ESMM(Esmm.class, sizes -> new Esmm(sizes.bottomLayers(), sizes.headLayers())),
    ESCM2_IPS(Escm2Ips.class, Escm2Ips::read),
    ESCM2_DR(Escm2Dr.class, Escm2Dr::read),
    AITM(Aitm.class, Aitm::read),
    STEM(Stem.class, Stem::read),
    PEPNET(Pepnet.class, Pepnet::read),
    DBMTL(Dbmtl.class, Dbmtl::read),
    SOFT_SHARING(SoftSharing.class, SoftSharing::read),
    SLUICE(Sluice.class, Sluice::read),
    SNR_TRANS(SnrTrans.class, SnrTrans::read),
    SNR_AVER(SnrAver.class, SnrAver::read),
    DSELECT_K(DselectK.class, DselectK::read),
    MTL_NAS(MtlNas.class, MtlNas::read),
    ADASHARE(AdaShare.class, AdaShare::read),
    HOME(Home.class, Home::read);

    private final Class<? extends Architecture> type;
    private final Function<Sizes, Architecture> reading;

    ArchitectureType(Class<? extends Architecture> type, Function<Sizes, Architecture> reading) {
        this.type = type;
        this.reading = reading;
    }

    /** Returns the type of an architecture. */
    public static ArchitectureType of(Architecture architecture) {
        return Arrays.stream(values())
                .filter(row -> row.type == architecture.getClass())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        architecture.getClass().getName() + " is not in the catalogue of architectures. Add its row."));
    }

    /** Returns the type of a name, as models have it. */
    public static ArchitectureType named(String key) {
        List<String> keys = Arrays.stream(values()).map(ArchitectureType::key).toList();
        if (!keys.contains(key)) {
            throw new IllegalArgumentException("Network type \"" + key + "\" is not one that this version knows ("
                    + String.join(", ", keys) + "). Use the version of Fulcrum that wrote the model.");
        }
        return values()[keys.indexOf(key)];
    }

    /** Its name in configurations and models. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Class<? extends Architecture> type() {
        return type;
    }

    /** Makes an architecture of the sizes that a configuration gives. */
    Architecture read(Sizes sizes) {
        return reading.apply(sizes);
    }
}
