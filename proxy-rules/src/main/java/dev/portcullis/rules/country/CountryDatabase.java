package dev.portcullis.rules.country;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.maxmind.db.Reader;
import com.maxmind.db.Reader.FileMode;
import dev.portcullis.rules.api.IpPrefix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The countries of a database in MaxMind's DB format (version 2.0), as GeoLite2-Country, DB-IP and others are distributed: the record of
 * an address has {@code country { iso_code }}, or {@code registered_country} where the country itself is not known.
 *
 * <p>The file is read into memory, some ten MB, so that it may be replaced while the program runs; a reload reads it anew. The answers
 * for the last ten thousand clients are kept.
 */
public final class CountryDatabase implements Countries {

    private static final int KEPT = 10_000;

    private final Path file;
    private final String built;
    private final Reader reader;
    private final Cache<IpPrefix, String> known =
            Caffeine.newBuilder().maximumSize(KEPT).executor(Runnable::run).build();

    private CountryDatabase(Path file, Reader reader) {
        this.file = file;
        this.reader = reader;
        this.built = reader.getMetadata().databaseType() + " of "
                + reader.getMetadata().buildTime();
    }

    /** Reads the file. Throws IOException, with a message for people, when it can't be read or is no such database. */
    public static CountryDatabase read(Path file) throws IOException {
        try {
            return new CountryDatabase(file, new Reader(file.toFile(), FileMode.MEMORY));
        } catch (RuntimeException e) {
            throw new IOException("is no database of countries: " + e.getMessage(), e);
        }
    }

    @Override
    public String of(IpPrefix address) {
        return known.get(address, this::lookUp);
    }

    private String lookUp(IpPrefix address) {
        try {
            Map<?, ?> found = reader.get(address.address(), Map.class);
            String country = code(found, "country");
            return country.isEmpty() ? code(found, "registered_country") : country;
        } catch (IOException | RuntimeException damaged) {
            return "";
        }
    }

    private static String code(@Nullable Map<?, ?> record, String key) {
        return record != null
                        && record.get(key) instanceof Map<?, ?> country
                        && country.get("iso_code") instanceof String code
                ? code
                : "";
    }

    /** Two are the same when they were read from the same build of the same file. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CountryDatabase database && database.file.equals(file) && database.built.equals(built);
    }

    @Override
    public int hashCode() {
        return file.hashCode();
    }

    @Override
    public String toString() {
        return file + " (" + built + ")";
    }
}
