#!/usr/bin/env python3
"""The clients of bench/storm: visitors or bots, for so many seconds; says on standard output, as JSON, what they saw.

    clients.py (visitors | warmers | STORM) PORT SECONDS

One thread, one epoll, no library: the storm shares the processors with the site that it is to measure, so that a request must
cost it little (70 microseconds). Visitors and bots are processes of their own: no visitor's answer waits to be read for a bot's.
"""
import errno
import heapq
import itertools
import json
import os
import random
import select
import socket
import sys
import time

TIMEOUT = 30
CLOSED = "closed"
now = time.monotonic


class Loop:
    """Calls back when a socket is ready, or when it is time."""

    def __init__(self):
        self.epoll, self.handlers, self.due, self.number = select.epoll(), {}, [], itertools.count()

    def at(self, when, action):
        heapq.heappush(self.due, (when, next(self.number), action))

    def watch(self, fd, events, handler):
        if fd in self.handlers:
            self.epoll.modify(fd, events)
        else:
            self.epoll.register(fd, events)
        self.handlers[fd] = handler

    def forget(self, fd):
        if self.handlers.pop(fd, None):
            self.epoll.unregister(fd)

    def run(self, end):
        while now() < end:
            while self.due and self.due[0][0] <= now():
                heapq.heappop(self.due)[2]()
            wait = min(self.due[0][0] if self.due else end, end) - now()
            for fd, events in self.epoll.poll(max(0, wait)):
                handler = self.handlers.get(fd)
                if handler:
                    handler(events)


class Connection:
    """A client's connection, made when it is needed, for one request at a time."""

    def __init__(self, loop, port, address, buffer=0):
        self.loop, self.port, self.address, self.buffer = loop, port, address, buffer
        self.socket, self.number, self.done, self.close_after_end = None, 0, None, False

    def get(self, path, done, close=False, timeout=TIMEOUT):
        """Asks; done hears the status, or in words why there was no whole answer, once."""
        self.done, self.taken, self.whole, self.close_after = done, b"", None, close
        self.number += 1
        number = self.number
        if timeout:
            self.loop.at(now() + timeout, lambda: self.number == number and self.end("timeout"))
        self.out = (f"GET {path} HTTP/1.1\r\nHost: site.example\r\nUser-Agent: storm\r\n"
                    + ("Connection: close\r\n\r\n" if close else "\r\n")).encode()
        try:
            if self.socket is None:
                self.connect()
            self.write(select.EPOLLOUT)
        except OSError as failure:
            self.end(errno.errorcode.get(failure.errno, "failed"))

    def connect(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        if self.buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.buffer)
        self.socket.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT: a port is chosen by connect
        self.socket.bind((self.address, 0))
        problem = self.socket.connect_ex(("127.0.0.1", self.port))
        if problem not in (0, errno.EINPROGRESS):
            raise OSError(problem, "connect")

    def write(self, _events):
        try:
            self.socket.send(self.out)
            self.loop.watch(self.socket.fileno(), select.EPOLLIN, self.ready)
        except BlockingIOError:
            self.loop.watch(self.socket.fileno(), select.EPOLLOUT, self.write)
        except OSError as failure:
            self.end(CLOSED if failure.errno in (errno.EPIPE, errno.ECONNRESET) else "failed")

    def ready(self, _events, most=65536):
        try:
            piece = self.socket.recv(most)
        except BlockingIOError:
            return
        except OSError:
            piece = None
        if self.done is None:  # kept, and closed by the server
            self.close()
        elif not piece:
            self.end(int(self.taken[9:12]) if self.taken and (self.close_after or self.whole == -1) else CLOSED)
        else:
            self.taken += piece
            if not self.close_after and self.is_whole():
                self.end(int(self.taken[9:12]))

    def is_whole(self):
        if self.whole is None:
            end = self.taken.find(b"\r\n\r\n") + 4
            if end < 4:
                return False
            head = self.taken[:end].lower()
            self.close_after_end = b"\r\nconnection: close" in head
            if b"\r\ncontent-length: " in head:
                self.whole = end + int(head.split(b"\r\ncontent-length: ")[1].split(b"\r\n")[0])
            else:
                self.whole = -2 if b"\r\ntransfer-encoding: chunked" in head else -1
        return self.taken.endswith(b"\r\n0\r\n\r\n") if self.whole == -2 else 0 <= self.whole <= len(self.taken)

    def end(self, result):
        done, self.done = self.done, None
        self.number += 1
        if not isinstance(result, int) or self.close_after or self.whole == -1 or self.close_after_end:
            self.close()
        if done:
            done(result)

    def close(self):
        if self.socket is not None:
            self.loop.forget(self.socket.fileno())
            self.socket.close()
            self.socket = None


class Seen:
    """What clients saw: when each request began, how long it took; or how it failed."""

    def __init__(self):
        self.begun, self.sent, self.answers, self.times, self.last = now(), 0, {}, [], {}

    def note(self, result, since=None):
        self.answers[result] = self.answers.get(result, 0) + 1
        self.last[result] = now() - self.begun
        if result == 200 and since is not None:
            self.times.append((since - self.begun, now() - since))


class Visitor:
    """
    Reads pages one after the other, with time to think between them, each on a connection of its own: it stands for many who come. Ten kept
    ones would occupy the ten workers of a bare Apache and shut out the bots, and every other visitor as well.
    """

    def __init__(self, loop, port, address, seen):
        self.loop, self.seen, self.connection = loop, seen, Connection(loop, port, address)
        loop.at(now() + random.random(), self.read)

    def read(self):
        self.began = now()
        self.seen.sent += 1
        self.connection.get("/page.php", self.answered, close=True)

    def answered(self, result):
        self.seen.note(result, self.began)
        self.loop.at(now() + random.uniform(0.5, 1.5), self.read)


