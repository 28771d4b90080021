package dev.portcullis.app.command;

/** What the user calls this program by, for commands that they are told to type. */
final class ProgramName {

    private ProgramName() {}

    /** The system property {@code portcullis.command} if there is one; {@code java -jar FILE} when run so; else {@code portcullis}. */
    static String get() {
        String started = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        String name = started.endsWith(".jar") ? "java -jar " + started : "portcullis";
        return System.getProperty("portcullis.command", name);
    }
}
