package dev.portcullis.core.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Whether a handshake resumed an earlier session. BoringSSL knows it, but Netty keeps the answer to itself; the JDK has no answer, but
 * a session that is older than its connection was resumed.
 */
final class SessionReuse {

    private static final @Nullable MethodHandle IS_REUSED = find();

    private SessionReuse() {}

    /**
     * Whether the session that this engine has agreed on is an earlier one.
     *
     * @param sinceMillis when the connection began, by the calendar
     */
    static boolean isResumed(SSLEngine engine, long sinceMillis) {
        if (!(engine instanceof ReferenceCountedOpenSslEngine boring)) {
            return engine.getSession().getCreationTime() < sinceMillis;
        }
        try {
            return IS_REUSED != null && (boolean) IS_REUSED.invokeExact(boring);
        } catch (Throwable e) {
            return false;
        }
    }

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.privateLookupIn(ReferenceCountedOpenSslEngine.class, MethodHandles.lookup())
                    .findVirtual(
                            ReferenceCountedOpenSslEngine.class,
                            "isSessionReused",
                            MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException | NoClassDefFoundError e) {
            return null;
        }
    }
}
