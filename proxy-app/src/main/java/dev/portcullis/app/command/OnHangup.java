package dev.portcullis.app.command;

import java.lang.reflect.Proxy;

/**
 * What is done at SIGHUP, by which service managers and administrators ask for a reload.
 *
 * <p>Java has signals only in {@code sun.misc}, of which the compiler warns and can't be made to be silent: so they are called by
 * name. The class has been there, in the module {@code jdk.unsupported}, through every version.
 */
final class OnHangup {

    private OnHangup() {}

    /** At each SIGHUP, {@code action} is run, in place of the end of the process. Does nothing where there is no such signal. */
    static void run(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    OnHangup.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangup, handling);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // there is no such signal here: "portcullis reload" does the same
        }
    }
}
