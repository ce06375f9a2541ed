"""The luatobin codec, the frames around it and the notation of FORMAT.md, for generate.py.

Written from protocol-spec.md alone, it shares nothing with the Java and the Lua implementation: three that agree on the
same bytes are worth more than one.
"""
import math
import struct

# ---------------------------------------------------------------------------------------------------------------------
# Values: None, bool, int (an int32), float (any other number), bytes (a string), and the classes below.


class Table:
    """A table keeps its pairs in the order in which they came; it is equal to itself only."""

    def __init__(self, pairs=()):
        self.pairs = list(pairs)


class Function:
    def __init__(self, code):
        self.code = code


class Mine:
    """An object of the message's sender."""

    def __init__(self, number):
        self.number = number


class Yours:
    """An object of the message's receiver."""

    def __init__(self, number):
        self.number = number


class Integer:
    """A 64-bit integer that the writer has to place, or to refuse."""

    def __init__(self, number):
        self.number = number


class CodecError(Exception):
    def __init__(self, code, offset=None):
        super().__init__(code if offset is None else "%s at %d" % (code, offset))
        self.code = code


INT_MIN, INT_MAX = -(1 << 31), (1 << 31) - 1
LENGTH_MAX, REFERENCE_MAX, DEPTH_MAX, NODES_MAX = 65534, 65535, 64, 1_000_000
PAYLOAD_MAX = 16 << 20


def number(x):
    """A number in its canonical form: an int where the value is an int32, else a float; -0.0 stays a float."""
    if math.isfinite(x) and x == math.floor(x) and INT_MIN <= x <= INT_MAX and not (x == 0 and math.copysign(1, x) < 0):
        return int(x)
    return float(x)


def is_number(v):
    return isinstance(v, (int, float)) and not isinstance(v, bool)


# ---------------------------------------------------------------------------------------------------------------------
# luatobin


def encode(value):
    out, numbers, count, open_tables = [], {}, 0, set()

    def identity(v):
        return v if isinstance(v, bytes) else ("function", v.code) if isinstance(v, Function) else id(v)

    def referable(v):
        nonlocal count
        seen = numbers.get(identity(v))
        if seen is not None and seen <= REFERENCE_MAX:
            out.append(b"\x14" + struct.pack(">H", seen))
            return True
        count += 1
        if seen is None:
            numbers[identity(v)] = count
        return False

    # An explicit stack, so that the depth of a value is never the depth of the interpreter's stack.
    stack = [("value", value, 0)]
    while stack:
        what, v, depth = stack.pop()
        if what == "leave":
            open_tables.discard(id(v))
        elif v is None:
            out.append(b"\x00")
        elif isinstance(v, bool):
            out.append(b"\x01\x01" if v else b"\x01\x00")
        elif isinstance(v, Integer):
            if float(v.number) != v.number:
                raise CodecError("integer-range")
            stack.append(("value", number(v.number) if INT_MIN <= v.number <= INT_MAX else float(v.number), depth))
        elif is_number(v):
            v = number(v)
            out.append(b"\x07" + struct.pack(">i", v) if isinstance(v, int) else b"\x03" + struct.pack(">d", v))
        elif isinstance(v, (bytes, Function)):
            data, tag, error = (v, b"\x04", "string-limit") if isinstance(v, bytes) else (v.code, b"\x06", "function-limit")
            if len(data) > LENGTH_MAX:
                raise CodecError(error)
            if not referable(v):
                out.append(tag + struct.pack(">H", len(data)) + data)
        elif isinstance(v, Table):
            pairs = [(k, x) for k, x in v.pairs if x is not None or k is None]
            if len(pairs) > LENGTH_MAX:
                raise CodecError("table-limit")
            if referable(v):
                continue
            if depth + 1 > DEPTH_MAX:
                raise CodecError("depth")
            if id(v) in open_tables:
                raise CodecError("reference-limit")
            open_tables.add(id(v))
            out.append(b"\x05" + struct.pack(">H", len(pairs)))
            stack.append(("leave", v, depth))
            for k, x in reversed(pairs):
                if k is None:
                    raise CodecError("nil-key")
                if isinstance(k, float) and math.isnan(k):
                    raise CodecError("nan-key")
                stack.append(("value", x, depth + 1))
                stack.append(("value", k, depth + 1))
        else:
            raise CodecError("unencodable")
    return b"".join(out)


