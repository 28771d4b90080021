#!/usr/bin/env python3
"""The clients of the pictures: visitors all the time, scanners now and then, and a storm of slow searches in the middle.

    clients.py PORT SECONDS
"""
import asyncio
import random
import sys
import time

PORT, SECONDS = int(sys.argv[1]), float(sys.argv[2])
BEGAN = time.monotonic()
VISITORS, BOTS, CONNECTIONS = 14, 5, 10
STORM = (0.35, 0.75)


def over(part=1.0):
    return time.monotonic() - BEGAN > part * SECONDS


async def ask(streams, address, target, host="www.example.org"):
    """One request on a kept connection, or on a new one; gives the connection back, or None when it is closed."""
    try:
        reader, writer = streams or await asyncio.open_connection("127.0.0.1", PORT, local_addr=(address, 0))
        writer.write(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: picture\r\n\r\n".encode())
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)).decode("latin-1").lower()
        if "content-length:" in head:
            await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
        elif "chunked" in head:
            while (size := int(await reader.readline(), 16)) > 0:
                await reader.readexactly(size + 2)
            await reader.readline()
        if "connection: close" in head:
            writer.close()
            return None
        return reader, writer
    except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
        return None


async def visitor(number):
    await asyncio.sleep(random.random() * 2)
    streams = None
    while not over():
        page = random.choice([f"/index.php?ms={random.randint(10, 40)}", f"/forum.php/topic-{number}?ms={random.randint(40, 120)}",
                              f"/shop.php/item?ms={random.randint(25, 60)}", f"/search.php?ms={random.randint(150, 350)}"])
        streams = await ask(streams, f"127.0.3.{number}", page)
        for _ in range(2):
            streams = await ask(streams, f"127.0.3.{number}", "/small.css")
        await asyncio.sleep(0.3 + random.random())


async def bot(number):
    await asyncio.sleep(STORM[0] * SECONDS + random.random() * 8)
    streams = None
    while not over(STORM[1]):
        streams = await ask(streams, f"127.0.4.{number}", f"/forum.php/all?ms={random.randint(300, 900)}")
        await asyncio.sleep(0.02 if streams else 0.5)


async def scanner(number, when):
    await asyncio.sleep(when * SECONDS)
    streams = None
    for i in range(40):
        streams = await ask(streams, f"127.0.5.{number}", f"/backup-{i}.zip" if i < 38 or number % 2 else "/.env")
        await asyncio.sleep(0.05)


async def reader(number):
    while not over():
        await ask(None, f"127.0.6.{number}", "/feed.php?ms=15")
        await asyncio.sleep(1 + random.random())


async def everybody():
    await asyncio.gather(*(visitor(10 + i) for i in range(VISITORS)), *(bot(10 + i % BOTS) for i in range(BOTS * CONNECTIONS)),
                         *(scanner(10 + i, random.random()) for i in range(9)), *(reader(10 + i) for i in range(4)))


asyncio.run(everybody())
