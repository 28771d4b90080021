package dev.portcullis.app.command;

/** Says that what was asked for failed, in one line for people. Without a stack trace: it is an answer, not a fault. */
final class CommandFailure extends Exception {

    CommandFailure(String message) {
        super(message, null, false, false);
    }
}
