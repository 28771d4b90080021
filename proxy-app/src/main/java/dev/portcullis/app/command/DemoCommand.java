package dev.portcullis.app.command;

import dev.portcullis.app.demo.Demo;
import dev.portcullis.app.run.Time;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows on this machine alone what Portcullis does. */
@Command(
        name = "demo",
        description = {
            "Starts a small sample site on loopback with Portcullis in front of it, and says what to try.",
            "Nothing outside this machine is touched. Ctrl-C stops all of it."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "For instance:", "  portcullis demo", "  portcullis demo --attack"})
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--attack",
            description =
                    "Also send a bot from 127.0.0.66 and a visitor from 127.0.0.10; show the bot banned, and why.")
    private boolean attack;

    @Option(names = "--exit", description = "Stop when there is nothing more to show, instead of on Ctrl-C.")
    private boolean exit;

    @Option(
            names = "--any-ports",
            description = "Listen where the system chooses, and not on ports 8080, 8081 and 9911 if they are free.")
    private boolean anyPorts;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Demo demo = Demo.start(!anyPorts, Time.system());
            AtExit.run(demo::close);
            demo.warmUp();
            out.print(demo.introduction(ProgramName.get()));
            out.flush();
            boolean asItShould = !attack || demo.attack(ProgramName.get(), out);
            if (!exit) {
                new CountDownLatch(1).await(); // until a signal: the demo is stopped, and the process ends with it
            }
            return asItShould ? 0 : 1;
        } catch (IOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }
}
