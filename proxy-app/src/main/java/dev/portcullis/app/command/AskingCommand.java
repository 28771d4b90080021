package dev.portcullis.app.command;

import dev.portcullis.app.report.BanText;
import dev.portcullis.rules.time.WallClock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks the running program and shows its answer, in words or as the JSON that it sent. */
@Command(mixinStandardHelpOptions = true)
abstract class AskingCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Output output = new Output();

    @Mixin
    private RunningProgram program = new RunningProgram();

    /** What the program answers, as JSON. */
    abstract String ask(AdminClient client) throws CommandFailure;

    /** The answer in words. Throws IllegalArgumentException when the answer can't be read. */
    abstract String words(String json) throws CommandFailure;

    @Override
    public Integer call() throws CommandFailure {
        try {
            show(answer(program.client()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("the running program is of another version: " + e.getMessage());
        }
        return 0;
    }

    /** What is shown. Throws IllegalArgumentException when the answer can't be read. */
    String answer(AdminClient client) throws CommandFailure {
        String json = ask(client);
        return output.json() ? json : words(json);
    }

    RunningProgram program() {
        return program;
    }

    boolean json() {
        return output.json();
    }

    void show(String text) {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }

    static BanText banText() {
        return new BanText(ZoneId.systemDefault(), WallClock.system().now());
    }
}
