package dev.portcullis.app.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes the first bytes of a body as text, and leaves the rest, however long it is, unread. */
final class BodyStart implements BodySubscriber<String> {

    private static final int MOST = 400;

    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final ByteArrayOutputStream start = new ByteArrayOutputStream(MOST);
    private Flow.@Nullable Subscription subscription;

    static BodyHandler<String> handler() {
        return head -> new BodyStart();
    }

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), MOST - start.size())];
            buffer.get(bytes);
            start.writeBytes(bytes);
        }
        Flow.Subscription source = subscription;
        if (source == null) {
            return;
        }
        if (start.size() < MOST) {
            source.request(1);
        } else {
            source.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        text.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        text.complete(start.toString(UTF_8));
    }
}
