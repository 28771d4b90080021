package dev.portcullis.app.banlist;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that {@code cscli decisions list} draws for people, line by line. */
final class DecisionTable {

    private static final String WHO = "scope:value";
    private static final String NOBODY = "no active decisions";

    private DecisionTable() {}

    /** Whether a text begins with such a table, or says that it would be empty. */
    static boolean is(String text) {
        return text.strip().toLowerCase(Locale.ROOT).startsWith(NOBODY)
                || text.lines()
                        .limit(5)
                        .anyMatch(line -> isRow(line) && names(line).contains(WHO));
    }

    /** A row with the names of the columns before it, or of a decision. */
    static boolean isRow(String line) {
        String row = line.strip();
        return row.startsWith("|") || row.startsWith("\u2502");
    }

    /** The cells of a row. */
    static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.strip().replace('\u2502', '|').split("\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells.subList(1, Math.max(1, cells.size() - 1));
    }

    /** The names of the columns, in lower case; {@link #WHO} is among them in the first row. */
    static List<String> names(String line) {
        return cells(line).stream().map(cell -> cell.toLowerCase(Locale.ROOT)).toList();
    }

    /** The name of the column that says about whom. */
    static String who() {
        return WHO;
    }
}