class AtRate:
    """Sends at a fixed rate, whatever comes back, from these addresses in turn; at most so many at once."""

    def __init__(self, loop, port, seen, addresses, rate, path="/page.php", most=300):
        self.loop, self.port, self.seen, self.addresses, self.path = loop, port, seen, itertools.cycle(addresses), path
        self.gap, self.free, self.due = 1 / rate, most, now() + random.random() / rate
        loop.at(self.due, self.send)

    def send(self):
        address = next(self.addresses)
        if self.free > 0:
            self.free -= 1
            self.seen.sent += 1
            Connection(self.loop, self.port, address).get(self.path, self.answered, close=True)
        self.due += self.gap
        self.loop.at(self.due, self.send)

    def answered(self, result):
        self.free += 1
        self.seen.note(result)


class Holder:
    """One of many connections of a bot, which asks again as soon as it is answered."""

    def __init__(self, loop, port, seen, address):
        self.loop, self.seen, self.connection = loop, seen, Connection(loop, port, address)
        self.ask()

    def ask(self):
        self.seen.sent += 1
        self.connection.get("/page.php", self.answered)

    def answered(self, result):
        self.seen.note(result)
        self.loop.at(now() + (0 if result == 200 else 0.1), self.ask)


class Leaver(AtRate):
    """Sends requests and leaves ten milliseconds later."""

    def send(self):
        self.seen.sent += 1
        connection = Connection(self.loop, self.port, next(self.addresses))
        connection.get(self.path, self.seen.note, close=True, timeout=0)
        self.loop.at(now() + 0.01, lambda: connection.done and connection.end("left"))
        self.due += self.gap
        self.loop.at(self.due, self.send)


class SlowReader:
    """Takes an answer 512 bytes at a time, two or three kilobytes a second."""

    def __init__(self, loop, port, seen, address):
        self.loop, self.seen = loop, seen
        self.connection = Connection(loop, port, address, buffer=2048)
        self.connection.ready = self.readable
        self.ask()

    def ask(self):
        self.seen.sent += 1
        self.connection.get("/page.php?kb=100", self.answered, close=True, timeout=0)

    def readable(self, _events):
        Connection.ready(self.connection, 0, 512)
        if self.connection.socket is not None:
            fd = self.connection.socket.fileno()
            self.loop.watch(fd, 0, self.readable)
            number = self.connection.number
            self.loop.at(now() + 0.2, lambda: self.connection.number == number
                         and self.loop.watch(fd, select.EPOLLIN, self.readable))

    def answered(self, result):
        self.seen.note(result)
        self.loop.at(now() + 0.1, self.ask)


def bot(n):
    """Each bot in a network of its own, none in a visitor's."""
    return f"127.{1 + n // 250}.{n % 250}.7"


def at_rate(bots, rate, path="/page.php"):
    return lambda loop, port, seen: [AtRate(loop, port, seen, [bot(n)], rate, path) for n in range(bots)]


# what each is called, and who comes
STORMS = {
    "six": ("6 bots, 60 requests a second each", at_rate(6, 60)),
    "network": ("200 bots of one /24, 1 request a second each",
                lambda loop, port, seen: [AtRate(loop, port, seen, [f"127.9.9.{n + 1}" for n in range(200)], 200)]),
    "many": ("200 bots of 200 networks, 1 request a second each",
             lambda loop, port, seen: [AtRate(loop, port, seen, [bot(n) for n in range(200)], 200)]),
    "connections": ("one bot with 500 connections",
                    lambda loop, port, seen: [Holder(loop, port, seen, bot(0)) for _ in range(500)]),
    "hangup": ("6 bots that leave after 10 ms, 60 a second each",
               lambda loop, port, seen: [Leaver(loop, port, seen, [bot(n)], 60) for n in range(6)]),
    "readers": ("200 slow readers of 20 addresses, a page of 100 kB",
                lambda loop, port, seen: [SlowReader(loop, port, seen, bot(n % 20)) for n in range(200)]),
    "expensive": ("6 bots on a page of 150 ms, 10 a second each", at_rate(6, 10, "/page.php?ms=150")),
    "half": ("2 addresses on a page of 150 ms, 8 a second each: under half of every limit", at_rate(2, 8, "/page.php?ms=150")),
    "addresses": ("10,000 addresses of 40 networks, 360 requests a second together",
                  lambda loop, port, seen: [AtRate(loop, port, seen, [f"127.20.{n % 40}.{n // 40 % 250 + 1}" for n in range(10000)],
                                                   360, most=1500)]),
}


def main():
    what, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    random.seed(20261123)
    loop, seen = Loop(), Seen()
    if what == "visitors":
        clients = [Visitor(loop, port, f"127.0.{100 + n}.1", seen) for n in range(10)]
    elif what == "warmers":
        clients = [AtRate(loop, port, seen, [f"127.200.{n}.1"], 80, "/small.css") for n in range(5)]
    else:
        clients = STORMS[what][1](loop, port, seen)
    loop.run(seen.begun + seconds)
    used = os.times()
    print(json.dumps({"clients": len(clients), "sent": seen.sent, "times": seen.times, "answers": seen.answers, "last": seen.last,
                      "processor": used.user + used.system}))


if __name__ == "__main__":
    main()