class Reader:
    def __init__(self, data, functions=True):
        self.data, self.at, self.functions = data, 0, functions

    def take(self, n):
        if self.at + n > len(self.data):
            raise CodecError("truncated", self.at)
        piece = self.data[self.at:self.at + n]
        self.at += n
        return piece

    def value(self):
        """One top-level value: references and the node budget start afresh."""
        self.objects, self.nodes = [], 0
        done, frames = [], []  # frames: [table, pairs still due, key or a marker]
        missing = object()
        while True:
            start = self.at
            v, opened = self.one(len(frames))
            if opened:
                if opened[1]:
                    frames.append([v, opened[1], missing, start])
                    continue
            while True:
                if not frames:
                    return v
                frame = frames[-1]
                if frame[2] is missing:
                    if v is None:
                        raise CodecError("nil-key", start)
                    if isinstance(v, float) and math.isnan(v):
                        raise CodecError("nan-key", start)
                    frame[2] = v
                    break
                store(frame[0], frame[2], v)
                frame[1], frame[2] = frame[1] - 1, missing
                if frame[1]:
                    break
                v, start = frame[0], frame[3]
                frames.pop()

    def one(self, depth):
        start = self.at
        tag = self.take(1)[0]
        self.nodes += 1
        if self.nodes > NODES_MAX:
            raise CodecError("nodes", start)
        if tag == 0x00:
            return None, None
        if tag == 0x01:
            flag = self.take(1)[0]
            if flag > 1:
                raise CodecError("bad-boolean", start)
            return flag == 1, None
        if tag == 0x03:
            return number(struct.unpack(">d", self.take(8))[0]), None
        if tag == 0x07:
            return struct.unpack(">i", self.take(4))[0], None
        if tag in (0x04, 0x06):
            if tag == 0x06 and not self.functions:
                raise CodecError("bytecode-refused", start)
            size = struct.unpack(">H", self.take(2))[0]
            if size > LENGTH_MAX:
                raise CodecError("string-limit" if tag == 0x04 else "function-limit", start)
            data = self.take(size)
            v = data if tag == 0x04 else Function(data)
            self.objects.append(v)
            return v, None
        if tag == 0x05:
            pairs = struct.unpack(">H", self.take(2))[0]
            if pairs > LENGTH_MAX:
                raise CodecError("table-limit", start)
            if depth + 1 > DEPTH_MAX:
                raise CodecError("depth", start)
            if 2 * pairs > len(self.data) - self.at:
                raise CodecError("truncated", start)
            v = Table()
            v.index = {}
            self.objects.append(v)
            return v, (v, pairs)
        if tag == 0x14:
            n = struct.unpack(">H", self.take(2))[0]
            if not 1 <= n <= len(self.objects):
                raise CodecError("bad-reference", start)
            return self.objects[n - 1], None
        raise CodecError("unknown-tag", start)


def key_identity(k):
    if isinstance(k, bool):
        return ("boolean", k)
    if is_number(k):
        return ("number", float(k) + 0.0)
    if isinstance(k, bytes):
        return ("string", k)
    return ("object", id(k))


def store(table, k, v):
    """Lua's assignment: a later equal key wins, and nil removes."""
    if isinstance(k, float) and k == 0:
        k = 0
    at = table.index.get(key_identity(k))
    if at is not None:
        table.pairs[at] = (table.pairs[at][0], v)
    elif v is not None:
        table.index[key_identity(k)] = len(table.pairs)
        table.pairs.append((k, v))


def prune(value):
    """Drops the pairs that a later nil removed."""
    seen, todo = set(), [value]
    while todo:
        v = todo.pop()
        if isinstance(v, Table) and id(v) not in seen:
            seen.add(id(v))
            v.pairs = [(k, x) for k, x in v.pairs if x is not None]
            v.index = {key_identity(k): i for i, (k, _) in enumerate(v.pairs)}
            for k, x in v.pairs:
                todo += [k, x]
    return value


