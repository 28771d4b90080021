package dev.portcullis.app.notify;

/** A way to a target. Used by one thread at a time. */
interface Channel {

    /** Sends; returns what came back, within half a minute. What goes wrong is a reply too. */
    Reply send(Message message);
}
