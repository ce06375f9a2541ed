"""The rows of the vector files about MessagePack, for generate.py."""
import math
import struct

from luatobin import INT_MAX, INT_MIN, Function, Integer, Mine, Table, Yours, frame, from_json, to_json
from messagepack import call, decode, encode, encode_item, response


def array(*values):
    return Table(enumerate(values, 1))


def by_name(**fields):
    return Table((k.encode(), v) for k, v in fields.items())


def binary_bomb(levels):
    v = Table()
    for _ in range(levels):
        v = array(v, v)
    return v


def own_element():
    v = Table()
    v.pairs = [(1, v)]
    return v


def own_key():
    v = Table()
    v.pairs = [(v, True)]
    return v


def cycle_of(n):
    ring = [Table() for _ in range(n)]
    for i, t in enumerate(ring):
        t.pairs = [(b"next", ring[(i + 1) % n])]
    return ring[0]


def nest(depth):
    return from_json({"nest": depth})


# ---------------------------------------------------------------------------------------------------------------------
# msgpack-values.json


def values():
    rows = []

    def both(name, value):
        data = encode_item(value)
        rows.append({"name": name, "hex": data.hex(), "value": to_json(value)})

    def compact(name, data, value):
        rows.append({"name": name, "hex": data, "value": value})

    def decoded(name, data, value=None, note=None):
        row = {"name": name, "direction": "decode", "hex": data, "value": to_json(decode(bytes.fromhex(data))) if value is None else value}
        if note:
            row["note"] = note
        rows.append(row)

    both("nil", None)
    both("true", True)
    both("false", False)
    # Integers, each at the edges of its forms
    for n in (0, 1, 127, 128, 255, 256, 65535, 65536, INT_MAX, -1, -32, -33, -128, -129, -32768, -32769, INT_MIN):
        both("integer %d" % n, n)
    for n in (INT_MAX + 1, (1 << 32) - 1, 1 << 32, (1 << 53) - 1, 1 << 53, (1 << 53) + 1, (1 << 63) - 1, INT_MIN - 1, -(1 << 53),
              -(1 << 53) - 1, -(1 << 63)):
        data = encode(Integer(n)).hex()
        rows.append({"name": "integer %d, written" % n, "direction": "encode", "hex": data, "value": {"integer": str(n)}})
        decoded("integer %d, read" % n, data)
    for form, name in (("cc", "B"), ("cd", "H"), ("ce", "I"), ("cf", "Q"), ("d0", "b"), ("d1", "h"), ("d2", "i"), ("d3", "q")):
        decoded("7 in form " + form, form + struct.pack(">" + name, 7).hex())
        if name.islower():
            decoded("-7 in form " + form, form + struct.pack(">" + name, -7).hex())
    decoded("2^63, unsigned", "cf8000000000000000", {"double": "9.2233720368547758e+18"})
    decoded("2^64-2048, unsigned", "cffffffffffffff800", {"double": "1.844674407370955e+19"})
    # Doubles
    for text, x in (("1.5", 1.5), ("0.1", 0.1), ("minus zero", -0.0), ("smallest denormal", 5e-324), ("largest", 1.7976931348623157e308),
                    ("pi", math.pi), ("inf", math.inf), ("-inf", -math.inf), ("2^64", 2.0 ** 64), ("-2^63-2048", -2.0 ** 63 - 2048)):
        both("double " + text, x)
    for x in (0.0, 3.0, -1.0, 2.0 ** 31, 2.0 ** 53):
        decoded("double that is the integer %d" % x, "cb" + struct.pack(">d", x).hex(),
                note="what tells integers from doubles writes it like this again, what does not as an integer")
    for text, data in (("quiet", "7ff8000000000000"), ("signalling", "7ff0000000000001"), ("all ones", "ffffffffffffffff")):
        decoded("nan, " + text, "cb" + data, {"double": "nan"})
    for text, data in (("1.5", "3fc00000"), ("-0.0", "80000000"), ("inf", "7f800000"), ("-inf", "ff800000"), ("nan", "7fc00000"),
                       ("smallest denormal", "00000001"), ("largest denormal", "007fffff"), ("largest", "7f7fffff"), ("1.0", "3f800000"),
                       ("0.1", "3dcccccd"), ("0.0", "00000000")):
        decoded("float32 " + text, "ca" + data)
    # Strings
    for n in (0, 1, 31, 32, 255, 256, 65534, 65535, 65536):
        compact("string of %d bytes" % n, {"parts": [[encode(b"x" * n)[:-n or None].hex(), 1], ["78", n]]}, {"repeat": ["x", n]})
    for n in (1, 255, 256, 65535, 65536):
        compact("%d bytes that are no UTF-8" % n, {"parts": [[encode(b"\xff" * n)[:-n].hex(), 1], ["ff", n]]}, {"repeat": [{"bytes": "ff"}, n]})
    for text in ("\0", "a\0b", "h\u00e9", "\u20ac", "\U0001f6f0", "\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff"):
        both("UTF-8 " + text.encode().hex(), text.encode())
    for data in ("80", "c3", "c080", "c1bf", "e09fbf", "eda080", "edbfbf", "f08fbfbf", "f4908080", "f5808080", "ff", "61c3", "c328", "e28228",
                 "f0908041", "616161616161616180"):
        both("no UTF-8 " + data, bytes.fromhex(data))
    for head in ("a2", "d902", "da0002", "db00000002", "c402", "c50002", "c600000002"):
        decoded("string with the head " + head, head + "6162")
        decoded("bytes with the head " + head, head + "ff00")
    # Tables
    both("empty table", Table())
    both("array of one", array(1))
    both("array of an array", array(array(array())))
    both("map of one", by_name(k=7))
    both("key 2 alone", Table([(2, b"b")]))
    both("key 0", Table([(0, 1)]))
    both("key -1", Table([(-1, 1)]))
    both("key true", Table([(True, 1)]))
    both("key 1.5", Table([(1.5, 1)]))
    both("key \"1\"", Table([(b"1", 1)]))
    both("a table as a key", Table([(array(), True)]))
    both("array", array(1, b"two", True, array(3)))
    both("array and hash", Table([(1, b"a"), (b"n", 2)]))
    both("array with a hole", Table([(1, b"a"), (3, b"c")]))
    both("depth 64", nest(64))
    for n in (15, 16, 65535, 65536):
        compact("array of %d" % n, {"parts": [[encode(array(*[True] * n))[:-n].hex(), 1], ["c3", n]]}, {"fill": [True, n]})
    decoded("empty map", "80", note="it is the same table as the empty array")
    for head in ("91", "dc0001", "dd00000001"):
        decoded("array with the head " + head, head + "07")
    for head in ("81", "de0001", "df00000001"):
        decoded("map with the head " + head, head + "a16b07")
    decoded("nils in an array", "93c007c0")
    decoded("an array of nils", "93c0c0c0")
    decoded("nil as a pair's value", "81a16bc0")
    decoded("a later nil removes", "82a16b01a16bc0")
    decoded("the last of equal keys wins", "82a16b01a16b02")
    decoded("a string and bytes are one key", "82a16b01c4016b02")
    decoded("3 and 3.0 are one key", "820301cb400800000000000002")
    decoded("a list as a map", "8301a16102a16203a163")
    decoded("key minus zero", "81cb800000000000000001")
    # Objects
    for who, kind in (("mine", Mine), ("yours", Yours)):
        for n in (1, 256, INT_MAX):
            both("object %d of %s" % (n, who), kind(n))
    decoded("object in ext 16", "c800054f2100000001", {"mine": 1})
    decoded("object in ext 32", "c9000000054f3f00000001", {"yours": 1})
    return {"codec": "msgpack", "source": "generated by generate.py", "values": rows}