def decode(data, functions=True):
    reader = Reader(data, functions)
    value = reader.value()
    if reader.at != len(data):
        raise CodecError("trailing-bytes", reader.at)
    return prune(value)


# ---------------------------------------------------------------------------------------------------------------------
# The notation of FORMAT.md


def text_or_bytes(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"bytes": data.hex()}


def double_text(x):
    return "nan" if math.isnan(x) else "%.17g" % x


def to_json(value):
    count, met, again = 0, {}, set()

    def number_tables(v):
        nonlocal count
        if isinstance(v, Table):
            if id(v) in met:
                again.add(id(v))
                return
            count += 1
            met[id(v)] = count
            for k, x in v.pairs:
                number_tables(k)
                number_tables(x)

    def write(v, written):
        if v is None or isinstance(v, bool):
            return v
        if is_number(v):
            return v if isinstance(v, int) else {"double": double_text(v)}
        if isinstance(v, bytes):
            return text_or_bytes(v)
        if isinstance(v, Function):
            return {"function": v.code.hex()}
        if isinstance(v, Mine):
            return {"mine": v.number}
        if isinstance(v, Yours):
            return {"yours": v.number}
        if isinstance(v, Integer):
            return {"integer": str(v.number)}
        if id(v) in written:
            return {"ref": met[id(v)]}
        written.add(id(v))
        made = {"table": [[write(k, written), write(x, written)] for k, x in v.pairs]}
        if id(v) in again:
            made["id"] = met[id(v)]
        return made

    number_tables(value)
    return write(value, set())


def from_json(node):
    tables = {}

    def read(j):
        if j is None or isinstance(j, bool):
            return j
        if isinstance(j, int):
            return j
        if isinstance(j, str):
            return j.encode("utf-8")
        if "double" in j:
            return float(j["double"])
        if "bytes" in j:
            return bytes.fromhex(j["bytes"])
        if "function" in j:
            return Function(bytes_of(j["function"]))
        if "integer" in j:
            return Integer(int(j["integer"]))
        if "mine" in j:
            return Mine(j["mine"])
        if "yours" in j:
            return Yours(j["yours"])
        if "ref" in j:
            return tables[j["ref"]]
        if "repeat" in j:
            return read(j["repeat"][0]) * j["repeat"][1]
        if "nest" in j:
            v = Table()
            for _ in range(j["nest"] - 1):
                v = Table([(1, v)])
            return v
        if "fill" in j:
            return Table((i, fill(j["fill"][0], i)) for i in range(1, j["fill"][1] + 1))
        v = Table()
        if "id" in j:
            tables[j["id"]] = v
        v.pairs = [(read(k), read(x)) for k, x in j["table"]]
        return v

    def fill(j, i):
        if isinstance(j, dict) and "index" in j:
            if j["index"] == "integer":
                return i
            if j["index"] == "string":
                return struct.pack(">I", i)
            loop = Table()
            loop.pairs = [(1, loop)]
            return loop
        return read(j)

    return read(node)


def bytes_of(j):
    """Bytes written as hex, or as {"parts": [[hex, n], …]}."""
    if isinstance(j, str):
        return bytes.fromhex(j)
    out = []
    for piece, times in j["parts"]:
        if "#" in piece:
            out += [bytes.fromhex(piece.replace("########", "%08x" % i)) for i in range(1, times + 1)]
        else:
            out.append(bytes.fromhex(piece) * times)
    return b"".join(out)


