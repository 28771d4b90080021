package dev.portcullis.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in columns that are as wide as their widest cell, two blanks apart. */
final class Columns {

    private final List<String[]> rows = new ArrayList<>();

    void row(String... cells) {
        rows.add(cells);
    }

    /** Appends the rows, each after {@code indent}. */
    void appendTo(StringBuilder text, String indent) {
        int[] widths = new int[rows.stream().mapToInt(row -> row.length).max().orElse(0)];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]);
                char[] gap = new char[widths[i] - row[i].length() + 2];
                Arrays.fill(gap, ' ');
                line.append(gap);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
