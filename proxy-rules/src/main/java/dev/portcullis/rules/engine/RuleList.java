package dev.portcullis.rules.engine;

import java.util.Arrays;

/** The rules that count one request, those that count scores apart, with what the request is to each. */
final class RuleList {

    private CompiledRule[] rules;
    private long[] events;
    private int size;

    /** An empty list with room for so many. */
    RuleList(int capacity) {
        rules = new CompiledRule[capacity];
        events = new long[capacity];
    }

    void add(CompiledRule rule, long event) {
        if (size == rules.length) {
            rules = Arrays.copyOf(rules, 2 * size + 1);
            events = Arrays.copyOf(events, 2 * size + 1);
        }
        rules[size] = rule;
        events[size++] = event;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    CompiledRule rule(int index) {
        return rules[index];
    }

    /** What the request is to the rule. */
    long event(int index) {
        return events[index];
    }

    /** Whether one of the rules has lost its place. */
    boolean anyRetired() {
        for (int i = 0; i < size; i++) {
            if (rules[i].isRetired()) {
                return true;
            }
        }
        return false;
    }
}