def same(a, b, there=None, back=None):
    """Whether two values are equal as graphs: one table here for one table there."""
    there = {} if there is None else there
    back = {} if back is None else back
    if isinstance(a, Table) or isinstance(b, Table):
        if not (isinstance(a, Table) and isinstance(b, Table)):
            return False
        if id(a) in there or id(b) in back:
            return there.get(id(a)) is b and back.get(id(b)) is a
        if len(a.pairs) != len(b.pairs):
            return False
        there[id(a)], back[id(b)] = b, a
        index = {key_identity(k): x for k, x in b.pairs if not isinstance(k, Table)}
        for k, x in a.pairs:
            if not isinstance(k, Table):
                if key_identity(k) not in index or not same(x, index[key_identity(k)], there, back):
                    return False
        left = [(k, x) for k, x in b.pairs if isinstance(k, Table)]
        for k, x in a.pairs:
            if isinstance(k, Table):
                for i, (k2, x2) in enumerate(left):
                    there2, back2 = dict(there), dict(back)
                    if same(k, k2, there2, back2) and same(x, x2, there2, back2):
                        there.update(there2)
                        back.update(back2)
                        del left[i]
                        break
                else:
                    return False
        return True
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if is_number(a) and is_number(b):
        if math.isnan(a) or math.isnan(b):
            return math.isnan(a) and math.isnan(b)
        return a == b and math.copysign(1, a) == math.copysign(1, b)
    if isinstance(a, Function) and isinstance(b, Function):
        return a.code == b.code
    if type(a) is type(b) and isinstance(a, (Mine, Yours, Integer)):
        return a.number == b.number
    return type(a) is type(b) and a == b


def orderless(value):
    """Whether no table has two pairs or more, so that the bytes of the value are one only."""
    seen, todo = set(), [value]
    while todo:
        v = todo.pop()
        if isinstance(v, Table) and id(v) not in seen:
            seen.add(id(v))
            if len(v.pairs) > 1:
                return False
            for k, x in v.pairs:
                todo += [k, x]
    return True


# ---------------------------------------------------------------------------------------------------------------------
# Frames


def encode_item(v):
    """One parameter or result: a value, or an object reference."""
    if isinstance(v, Mine):
        return b"!" + struct.pack(">i", v.number)
    if isinstance(v, Yours):
        return b"?" + struct.pack(">i", v.number)
    return encode(v)


def decode_items(data):
    items, at = [], 0
    while at < len(data):
        if data[at:at + 1] in (b"!", b"?"):
            if at + 5 > len(data):
                raise CodecError("truncated", at)
            n = struct.unpack(">i", data[at + 1:at + 5])[0]
            items.append(Mine(n) if data[at:at + 1] == b"!" else Yours(n))
            at += 5
        else:
            reader = Reader(data[at:])
            items.append(prune(reader.value()))
            at += reader.at
    return items


def frame(kind, seq, payload):
    return struct.pack(">BBI", kind, seq, len(payload)) + payload


def call(seq, name, *args):
    name = name.encode("utf-8") if isinstance(name, str) else name
    return frame(0, seq, encode(name) + b"".join(encode_item(a) for a in args))


def response(seq, status, *results):
    return frame(1, seq, bytes([status]) + b"".join(encode_item(r) for r in results))


def decode_frame(data, decode_items=decode_items):
    """One whole frame as the JSON of FORMAT.md, and what follows it."""
    if data[0] > 1:
        raise CodecError("unknown-type")
    if len(data) < 6:
        raise CodecError("frame-timeout")
    kind, seq, size = struct.unpack(">BBI", data[:6])
    if size > PAYLOAD_MAX:
        raise CodecError("size-limit")
    if len(data) < 6 + size:
        raise CodecError("frame-timeout")
    payload, rest = data[6:6 + size], data[6 + size:]
    if kind == 0:
        if not payload:
            raise CodecError("empty-call")
        items = decode_items(payload)
        if not isinstance(items[0], bytes):
            raise CodecError("bad-name")
        return {"type": "call", "seq": seq, "procedure": text_or_bytes(items[0]),
                "args": [to_json(i) for i in items[1:]]}, rest
    if not payload:
        raise CodecError("no-status")
    if payload[0] > 4:
        raise CodecError("unknown-status")
    return {"type": "response", "seq": seq, "status": payload[0],
            "results": [to_json(i) for i in decode_items(payload[1:])]}, rest


def decode_frames(data):
    frames = []
    while data:
        made, data = decode_frame(data)
        frames.append(made)
    return frames
