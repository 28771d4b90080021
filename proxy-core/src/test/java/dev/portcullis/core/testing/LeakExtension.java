package dev.portcullis.core.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails each class of tests after which a buffer was not released. Registered for all of them in META-INF/services. */
public final class LeakExtension implements AfterAllCallback {

    static {
        LeakWatch.install();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LeakWatch.failOnLeaks();
    }
}