# ---------------------------------------------------------------------------------------------------------------------
# msgpack-errors.json


def errors():
    rows = []

    def bad(name, data, error):
        rows.append({"name": name, "hex": data, "error": error})

    def refused(name, value, error):
        rows.append({"name": name, "direction": "encode", "value": value, "error": error})

    bad("nothing", "", "truncated")
    corpus = (("integer", Integer(1 << 40)), ("double", 0.1), ("string", b"text"), ("long string", b"x" * 40), ("bytes", b"\xff\0"),
              ("array", array(1, b"a", array(True))), ("map", by_name(k=array(1.5))), ("object", Mine(7)))
    for name, value in corpus:
        data = encode_item(value)
        for n in range(1, len(data)):
            bad("%s, cut after %d of %d bytes" % (name, n, len(data)), data[:n].hex(), "truncated")
    for head in ("c4", "c5", "c6", "c7", "c8", "c9", "ca", "cb", "cc", "cd", "ce", "cf", "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8",
                 "d9", "da", "db", "dc", "dd", "de", "df", "c500", "c60000", "da00", "db000000", "dc00", "dd0000", "de00", "df000000"):
        bad("the head %s alone" % head, head, "truncated")
    for lie in ("dd7ffffff0", "df40000000", "ddffffffff", "dfffffffff", "dd80000000", "df7fffffff", "dbffffffff", "db7fffffff", "c6ffffffff",
                "c9ffffffff4f", "dcffff00", "deffff0000", "daffff61", "c5ffff61", "d9ff61", "c4ff61", "9f00", "8f0000", "bf61"):
        bad("a count that is a lie: " + lie, lie, "truncated")
    rows.append({"name": "a count that is a lie, before much", "hex": {"parts": [["dd7ffffff0", 1], ["00", 100000]]}, "error": "truncated"})
    bad("the byte that is never used", "c1", "unknown-tag")
    bad("the byte that is never used, in an array", "91c1", "unknown-tag")
    bad("nil as a key", "81c001", "nil-key")
    bad("nan as a key", "81cb7ff800000000000001", "nan-key")
    bad("a float32 nan as a key", "81ca7fc0000001", "nan-key")
    bad("2^63+1, unsigned", "cf8000000000000001", "integer-range")
    bad("2^64-1, unsigned", "cfffffffffffffffff", "integer-range")
    bad("2^64-1, unsigned, in an array", "91cfffffffffffffffff", "integer-range")
    for data in ("d40100", "d5010000", "d60100000000", "d6ff00000000", "d7ff0000000000000000", "d801" + "00" * 16, "c70001", "c8000001",
                 "c90000000001", "c7055021" + "00000001"):
        bad("extension " + data, data, "extension")
    for data in ("d64f21000000", "c7044f21000000", "c7064f210000000100", "c7054f2200000001", "c7004f"):
        bad("object of no known form " + data, data, "extension")
    bad("object inside an array", "91c7054f2100000001", "extension")
    bad("object as a key", "81c7054f210000000101", "extension")
    bad("object in a map", "81a16bc7054f3f00000001", "extension")
    bad("an object that was never handed out", encode_item(Yours(12345)).hex(), "unknown-object")
    for head, what in (("91", "arrays"), ("81", "keys"), ("8100", "maps")):
        tail = "90" if head != "81" else "90" + "00" * 64
        rows.append({"name": "65 %s deep" % what, "hex": {"parts": [[head, 64], [tail, 1]]}, "error": "depth"})
    rows.append({"name": "100,000 arrays deep", "hex": {"parts": [["91", 100000]]}, "error": "depth"})
    rows.append({"name": "a million nodes and one", "hex": {"parts": [["dd000f4240", 1], ["c0", 1000000]]}, "error": "nodes"})
    bad("bytes behind a value", "0001", "trailing-bytes")
    refused("a table that is its own element", to_json(own_element()), "cycle")
    refused("a table that is its own key", to_json(own_key()), "cycle")
    refused("a cycle of three", to_json(cycle_of(3)), "cycle")
    refused("65 tables deep", {"nest": 65}, "depth")
    refused("a function", {"function": Function(bytes.fromhex("1b4c7561")).code.hex()}, "unencodable")
    refused("a function in a table", {"table": [[1, {"function": "1b4c7561"}]]}, "unencodable")
    refused("an object in a table", {"table": [[1, {"mine": 1}]]}, "unencodable")
    refused("a shared-table bomb", to_json(binary_bomb(40)), "size-limit")
    return {"codec": "msgpack", "source": "generated by generate.py", "errors": rows}


