package dev.portcullis.rules.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import dev.portcullis.rules.config.Problem.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as HOCON has it: parsed, with its includes, the default rules under it, and substitutions (of the
 * environment too) done. What is wrong so far is kept, and what is found wrong with its values is added to it.
 */
public final class Document {

    private final String name;
    private final Problems problems = new Problems();
    private final @Nullable Section root;

    private Document(String name, Supplier<String> text, Supplier<Config> parser) {
        this.name = name;
        this.root = resolved(text, parser);
    }

    /** The file's, whatever its name ends in. A file that can't be read is a problem. */
    public static Document ofFile(Path file) {
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
        return new Document(file.toString(), () -> read(file), () -> ConfigFactory.parseFile(file.toFile(), options));
    }

    /** The text's; {@code name} stands for the file in problems. */
    public static Document ofText(String name, String hocon) {
        ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(name);
        return new Document(name, () -> hocon, () -> ConfigFactory.parseString(hocon, options));
    }

    /** The values', under their keys; {@code name} stands for the file in problems. */
    public static Document ofValues(String name, Map<String, String> values) {
        return new Document(
                name, () -> "", () -> ConfigValueFactory.fromMap(values, name).toConfig());
    }

    /**
     * What {@code reader} makes of the document. Every key that it doesn't ask for is an error.
     *
     * @param reader returns null only when it has found an error
     */
    public <T> Checked<T> check(Function<Section, @Nullable T> reader) {
        T value = null;
        if (root != null) {
            value = reader.apply(root);
            root.end();
        }
        boolean usable = problems.errors() == 0;
        return new Checked<>(usable ? Optional.ofNullable(value) : Optional.empty(), problems.inOrder(name));
    }

    private @Nullable Section resolved(Supplier<String> text, Supplier<Config> parser) {
        try {
            String hocon = text.get();
            Config config = DefaultRules.under(parser.get()).resolve();
            for (DuplicateKeys.Duplicate key : DuplicateKeys.in(hocon)) {
                String found = "is given twice between the same braces, first in line " + key.firstLine();
                problems.error(new Place(name, key.line()), key.where(), found, "once");
            }
            return new Section(config.root(), "", new Place(name, 0), problems);
        } catch (Unreadable e) {
            problems.error(new Place(name, 0), "", String.valueOf(e.getMessage()), "");
        } catch (ConfigException e) {
            problems.add(
                    Severity.ERROR, HoconError.place(e, name), "", HoconError.found(e), HoconError.expected(e), null);
        }
        return null;
    }

    private static String read(Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new Unreadable("there is no such file");
        } catch (CharacterCodingException e) {
            throw new Unreadable("is not UTF-8 text");
        } catch (IOException e) {
            throw new Unreadable(Files.isDirectory(file) ? "is a directory" : "can't be read: " + e.getMessage());
        }
    }

    /** Says why a file can't be read. */
    private static final class Unreadable extends RuntimeException {
        Unreadable(String why) {
            super(why, null, false, false);
        }
    }
}
