package dev.portcullis.core.exchange;

import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.rules.api.Policy;

/**
 * What the origin says to policy in the head of a response: the cookies that it sets, and its word of the request in a field of its
 * own ({@link Policy#signalField}). That field is taken out of the response, and out of requests, so that it is always the
 * origin's and never seen by a client.
 */
final class Hearing {

    private Hearing() {}

    /** Tells policy, and gives back what the client is to get. */
    static ResponseHead heard(ResponseHead head, ExchangeRecord record, Policy policy, long now) {
        Fields fields = head.fields();
        if (fields.has(FieldName.SET_COOKIE)) {
            policy.cookiesSet(record, fields.all(FieldName.SET_COOKIE), now);
        }
        String signal = policy.signalField();
        if (signal.isEmpty() || !fields.has(signal)) {
            return head;
        }
        record.signalled(fields.joined(signal, "\n")); // no value has one
        return head.with(fields.without(signal));
    }

    /** An informational response, or one that switches protocols, without the origin's word: it is heard in the final one only. */
    static ResponseHead withoutSignal(ResponseHead head, Policy policy) {
        String signal = policy.signalField();
        return signal.isEmpty() || !head.fields().has(signal)
                ? head
                : head.with(head.fields().without(signal));
    }

    /** The end of a response, whose trailers don't have it either. */
    static BodyEnd withoutSignal(BodyEnd end, Policy policy) {
        String signal = policy.signalField();
        return signal.isEmpty() || !end.trailers().has(signal)
                ? end
                : new BodyEnd(end.trailers().without(signal));
    }

    /** The request without what only the origin may say. */
    static RequestHead withoutSignal(RequestHead head, Policy policy) {
        String signal = policy.signalField();
        return signal.isEmpty() || !head.fields().has(signal)
                ? head
                : head.with(head.fields().without(signal));
    }
}
