package dev.portcullis.app.command;

import java.lang.reflect.Proxy;

/**
 * What is done at a signal: SIGHUP, by which service managers and administrators ask for a reload, and SIGUSR1, by which logrotate asks
 * for logs to be opened again.
 *
 * <p>Java has signals only in {@code sun.misc}, of which the compiler warns and can't be made to be silent: so they are called by
 * name. The class has been there, in the module {@code jdk.unsupported}, through every version.
 */
final class OnSignal {

    private OnSignal() {}

    /**
     * At each such signal, {@code action} is run, in place of the end of the process. Does nothing where there is no such signal.
     *
     * @param name without {@code SIG}
     */
    static void run(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    OnSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object which = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, which, handling);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // there is no such signal here: "portcullis reload" does the same
        }
    }
}
