"""The MessagePack codec of section 14 of protocol-spec.md, for generate.py: an implementation of its own, as luatobin.py is.

Values are those of luatobin.py. An int is an integer on the wire and a float a double; an Integer is one of 64 bits. What is
read comes in the form that the notation has: an int32 as an int, any other number that a double holds as a float.
"""
import math
import struct

import luatobin
from luatobin import (
    DEPTH_MAX, NODES_MAX, PAYLOAD_MAX, CodecError, Function, Integer, Mine, Table, Yours, frame, is_number, key_identity, number,
    prune, store,
)

NAME = "msgpack"
OBJECT = 0x4F
INT64_MIN, INT64_MAX = -(1 << 63), (1 << 63) - 1


def is_utf8(data):
    try:
        data.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def integer(n):
    if -32 <= n <= 127:
        return struct.pack(">b", n)
    forms = ("BHIQ", 0xCC) if n >= 0 else ("bhiq", 0xD0)
    for i, form in enumerate(forms[0]):
        try:
            return bytes([forms[1] + i]) + struct.pack(">" + form, n)
        except struct.error:
            continue
    raise CodecError("integer-range")


def head(count, fixed, room, codes):
    """The smallest head that has room for a count; codes are those for 8, 16 and 32 bits, None for what there is not."""
    if count < room:
        return bytes([fixed + count])
    for code, form in zip(codes, "BHI"):
        if code is not None and count < 1 << 8 * struct.calcsize(form):
            return bytes([code]) + struct.pack(">" + form, count)
    raise CodecError("size-limit")


def encode(value):
    out, size, inside = [], 0, []

    def put(data):
        nonlocal size
        size += len(data)
        if size > PAYLOAD_MAX:
            raise CodecError("size-limit")
        out.append(data)

    def write(v, depth):
        if v is None:
            put(b"\xc0")
        elif isinstance(v, bool):
            put(b"\xc3" if v else b"\xc2")
        elif isinstance(v, Integer):
            put(integer(v.number))
        elif isinstance(v, int):
            put(integer(v))
        elif isinstance(v, float):
            put(b"\xcb" + struct.pack(">d", v))
        elif isinstance(v, bytes):
            put(head(len(v), 0xA0, 32, (0xD9, 0xDA, 0xDB)) if is_utf8(v) else head(len(v), 0, 0, (0xC4, 0xC5, 0xC6)))
            put(v)
        elif isinstance(v, Table):
            if any(v is t for t in inside):
                raise CodecError("cycle")
            if depth + 1 > DEPTH_MAX:
                raise CodecError("depth")
            inside.append(v)
            pairs = [(k, x) for k, x in v.pairs if x is not None]
            indexed = {k: x for k, x in pairs if isinstance(k, int) and not isinstance(k, bool)}
            if len(indexed) == len(pairs) and all(i in indexed for i in range(1, len(pairs) + 1)):
                put(head(len(pairs), 0x90, 16, (None, 0xDC, 0xDD)))
                for i in range(1, len(pairs) + 1):
                    write(indexed[i], depth + 1)
            else:
                put(head(len(pairs), 0x80, 16, (None, 0xDE, 0xDF)))
                for k, x in pairs:
                    write(k, depth + 1)
                    write(x, depth + 1)
            inside.pop()
        else:
            raise CodecError("unencodable")

    write(value, 0)
    return b"".join(out)


class Reader:
    def __init__(self, data):
        self.data, self.at, self.nodes = data, 0, 0

    def take(self, n):
        if self.at + n > len(self.data):
            raise CodecError("truncated", self.at)
        piece = self.data[self.at:self.at + n]
        self.at += n
        return piece

    def unpack(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]

    def value(self, depth=0):
        start, tag = self.at, self.take(1)[0]
        self.nodes += 1
        if self.nodes > NODES_MAX:
            raise CodecError("nodes", start)
        if tag <= 0x7F or tag >= 0xE0:
            return tag if tag <= 0x7F else tag - 256
        if tag <= 0x8F:
            return self.map(tag & 0xF, depth, start)
        if tag <= 0x9F:
            return self.array(tag & 0xF, depth, start)
        if tag <= 0xBF:
            return self.take(tag & 0x1F)
        if tag in (0xC0, 0xC2, 0xC3):
            return {0xC0: None, 0xC2: False, 0xC3: True}[tag]
        if 0xC4 <= tag <= 0xC6 or 0xD9 <= tag <= 0xDB:
            return self.take(self.unpack("BHI"[(tag - 0xC4) % 21]))
        if 0xC7 <= tag <= 0xC9:
            return self.extension(self.unpack("BHI"[tag - 0xC7]), depth, start)
        if 0xD4 <= tag <= 0xD8:
            return self.extension(1 << tag - 0xD4, depth, start)
        if tag in (0xCA, 0xCB):
            return number(self.unpack("fd"[tag - 0xCA]))
        if 0xCC <= tag <= 0xD3:
            return self.placed(self.unpack("BHIQbhiq"[tag - 0xCC]), start)
        if tag in (0xDC, 0xDD):
            return self.array(self.unpack("HI"[tag - 0xDC]), depth, start)
        if tag in (0xDE, 0xDF):
            return self.map(self.unpack("HI"[tag - 0xDE]), depth, start)
        raise CodecError("unknown-tag", start)

    def placed(self, n, start):
        if float(n) == n and int(float(n)) == n:
            return number(float(n)) if n else 0
        if n > INT64_MAX:
            raise CodecError("integer-range", start)
        return Integer(n)

    def opened(self, count, least, depth, start):
        if depth + 1 > DEPTH_MAX:
            raise CodecError("depth", start)
        if count * least > len(self.data) - self.at:
            raise CodecError("truncated", start)
        v = Table()
        v.index = {}
        return v

    def array(self, count, depth, start):
        v = self.opened(count, 1, depth, start)
        for i in range(1, count + 1):
            store(v, i, self.value(depth + 1))
        return v

    def map(self, count, depth, start):
        v = self.opened(count, 2, depth, start)
        for _ in range(count):
            at = self.at
            k = self.value(depth + 1)
            if k is None:
                raise CodecError("nil-key", at)
            if isinstance(k, float) and math.isnan(k):
                raise CodecError("nan-key", at)
            store(v, k, self.value(depth + 1))
        return v

    def extension(self, size, depth, start):
        kind = self.unpack("b")
        data = self.take(size)
        if depth or kind != OBJECT or size != 5 or data[:1] not in (b"!", b"?"):
            raise CodecError("extension", start)
        n = struct.unpack(">i", data[1:])[0]
        return Mine(n) if data[:1] == b"!" else Yours(n)


def decode(data, functions=True):
    reader = Reader(data)
    value = reader.value()
    if reader.at != len(data):
        raise CodecError("trailing-bytes", reader.at)
    return prune(value)


def encode_item(v):
    if isinstance(v, (Mine, Yours)):
        return bytes([0xC7, 5, OBJECT]) + (b"!" if isinstance(v, Mine) else b"?") + struct.pack(">i", v.number)
    return encode(v)


def decode_items(data):
    reader, items = Reader(data), []
    while reader.at < len(data):
        items.append(prune(reader.value()))
    return items


def call(seq, name, *args):
    name = name.encode("utf-8") if isinstance(name, str) else name
    return frame(0, seq, encode(name) + b"".join(encode_item(a) for a in args))


def response(seq, status, *results):
    return frame(1, seq, bytes([status]) + b"".join(encode_item(r) for r in results))


def decode_frame(data):
    return luatobin.decode_frame(data, decode_items)