# ---------------------------------------------------------------------------------------------------------------------
# msgpack-session.json


def session():
    rows, seq = [], 0

    def exchange(name, procedure, args, status, *results, **more):
        nonlocal seq
        rows.append({"name": name, "call": call(seq % 256, procedure, *args).hex(),
                     "response": response(seq % 256, status, *results).hex(), **more})
        seq += 1

    def echo(name, *args, **more):
        exchange("echo " + name, "echo", args, 0, *args, **more)

    exchange("add", "add", (3, 4), 0, 7)
    echo("of nothing")
    echo("of nils", None, None, 1, None)
    echo("of booleans", True, False)
    echo("of integers", 0, 127, 128, 65536, INT_MAX, -1, -33, -129, INT_MIN)
    echo("of integers of 53 bits", Integer(1 << 31), Integer(1 << 40), Integer((1 << 53) - 1), Integer(-(1 << 53)))
    echo("of integers of 64 bits", Integer((1 << 53) + 1), Integer((1 << 63) - 1), Integer(-(1 << 63)), needs=["int64"])
    echo("of doubles", 0.1, -0.5, 5e-324, math.pi, math.inf, -math.inf, math.nan, -0.0, 3.0, 2.0 ** 40)
    echo("of strings", b"", b"x" * 31, b"x" * 32, b"y" * 300, "h\u00e9llo \u20ac".encode())
    echo("of bytes", b"\0", b"\xff\0\xfe", bytes(range(256)))
    echo("of lists", Table(), array(1, 2, 3), array(array(), array(array(b"x"))))
    echo("of maps", by_name(a=1, b=array(1)), Table([(1, b"a"), (3, b"c")]), Table([(True, 1), (1.5, b"x"), (-1, b"m")]))
    echo("of depth 64", nest(64))
    echo("of 255 values", *range(255))
    exchange("multi", "multi", (), 0, 1, None, b"three")
    exchange("nothing", "nothing", (), 0)
    exchange("add to a whole number", "add", (1.5, 1.5), 0, 3.0)
    exchange("fail with a string", "fail", (b"boom",), 1, b"boom")
    exchange("fail with a table", "fail", (by_name(code=7),), 1, by_name(code=7))
    exchange("failtable", "failtable", (), 1, by_name(code=42, why=b"table error"))
    exchange("bad", "bad", (), 1, b"any text", text="free")
    exchange("slow", "slow", (0.05,), 0, 0.05)
    exchange("upper", "string.upper", (b"a\0b1",), 0, b"A\0B1")
    exchange("nobody there", "nowhere", (1,), 2)
    exchange("not callable", "config", (), 3)
    exchange("not to be sent", "__rpceval", (b"string.upper",), 4, b"Cannot serialize result")
    exchange("the keep-alive name", "__rpcping", (), 2)
    exchange("the empty name", "", (), 3)
    exchange("a name of bytes", b"\xff\xfe", (), 2)
    for path, value in (("config.net.ports.2", 443), ("config.net.ports", array(80, 443)), ("config.name", b"gw"), ("answer", 42), ("nope", None)):
        exchange("eval " + path, "__rpceval", (path.encode(),), 0, value)
    engine = {"needs": ["engine"]}
    exchange("build 1: source", "__rpcbuildexec", (b"local a, b = ... return b, a, #a",), 0, 1, **engine)
    exchange("run 1", "__rpcrunexec", (1, b"a" * 300, array(1, 2)), 0, array(1, 2), b"a" * 300, 300, **engine)
    exchange("build 2: fragments", "__rpcbuildexec", (array(b"return ", b"select('#', ", b"...)"),), 0, 2, **engine)
    exchange("run 2 counts nils", "__rpcrunexec", (2, None, None, None), 0, 3, **engine)
    exchange("syntax error takes no number", "__rpcbuildexec", (b"return return",), 1, b"rpc:1: unexpected symbol near 'return'",
             text="free", **engine)
    exchange("build 3 after the syntax error", "__rpcbuildexec", (b"error({code = 7})",), 0, 3, **engine)
    exchange("run 3 raises a table", "__rpcrunexec", (3,), 1, by_name(code=7), **engine)
    exchange("run of number 9999", "__rpcrunexec", (9999,), 1, b"Undefined exec call", text="free")
    while seq < 260:
        exchange("number %d is %d" % (seq, seq % 256), "add", (seq, 1), 0, seq + 1)
    return {"protocol": "lua-rpc", "codec": "msgpack", "fixture": "see FORMAT.md",
            "source": "generated by generate.py; one connection, exec numbers from 1", "exchanges": rows}


