package dev.portcullis.app.command;

import picocli.CommandLine.Option;

/** The option that chooses between words and JSON. */
final class Output {

    /** What the output is for. */
    enum Format {
        HUMAN,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "human|json",
            description = "Words for people, or JSON for programs. The default is human.")
    private Format format = Format.HUMAN;

    boolean json() {
        return format == Format.JSON;
    }
}
