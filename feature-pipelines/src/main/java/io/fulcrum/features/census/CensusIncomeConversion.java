package io.fulcrum.features.census;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes one typed Parquet file of the two UCI Census-Income (KDD) text files. */
public final class CensusIncomeConversion {
    private static final int INCOME = 41;
    private static final int MARITAL = 7;
    private static final long SPLIT_SEED = 20_000;

    private static final String[] COLUMNS = {
        "age:int",
        "class_worker",
        "det_ind_code:int",
        "det_occ_code:int",
        "education",
        "wage_per_hour:int",
        "hs_college",
        "marital_stat",
        "major_ind_code",
        "major_occ_code",
        "race",
        "hisp_origin",
        "sex",
        "union_member",
        "unemp_reason",
        "full_or_part_emp",
        "capital_gains:int",
        "capital_losses:int",
        "stock_dividends:int",
        "tax_filer_stat",
        "region_prev_res",
        "state_prev_res",
        "det_hh_fam_stat",
        "det_hh_summ",
        "instance_weight:double",
        "mig_chg_msa",
        "mig_chg_reg",
        "mig_move_reg",
        "mig_same",
        "mig_prev_sunbelt",
        "num_emp:int",
        "fam_under_18",
        "country_father",
        "country_mother",
        "country_self",
        "citizenship",
        "own_or_self:int",
        "vet_question",
        "vet_benefits:int",
        "weeks_worked:int",
        "year:int"
    };

    private CensusIncomeConversion() {}

    /** Arguments: the training .gz, the test .gz and the Parquet file to write. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException("Expected three arguments, got " + args.length
                    + ". Give census-income.data.gz, census-income.test.gz and the Parquet file to write.");
        }
        List<Row> rows = new ArrayList<>();
        List<String> training = lines(Path.of(args[0]));
        for (String line : training) {
            rows.add(row(line, "train", rows.size()));
        }
        List<String> held = lines(Path.of(args[1]));
        boolean[] validation = drawHalf(held.size());
        for (int i = 0; i < held.size(); i++) {
            rows.add(row(held.get(i), validation[i] ? "validation" : "test", rows.size()));
        }
        writeOneFile(rows, Path.of(args[2]));
    }

    /** Returns true for exactly half of the lines (rounded down), those with the smallest seeded random numbers. */
    static boolean[] drawHalf(int lines) {
        SplittableRandom random = new SplittableRandom(SPLIT_SEED);
        long[] draws = random.longs(lines).toArray();
        boolean[] chosen = new boolean[lines];
        IntStream.range(0, lines)
                .boxed()
                .sorted(Comparator.comparingLong(i -> draws[i]))
                .limit(lines / 2)
                .forEach(i -> chosen[i] = true);
        return chosen;
    }

    /** Returns the typed row of one line; {@code ?} is null, labels come from fields 41 and 7. */
    static Row row(String line, String split, long id) {
        String[] fields = line.split(",", -1);
        if (fields.length != INCOME + 1) {
            throw new IllegalArgumentException("Line of row " + id + " has " + fields.length
                    + " fields, but the format has " + (INCOME + 1) + ". Use the unaltered UCI files.");
        }
        List<Object> values = new ArrayList<>(List.of(id, split));
        values.add(fields[INCOME].contains("50000+") ? 1 : 0);
        values.add(fields[MARITAL].strip().equals("Never married") ? 1 : 0);
        for (int i = 0; i < COLUMNS.length; i++) {
            values.add(typed(fields[i].strip(), COLUMNS[i]));
        }
        return RowFactory.create(values.toArray());
    }

    private static Object typed(String text, String column) {
        if (text.equals("?")) {
            return null;
        }
        if (column.endsWith(":int")) {
            return Integer.valueOf(text);
        }
        return column.endsWith(":double") ? Double.valueOf(text) : text;
    }

    private static StructType schema() {
        List<StructField> fields = new ArrayList<>();
        fields.add(DataTypes.createStructField("row_id", DataTypes.LongType, false));
        fields.add(DataTypes.createStructField("split", DataTypes.StringType, false));
        fields.add(DataTypes.createStructField("income_over_50k", DataTypes.IntegerType, false));
        fields.add(DataTypes.createStructField("never_married", DataTypes.IntegerType, false));
        for (String column : COLUMNS) {
            String[] parts = column.split(":");
            String type = parts.length == 1 ? "string" : parts[1];
            fields.add(DataTypes.createStructField(
                    parts[0], StructType.fromDDL("x " + type).apply(0).dataType(), true));
        }
        return DataTypes.createStructType(fields);
    }

    private static List<String> lines(Path gzip) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(gzip)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    private static void writeOneFile(List<Row> rows, Path target) throws IOException {
        Path folder = target.resolveSibling("." + target.getFileName() + ".parts");
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .appName("census-income-conversion")
                .config("spark.ui.enabled", false)
                .config("spark.sql.parquet.compression.codec", "zstd")
                .config("parquet.compression.codec.zstd.level", 19)
                .getOrCreate()) {
            spark.createDataFrame(rows, schema())
                    .coalesce(1)
                    .write()
                    .mode("overwrite")
                    .parquet(folder.toString());
        }
        try (Stream<Path> parts = Files.list(folder)) {
            Path part = parts.filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
        try (Stream<Path> left = Files.walk(folder)) {
            left.sorted(Comparator.reverseOrder()).forEach(CensusIncomeConversion::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + path + "; remove it by hand", e);
        }
    }
}
