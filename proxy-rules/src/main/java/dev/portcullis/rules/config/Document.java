package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
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

    private Document(String name, Supplier<String> text, Function<ConfigParseOptions, Config> parser) {
        this.name = name;
        this.root = resolved(text, parser);
    }

    /** The file's, whatever its name ends in. A file that can't be read is a problem. */
    public static Document ofFile(Path file) {
        // without a directory in its name, the parser would not find what the file includes
        File named = file.getParent() == null ? new File(".", file.toString()) : file.toFile();
        return new Document(file.toString(), () -> read(file), options -> ConfigFactory.parseFile(named, options));
    }

    /** The text's; {@code name} stands for the file in problems. */
    public static Document ofText(String name, String hocon) {
        return new Document(name, () -> hocon, options -> ConfigFactory.parseString(hocon, options));
    }

    /** The values', under their keys; {@code name} stands for the file in problems. */
    public static Document ofValues(String name, Map<String, String> values) {
        return new Document(name, () -> "", options -> ConfigValueFactory.fromMap(values, name)
                .toConfig());
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

    private @Nullable Section resolved(Supplier<String> text, Function<ConfigParseOptions, Config> parser) {
        Place whole = new Place(name, 0);
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setOriginDescription(name)
                .setIncluder(new Includes(what -> problems.warn(
                        whole, "include", quoted(what) + " adds nothing: there is no such file, or it is empty", "")));
        try {
            String hocon = text.get();
            Config config = InheritedRules.under(DefaultRules.under(parser.apply(options)))
                    .resolve();
            for (DuplicateKeys.Duplicate key : DuplicateKeys.in(hocon)) {
                String found = "is given twice between the same braces, first in line " + key.firstLine();
                problems.error(new Place(name, key.line()), key.where(), found, "");
            }
            return new Section(config.root(), "", whole, problems);
        } catch (Unreadable e) {
            problems.error(whole, "", String.valueOf(e.getMessage()), "");
        } catch (ConfigException e) {
            problems.error(HoconError.place(e, name), "", HoconError.found(e), HoconError.expected(e));
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
        } catch (AccessDeniedException e) {
            throw new Unreadable("can't be read: permission denied");
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
