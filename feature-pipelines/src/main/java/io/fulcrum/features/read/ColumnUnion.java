package io.fulcrum.features.read;

import io.fulcrum.features.read.FileColumn.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;

/** One needed column over all files: whether each has it and can be read, and the type that holds all its values. */
final class ColumnUnion {
    private final String input;
    private final String name;
    private final List<ColumnNeed> needs;
    private final List<ReadFile> files;
    private final List<String> problems = new ArrayList<>();

    /** All the uses of one column. */
    ColumnUnion(String input, List<ColumnNeed> needs, List<ReadFile> files) {
        this.input = input;
        this.name = needs.get(0).column();
        this.needs = needs;
        this.files = files;
    }

    List<String> problems() {
        return problems;
    }

    /** Returns the column, or empty if there are problems. */
    Optional<SourceColumn> column(MissingColumns missing) {
        List<ReadFile> holders = files.stream().filter(file -> file.has(name)).toList();
        checkMissing(missing);
        Optional<DataType> type =
                holders.stream().anyMatch(file -> file.hasPartition(name)) ? folderType(holders) : storedType(holders);
        return problems.isEmpty() ? type.map(found -> new SourceColumn(name, found)) : Optional.empty();
    }

    private void checkMissing(MissingColumns missing) {
        List<ReadFile> without = files.stream().filter(file -> !file.has(name)).toList();
        if (without.isEmpty()) {
            return;
        }
        Optional<String> otherCase = without.stream()
                .flatMap(file -> file.shape().columns().keySet().stream())
                .filter(name::equalsIgnoreCase)
                .findFirst();
        if (missing == MissingColumns.REFUSE || otherCase.isPresent()) {
            problems.add(input + ": column \"" + name + "\", which " + usedBy() + " names, is absent in "
                    + without.size() + " of " + files.size() + " files, such as "
                    + without.get(0).name() + "."
                    + otherCase
                            .map(other -> " There it is \"" + other + "\", but names must match exactly. Rename it.")
                            .orElse(" Write all files with the same columns, or set data.missing-columns = null to"
                                    + " read it as null there."));
        }
    }

    private Optional<DataType> folderType(List<ReadFile> holders) {
        Optional<ReadFile> inFile =
                holders.stream().filter(file -> !file.hasPartition(name)).findFirst();
        if (inFile.isPresent()) {
            ReadFile byFolder = holders.stream()
                    .filter(file -> file.hasPartition(name))
                    .findFirst()
                    .orElseThrow();
            problems.add(input + ": column \"" + name + "\" is the name of a folder of " + byFolder.name()
                    + " but a column inside " + inFile.get().name() + ". Write all files in one way.");
            return Optional.empty();
        }
        Collection<String> values = holders.stream()
                .flatMap(file -> file.file().partitions().get(name).stream())
                .collect(Collectors.toSet());
        PartitionType type = PartitionType.of(values, needs);
        needs.stream()
                .filter(need -> !type.accepts(need.type()))
                .forEach(need -> problems.add(wrongUse(
                        need,
                        type.type(),
                        " (from folder names such as " + name + "="
                                + values.stream().sorted().findFirst().orElse("") + ")")));
        return Optional.of(type.type());
    }

    private Optional<DataType> storedType(List<ReadFile> holders) {
        for (ReadFile file : holders) {
            Optional<Unreadable> reason = file.stored(name).flatMap(FileColumn::unreadable);
            if (reason.isPresent()) {
                problems.add("Source file " + file.name() + ": column \"" + name + "\", which " + usedBy()
                        + " names, is " + reason.get().words() + ". "
                        + reason.get().remedy()
                        + ", or leave the column out.");
                return Optional.empty();
            }
        }
        DataType type = DataTypes.NullType;
        ReadFile first = holders.get(0);
        for (ReadFile file : holders) {
            DataType found = file.stored(name)
                    .flatMap(FileColumn::stored)
                    .map(Stored::type)
                    .orElseThrow();
            Optional<DataType> wider = Widening.of(type, found);
            if (wider.isEmpty()) {
                problems.add(clash(first, type, file, found));
                return Optional.empty();
            }
            first = wider.get().equals(type) ? first : file;
            type = wider.get();
        }
        DataType result = type;
        needs.stream()
                .filter(need -> !need.type().accepts(result))
                .forEach(need -> problems.add(wrongUse(need, result, "")));
        return Optional.of(resolved(result, needs));
    }

    private String clash(ReadFile first, DataType type, ReadFile file, DataType found) {
        return input + ": column \"" + name + "\", which " + usedBy() + " names, is " + type.simpleString() + " in "
                + first.name() + " but " + found.simpleString() + " in " + file.name()
                + ". Whole numbers widen to larger whole numbers and float to double, other types must be equal."
                + " Write the column with one type in all files.";
    }

    private String wrongUse(ColumnNeed need, DataType type, String detail) {
        return wrongUse(input, need, type.simpleString() + detail);
    }

    /** Returns the problem of a column whose type does not fit its use. */
    static String wrongUse(String input, ColumnNeed need, String type) {
        return input + ": column \"" + need.column() + "\" is " + type + ", but " + need.usedBy() + " needs "
                + need.type().words() + ". " + need.type().remedy();
    }

    /** Returns a type for a column of nulls that fits its use. */
    static DataType resolved(DataType type, List<ColumnNeed> needs) {
        if (!(type instanceof NullType)) {
            return type;
        }
        boolean time = needs.stream().anyMatch(need -> need.type() == ColumnType.TIME);
        return time ? DataTypes.TimestampType : DataTypes.StringType;
    }

    private String usedBy() {
        return needs.get(0).usedBy();
    }
}