# ---------------------------------------------------------------------------------------------------------------------
# msgpack-hostile.json


def hostile():
    rows = []
    name = encode(b"echo")

    def answer(seq, status, *results):
        made = {"seq": seq, "status": status}
        if status in (0, 4):
            made["results"] = [to_json(r) for r in results]
        return made

    def row(what, send, expect, fate="open", **more):
        rows.append({"name": what, "send": [s if isinstance(s, (str, dict)) else s.hex() for s in send], "expect": expect, "fate": fate, **more})

    def refused(what, *payloads):
        """Behind a call that tells the codec."""
        row(what, [call(0, "echo")] + [frame(0, i, p) for i, p in enumerate(payloads, 1)],
            [answer(0, 0)] + [answer(i, 1) for i in range(1, len(payloads) + 1)])

    refused("counts that are lies", *[name + bytes.fromhex(lie) for lie in
                                      ("dd7ffffff0", "df40000000", "ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff", "9f", "8f", "bf", "d9ff")])
    refused("names that are lies", *[bytes.fromhex(lie) for lie in ("dbffffffff", "da00ff61", "bf61", "c6ffffffff61", "d9")])
    refused("names that are none", *[bytes.fromhex(data) for data in ("00", "c0", "c1", "c3", "91a161", "81a16101", "cb0000000000000000", "d40100",
                                                                     "c7054f2100000001", "0400046563686f")])
    refused("a call without payload", b"")
    row("a first call without payload tells nothing", [frame(0, 0, b""), call(1, "echo", b"\xff")], [answer(0, 1), answer(1, 0, b"\xff")])
    cut = encode(by_name(k=array(1.5, b"text", Integer(1 << 40))))
    refused("a value cut at every byte", *[name + cut[:n] for n in range(1, len(cut))])
    refused("tables too deep", name + b"\x91" * 65, name + b"\x81" * 65, name + b"\x91" * 10000)
    refused("keys that are none", name + b"\x81\xc0\x01", name + bytes.fromhex("81cb7ff800000000000001"))
    refused("the byte that is never used", name + b"\xc1", name + b"\x91\xc1")
    refused("extensions", name + b"\xd4\x01\x00", name + b"\xc7\x00\x01", name + bytes.fromhex("91c7054f2100000001"))
    refused("objects nobody knows", name + encode_item(Yours(12345)), name + encode_item(Yours(0)), name + encode_item(Yours(-1)),
            encode(b"__rpcinvoke") + encode_item(Yours(INT_MAX)) + encode(b"close"))
    refused("integers that no peer holds", name + bytes.fromhex("cfffffffffffffffff"))
    refused("bytes after the parameters", name + b"\xc3\xc1")
    nodes = {"parts": [[struct.pack(">BBI", 0, 1, len(name) + 5 + 1000000).hex() + name.hex() + "dd000f4240", 1], ["c0", 1000000]]}
    row("a million nodes and one", [call(0, "echo"), nodes], [answer(0, 0), answer(1, 1)])
    row("strings longer than luatobin has", [{"parts": [[struct.pack(">BBI", 0, 0, len(name) + 5 + 100000).hex() + name.hex() + "db000186a0", 1],
                                                       ["78", 100000]]}], [{"seq": 0, "status": 0}])
    row("a first name in binary", [frame(0, 0, b"\xc4\x04echo\x07")], [answer(0, 0, 7)])
    row("a first name of 32 bits", [frame(0, 0, b"\xdb\0\0\0\x04echo\x07")], [answer(0, 0, 7)])
    row("equal keys", [frame(0, 0, name + bytes.fromhex("82a16b01a16b02"))], [answer(0, 0, by_name(k=2))])
    row("a result that cannot be sent", [call(0, "__rpceval", b"string")], [answer(0, 4, b"Cannot serialize result")])
    row("a response that cannot be read", [call(0, "echo"), frame(1, 128, b"\0\xc1"), frame(1, 129, b"\0\xdd\x7f\xff\xff\xf0")], [answer(0, 0)])
    whole = call(0, "add", 3, 4)
    for n in range(1, len(whole)):
        row("a call in two writes, cut after %d bytes" % n, [whole[:n], whole[n:]], [answer(0, 0, 7)])
    row("200 calls in one write", [b"".join(call(i, "add", i, 1) for i in range(200))], [answer(i, 0, i + 1) for i in range(200)])
    return {"protocol": "lua-rpc", "codec": "msgpack", "fixture": "see FORMAT.md",
            "source": "generated by generate.py; a connection of its own for each row", "sessions": rows}
