package dev.portcullis.app.notify;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A way to a target that notes what it is given, and answers what it is told to. */
final class FakeChannel implements Channel {

    final List<Message> messages = new CopyOnWriteArrayList<>();
    volatile Reply reply = new Reply.Accepted("HTTP 200: ok");

    void fails() {
        reply = Reply.Failed.unreachable("the connection was refused or not made");
    }

    void refuses() {
        reply = new Reply.Failed("HTTP 400: bad", true, Duration.ZERO);
    }

    @Override
    public Reply send(Message message) {
        messages.add(message);
        return reply;
    }

    Message last() {
        return messages.get(messages.size() - 1);
    }
}
