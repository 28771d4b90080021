package dev.portcullis.rules.country;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A small database in MaxMind's format (MaxMind DB File Format Specification 2.0), of IPv4, with records of 24 bits. */
public final class CountryFile {

    private static final int SEPARATOR = 16;

    /** Each node's two records; -1 leads nowhere, -2 and less to the data at an offset of -2 less the record. */
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {-1, -1}));

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** All addresses that begin with this octet are in the country. */
    public CountryFile country(int octet, String code) {
        return add(octet, "country", code);
    }

    /** All addresses that begin with this octet are registered in the country. */
    public CountryFile registered(int octet, String code) {
        return add(octet, "registered_country", code);
    }

    private CountryFile add(int octet, String key, String code) {
        int offset = data.size();
        map(data, 1);
        text(data, key);
        map(data, 1);
        text(data, "iso_code");
        text(data, code);
        int node = 0;
        for (int bit = 7; bit > 0; bit--) {
            int side = octet >> bit & 1;
            if (nodes.get(node)[side] < 0) {
                nodes.add(new int[] {-1, -1});
                nodes.get(node)[side] = nodes.size() - 1;
            }
            node = nodes.get(node)[side];
        }
        nodes.get(node)[octet & 1] = -2 - offset;
        return this;
    }

    /** Writes the file. */
    public void write(Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            Arrays.stream(node).map(this::record).forEach(record -> {
                out.write(record >> 16);
                out.write(record >> 8);
                out.write(record);
            });
        }
        out.write(new byte[SEPARATOR]);
        data.writeTo(out);
        out.write("\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1));
        map(out, 9);
        number(out, "node_count", 6, nodes.size());
        number(out, "record_size", 5, 24);
        number(out, "ip_version", 5, 4);
        text(out, "database_type");
        text(out, "Test-Country");
        text(out, "languages");
        out.write(0);
        out.write(11 - 7);
        number(out, "binary_format_major_version", 5, 2);
        number(out, "binary_format_minor_version", 5, 0);
        text(out, "build_epoch");
        out.write(4);
        out.write(9 - 7);
        out.write(new byte[] {0x65, 0, 0, 0});
        text(out, "description");
        map(out, 0);
        Files.write(file, out.toByteArray());
    }

    private int record(int record) {
        if (record == -1) {
            return nodes.size();
        }
        return record < 0 ? nodes.size() + SEPARATOR + (-2 - record) : record;
    }

    private static void map(ByteArrayOutputStream out, int size) {
        out.write(7 << 5 | size);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(2 << 5 | text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void number(ByteArrayOutputStream out, String name, int type, int value) {
        text(out, name);
        out.write(type << 5 | 2);
        out.write(value >> 8);
        out.write(value);
    }
}
