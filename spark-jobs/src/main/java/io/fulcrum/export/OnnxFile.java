package io.fulcrum.export;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.export.OnnxMessages.Placement;
import io.fulcrum.job.Storage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph as files: one, or, where it would be larger than a limit, one for the graph and one for the large tensors.
 * Numbers pass through a small buffer whatever their count.
 */
final class OnnxFile {
    static final String MODEL = "model.onnx";
    static final String DATA = "model.onnx.data";

    /** What ONNX recommends, so that readers can map tensors into memory. */
    private static final long ALIGNMENT = 4096;

    /** Smaller tensors stay in the model's file, where programs find shapes and axes. */
    private static final long LEAST_EXTERNAL = 1024;

    private static final int BUFFER = 1 << 16;

    private OnnxFile() {}

    /** A file that was written. */
    record Written(String file, long bytes, String sha256) {}

    /** A tensor's place in the file of large tensors. */
    private record Place(Tensor tensor, long offset) {
        long end() {
            return offset + tensor.data().bytes();
        }
    }

    /** What becomes a file's bytes. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a graph into an existing directory.
     *
     * @param mostBytes of a file that holds all of it
     */
    static List<Written> write(String directory, OnnxGraph graph, Map<String, String> properties, long mostBytes) {
        ProtoMessage whole = OnnxMessages.model(graph, properties, Placement.INSIDE);
        Map<String, Place> places = places(graph.tensors());
        if (whole.size() <= mostBytes || places.isEmpty()) {
            return List.of(file(directory, MODEL, whole.size(), whole::writeTo));
        }
        ProtoMessage model = OnnxMessages.model(graph, properties, (tensor, message) -> put(tensor, message, places));
        long bytes = places.values().stream().mapToLong(Place::end).max().orElse(0);
        return List.of(
                file(directory, MODEL, model.size(), model::writeTo),
                file(directory, DATA, bytes, out -> writeTensors(places.values(), out)));
    }

    /** Returns the places of large tensors by their names, in the order of the file. */
    private static Map<String, Place> places(List<Tensor> tensors) {
        Map<String, Place> places = new LinkedHashMap<>();
        long end = 0;
        for (Tensor tensor : tensors) {
            if (tensor.data().bytes() >= LEAST_EXTERNAL) {
                Place place = new Place(tensor, (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
                places.put(tensor.name(), place);
                end = place.end();
            }
        }
        return places;
    }

    private static void put(Tensor tensor, ProtoMessage message, Map<String, Place> places) {
        Place place = places.get(tensor.name());
        if (place == null) {
            Placement.INSIDE.put(tensor, message);
        } else {
            OnnxMessages.external(message, DATA, place.offset(), tensor.data().bytes());
        }
    }

    private static void writeTensors(Collection<Place> places, OutputStream out) throws IOException {
        long at = 0;
        for (Place place : places) {
            out.write(new byte[(int) (place.offset() - at)]);
            place.tensor().data().writeTo(out);
            at = place.end();
        }
    }

    private static Written file(String directory, String name, long bytes, Content content) {
        MessageDigest digest = Fingerprint.sha256();
        return Storage.write(directory + "/" + name, file -> {
            OutputStream out = new BufferedOutputStream(new DigestOutputStream(file, digest), BUFFER);
            content.writeTo(out);
            out.flush();
            return new Written(name, bytes, HexFormat.of().formatHex(digest.digest()));
        });
    }
}
