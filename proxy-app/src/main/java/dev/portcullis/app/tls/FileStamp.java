package dev.portcullis.app.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What tells that a file has changed without reading it: which one it is, behind all links, how long, and when it was written.
 *
 * @param text of all that; empty when the file can't be looked at
 */
record FileStamp(String text) {

    static FileStamp of(Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(seen.fileKey() + " " + seen.size() + " " + seen.lastModifiedTime());
        } catch (IOException e) {
            return new FileStamp("");
        }
    }
}
