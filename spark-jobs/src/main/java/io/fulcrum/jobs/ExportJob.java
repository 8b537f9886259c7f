package io.fulcrum.jobs;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.export.EncoderSource;
import io.fulcrum.export.OnnxExport;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.model.store.LoadedModel;
import io.fulcrum.model.store.ModelDirectory;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A model in, the same model in the form of another program out; needs no Spark. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes a model as ONNX, with an input for each feature as prepare encodes it and an output for each"
                        + " task. export.json describes them; encoders.json and vocabularies say how raw rows are"
                        + " encoded.",
        footer = {"", "Example:", "  fulcrum export --model runs/census/model --format onnx --output runs/census/onnx"})
public final class ExportJob implements Callable<Integer> {
    /** The largest file of a protobuf message has 2 GiB less a byte. */
    private static final int MOST_MIB = 2047;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Directory that train published.")
    private String model;

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "What to write: onnx.")
    private Format format;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Directory to publish.")
    private String output;

    @Option(names = "--overwrite", description = "Replaces the output directory if it exists.")
    private boolean overwrite;

    @Option(
            names = "--single-file-mib",
            defaultValue = "1024",
            paramLabel = "MIB",
            description = "A larger model is written in two files, with its embedding tables in model.onnx.data; 0 does"
                    + " so for every model, 2047 is the most that ONNX allows (default: ${DEFAULT-VALUE}).")
    private int singleFile;

    /** The formats by their names on the command line. */
    enum Format {
        ONNX
    }

    public static void main(String[] arguments) {
        Fulcrum.main("export", arguments);
    }

    @Override
    public Integer call() {
        if (singleFile < 0 || singleFile > MOST_MIB) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--single-file-mib " + singleFile + " must be from 0 to " + MOST_MIB
                            + ", which is the most that ONNX allows. Set another size, or leave it out.");
        }
        IfExists ifExists = overwrite ? IfExists.REPLACE : IfExists.REFUSE;
        refuseModelAsOutput();
        PublishedDirectory.requireFree(output, ifExists);
        RunRecord.Builder record = RunRecord.start(JobOptions.commandLine(spec), Fingerprint.of(""));
        LoadedModel loaded = ModelDirectory.read(model);
        record.input("model", model, loaded.fingerprint());
        Optional<EncoderSource> encoders = encoders(loaded);
        try (PublishedDirectory directory = PublishedDirectory.open(output, ifExists)) {
            long bytes = OnnxExport.write(directory.path(), loaded, encoders, (long) singleFile << 20);
            directory.write(
                    RunRecord.FILE, Json.pretty(record.result("bytes", bytes).finish()));
            System.out.printf(
                    Locale.ROOT,
                    "Exported %s (%,d bytes): %s%n",
                    format.name().toLowerCase(Locale.ROOT),
                    bytes,
                    Storage.forPeople(directory.publish()));
        }
        return 0;
    }

    /** Returns what the model encodes raw rows with; a model of an older version has none and is exported without. */
    private Optional<EncoderSource> encoders(LoadedModel loaded) {
        if (!Storage.exists(model + "/" + FeatureManifest.FILE)) {
            return withoutEncoders("has no " + FeatureManifest.FILE);
        }
        FeatureManifest manifest = PreparedData.manifest(model);
        StoredManifest.requireOf(loaded, manifest, model);
        return manifest.hasEncoders()
                ? Optional.of(new EncoderSource(model, manifest))
                : withoutEncoders("has a " + FeatureManifest.FILE + " of schema version " + manifest.schema()
                        + ", which has no encoders");
    }

    private Optional<EncoderSource> withoutEncoders(String why) {
        System.err.println("Model " + model + " " + why + ", so encoders.json is not written: the exported model takes"
                + " rows that prepare encoded. To encode raw rows too, train again with this version.");
        return Optional.empty();
    }

    private void refuseModelAsOutput() {
        if (!output.isBlank() && Storage.literal(output).equals(Storage.literal(model))) {
            throw JobFailure.invalid("--output " + output
                    + " is the model itself, which would be replaced. Name another" + " directory.");
        }
    }
}
