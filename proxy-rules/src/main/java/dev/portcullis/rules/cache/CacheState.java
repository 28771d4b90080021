package dev.portcullis.rules.cache;

/**
 * How a bounded cache stands.
 *
 * @param name one word for what it holds
 * @param entries how many it holds, roughly
 * @param most how many it may hold
 * @param evicted how many it has pushed out since the start because it had no room; those whose time was over are not among them
 */
public record CacheState(String name, long entries, long most, long evicted) {}
