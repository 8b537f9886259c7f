package io.fulcrum;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A Spark master and two workers in JVMs of their own, each worker on a loopback address of its own: Spark speculates
 * on another host only, and all executors of a local-cluster are on one.
 */
public final class LoopbackCluster implements AutoCloseable {
    private static final int ATTEMPTS = 300;

    private final List<Process> processes = new ArrayList<>();
    private final int port;

    public LoopbackCluster(Path folder) throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start("127.0.0.1", "org.apache.spark.deploy.master.Master", "--port", Integer.toString(port));
        awaitMaster();
        for (String host : List.of("127.0.0.2", "127.0.0.3")) {
            start(
                    host,
                    "org.apache.spark.deploy.worker.Worker",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--work-dir",
                    folder.resolve(host).toString(),
                    url());
        }
    }

    public String url() {
        return "spark://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ClusterClasspath::kill);
            ClusterClasspath.kill(process.toHandle());
        }
    }

    private void start(String host, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx512m", "-cp", System.getProperty("java.class.path"), main, "--host", host, "--webui-port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SPARK_LOCAL_IP", host);
        processes.add(builder.start());
    }

    private void awaitMaster() throws InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException e) {
                new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("No Spark master at " + url() + " after " + ATTEMPTS + " attempts");
    }
}
