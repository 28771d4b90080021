package dev.portcullis.app;

import dev.portcullis.app.command.PortcullisCommand;

/** The program's entry. */
public final class Main {

    private Main() {}

    /** Runs the command that the arguments name and exits with its code. */
    public static void main(String[] args) {
        System.exit(PortcullisCommand.run(args));
    }
}
