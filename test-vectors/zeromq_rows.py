"""The rows of luaovermq.json, section 15 of protocol-spec.md, for generate.py."""
import math
import struct

from luatobin import INT_MAX, INT_MIN, Table, from_json
from messagepack import head, integer, is_utf8

# ---------------------------------------------------------------------------------------------------------------------
# Frames


def maps(value):
    """A value as peers of this dialect write it: every table is a map."""
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        codes = (0xA0, 32, (0xD9, 0xDA, 0xDB)) if is_utf8(value) else (0, 0, (0xC4, 0xC5, 0xC6))
        return head(len(value), *codes) + value
    return head(len(value.pairs), 0x80, 16, (None, 0xDE, 0xDF)) + b"".join(maps(k) + maps(v) for k, v in value.pairs)


def array(*values):
    return head(len(values), 0x90, 16, (None, 0xDC, 0xDD)) + b"".join(map(maps, values))


def parts(notation):
    """Hex, with HEX*N for what is repeated and + between pieces, as the notation of the files has it."""
    pieces = [piece.partition("*") for piece in notation.split("+") if piece]
    if "*" not in notation:
        return "".join(p[0] for p in pieces)
    return {"parts": [[p[0], int(p[2] or 1)] for p in pieces]}


def frames(notations):
    return [parts(n) for n in notations]


OK = b"OK".hex()


# ---------------------------------------------------------------------------------------------------------------------
# Requests to a server


def requests():
    rows = []

    def good(name, sent, *results):
        answer = maps(results[0] if results else None) if len(results) < 2 else array(*results)
        large = len(answer) > 1000 and {"parts": [[answer[:5].hex(), 1], [answer[5:6].hex(), len(answer) - 5]]}
        rows.append({"name": name, "send": frames(sent), "expect": [OK, large or answer.hex()]})

    def bad(name, sent, error, text=None):
        rows.append({"name": name, "send": frames(sent), "error": error, **({"text": text} if text else {})})

    def call(name, results, procedure, *arguments):
        good(name, ["", array(procedure, *arguments).hex()], *results)

    def echo(name, *values):
        call("echo of " + name, values, "echo", *values)

    def fails(name, error, procedure, *arguments):
        bad(name, ["", array(procedure, *arguments).hex()], error)

    def table(*pairs):
        return Table(pairs)

    def listed(*values):
        return Table(enumerate(values, 1))

    # Calls, there and back
    call("add", [7], "add", 3, 4)
    call("add of doubles", [0.75], "add", 0.5, 0.25)
    call("add past 32 bits", [2 ** 31], "add", INT_MAX, 1)
    call("two results", [1, "x"], "echo", 1, "x")
    call("a nil among the results", [1, None, "three"], "multi")
    call("no result", [], "nothing")
    call("a dotted name", ["ABC"], "string.upper", "abc")
    call("a value by its path", [443], "__rpceval", "config.net.ports.2")
    call("a table by its path", [listed(80, 443)], "__rpceval", "config.net.ports")
    call("nothing at a path", [], "__rpceval", "nowhere")
    call("an answer that takes its time", [0.01], "slow", 0.01)
    echo("nothing")
    echo("nil", None)
    echo("nils around a value", None, 1, None)
    echo("ten nils", *[None] * 10)
    echo("booleans", True, False)
    for n in (0, 1, -1, 127, 128, 255, 256, 65535, 65536, INT_MAX, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 63 - 1,
              -32, -33, -128, -129, -32768, -32769, INT_MIN, INT_MIN - 1, -2 ** 53, -2 ** 63):
        echo("the integer %d" % n, n)
    for x in (0.5, -0.5, 0.1, 5e-324, 1.7976931348623157e308, math.inf, -math.inf):
        echo("the double %r" % x, x)
    echo("the empty string", "")
    for n in (31, 32, 255, 256):
        echo("a string of %d bytes" % n, b"a" * n)
    echo("UTF-8", "h\u00e9llo \u20ac \U0001f6f0")
    echo("bytes that are no UTF-8", b"\xff\xfe")
    echo("bytes with a NUL", b"\xff\0")
    echo("the empty table", table())
    echo("a list", listed(1, 2, 3))
    echo("lists in a list", listed(listed(1), listed(2, listed(3))))
    echo("names", table((b"name", b"gw")))
    echo("a key that is a number", table((7, b"seven")))
    echo("a key that is a boolean", table((True, 1)))
    echo("64 levels", from_json({"nest": 64}))
    echo("300 values", *range(300))
    fails("an error that is a text", "no", "fail", "no")
    fails("an unknown procedure", "function 'nowhere' not found", "nowhere")
    fails("an unknown procedure below another", "function 'config.nope' not found", "config.nope")
    fails("a table is no procedure", "'config' is not a function", "config")
    fails("a number is no procedure", "'answer' is not a function", "answer", 1)
    fails("an error of the procedure's own", "", "bad")
    fails("a result that has no form", "Cannot serialize result", "__rpceval", "string")

    # Frames around the request
    good("a DEALER without a delimiter", [array("add", 1, 2).hex()], 3)
    good("frames in front come back", ["01", "0203", "", array("add", 1, 2).hex()], 3)

    # What has to be borne
    bad("no bytes", ["", ""], "request:", "request: no bytes (expected: an array of a name and its arguments)")
    bad("no frame behind the delimiter", [""], "request:", "request: 0 frames (expected: 1)")
    bad("two frames", ["", "93a36164640102", "93a36164640102"], "request:", "request: 2 frames (expected: 1)")
    bad("a hundred frames", [""] + ["91a161"] * 100, "request:", "request: 100 frames (expected: 1)")
    bad("a second delimiter", ["", "", "93a36164640102"], "request:", "request: 2 frames (expected: 1)")
    bad("nil", ["", "c0"], "request:", "request: no array (expected: an array of a name and its arguments)")
    bad("a number", ["", "07"], "request:", "request: no array (expected: an array of a name and its arguments)")
    bad("a string", ["", "a3616464"], "request:", "request: no array (expected: an array of a name and its arguments)")
    bad("a map", ["", "81a3616464c0"], "request:", "request: no array (expected: an array of a name and its arguments)")
    bad("true", ["", "c3"], "request:", "request: no array (expected: an array of a name and its arguments)")
    bad("the byte that MessagePack never uses", ["", "c1"], "request:", "request: no array (expected: an array of a name and its arguments)")
    bad("an empty array", ["", "90"], "request:", "request: an empty array (expected: an array of a name and its arguments)")
    bad("a name that is nil", ["", "91c0"], "bad-name:", "bad-name: tag c0 (expected: a string, tag a0 to bf or d9 to db) at byte 1")
    bad("a name that is a number", ["", "9107"], "bad-name:", "bad-name: tag 07 (expected: a string, tag a0 to bf or d9 to db) at byte 1")
    bad("a name that is an array", ["", "9191a161"], "bad-name:", "bad-name: tag 91 (expected: a string, tag a0 to bf or d9 to db) at byte 1")
    bad("a name that is a map", ["", "9180"], "bad-name:", "bad-name: tag 80 (expected: a string, tag a0 to bf or d9 to db) at byte 1")
    bad("a name that is an extension", ["", "91d40100"], "bad-name:", "bad-name: tag d4 (expected: a string, tag a0 to bf or d9 to db) at byte 1")
    bad("an empty name", ["", "91a0"], "'' is not a function")
    good("a name of binary", ["", "93c4036164640102"], 3)
    bad("a name that is no UTF-8", ["", "91a2fffe"], "function '")
    bad("a name with a NUL", ["", "91a26100"], "function 'a\0' not found")
    bad("a name of dots", ["", "91a32e2e2e"], "'...' is not a function")
    bad("a name of a thousand segments", ["", "91da07cf+612e*999+61"], "function 'a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a")
    bad("a reserved name", ["", "91a95f5f72706370696e67"], "function '__rpcping' not found")
    bad("an upload", ["", "92ae5f5f7270636275696c6465786563a872657475726e2031"], "", "newexec: no Lua engine at this peer (expected: a peer started with one)")
    bad("an upload without code", ["", "91ae5f5f7270636275696c6465786563"], "", "newexec: no Lua engine at this peer (expected: a peer started with one)")
    bad("an object of nobody", ["", "93ab5f5f727063696e766f6b6501a3676574"], "", "invoke: number, string (expected: an object and the name of a method)")
    bad("a value of no path", ["", "91a95f5f7270636576616c"], "", "eval: nil (expected: a string, the path of a value)")
    bad("a value of a long path", ["", "92a95f5f7270636576616cdb00010000+2e*65536"], "Cannot serialize result")
    bad("an array that claims 2^32-1 elements", ["", "ddffffffff"], "truncated:", "truncated: 4294967295 elements (expected: at most 0 in these bytes) at byte 0")
    bad("an array that claims 2^31-16 elements", ["", "dd7ffffff0"], "truncated:", "truncated: 2147483632 elements (expected: at most 0 in these bytes) at byte 0")
    bad("an array that claims one more", ["", "94a36164640102"], "truncated:", "truncated: 3 values (expected: 4, as the array says)")
    bad("an array that claims one less", ["", "92a36164640102"], "trailing-bytes:", "trailing-bytes: 3 values (expected: 2, as the array says)")
    bad("a name that claims 2^32-1 bytes", ["", "91dbffffffff"], "truncated:", "truncated: 4294967295 bytes (expected: at most 0 in these bytes) at byte 1")
    bad("a name cut off", ["", "91a36164"], "truncated:", "truncated: 3 bytes (expected: at most 2 in these bytes) at byte 1")
    bad("a string that claims 2^31-1 bytes", ["", "92a46563686fdb7fffffff"], "truncated:", "truncated: 2147483647 bytes (expected: at most 0 in these bytes) at byte 6")
    bad("binary that claims 2^32-1 bytes", ["", "92a46563686fc6ffffffff"], "truncated:", "truncated: 4294967295 bytes (expected: at most 0 in these bytes) at byte 6")
    bad("a map that claims 2^32-1 pairs", ["", "92a46563686fdfffffffff"], "truncated:", "truncated: 4294967295 pairs (expected: at most 0 in these bytes) at byte 6")
    bad("a map of 2^31 lies", ["", "92a46563686fdf40000000"], "truncated:", "truncated: 1073741824 pairs (expected: at most 0 in these bytes) at byte 6")
    bad("an array of lies in each other", ["", "92a46563686f+dd000fffff*40"], "truncated:", "truncated: 1048575 elements (expected: at most 195 in these bytes) at byte 6")
    bad("an extension", ["", "92a46563686fd4010a"], "extension:", "extension: type 1 of 1 bytes (expected: none) at byte 6")
    bad("an extension that claims 2^32-1 bytes", ["", "92a46563686fc9ffffffff01"], "truncated:", "truncated: 4294967295 bytes (expected: at most 0 in these bytes) at byte 6")
    bad("a time stamp", ["", "92a46563686fd6ff5f5e1000"], "extension:", "extension: type -1 of 4 bytes (expected: none) at byte 6")
    bad("an object reference", ["", "92a46563686fc7054f2100000001"], "extension:", "extension: type 79 of 5 bytes (expected: none) at byte 6")
    bad("a key that is nil", ["", "92a46563686f81c001"], "nil-key:", "nil-key: nil (expected: a key that is neither nil nor nan) at byte 7")
    bad("a key that is NaN", ["", "92a46563686f81cb7ff800000000000001"], "nan-key:", "nan-key: nan (expected: a key that is neither nil nor nan) at byte 7")
    bad("a map without its last value", ["", "92a46563686f8101"], "truncated:", "truncated: 1 pairs (expected: at most 0 in these bytes) at byte 6")
    bad("bytes behind the call", ["", "93a3616464010200"], "trailing-bytes:", "trailing-bytes: 4 values (expected: 3, as the array says)")
    bad("a second call behind the call", ["", "93a3616464010293a36164640102"], "trailing-bytes:", "trailing-bytes: 4 values (expected: 3, as the array says)")
    bad("65 arrays in each other", ["", "92a46563686f+91*65+c0"], "depth:", "depth: 65 (expected: <= 64) at byte 70")
    bad("1,001 arrays in each other", ["", "92a46563686f+91*1001+c0"], "depth:", "depth: 65 (expected: <= 64) at byte 70")
    bad("100,000 maps in each other", ["", "92a46563686f+81c3*100000+c0"], "depth:", "depth: 65 (expected: <= 64) at byte 134")
    bad("1,000,001 nils", ["", "92a46563686fdd000f4241+c0*1000001"], "nodes:", "nodes: 1000001 (expected: <= 1000000) at byte 1000010")
    bad("an unsigned integer that no double holds", ["", "92a46563686fcfffffffffffffffff"], "integer-range:", "integer-range: 18446744073709551615 (expected: <= 9223372036854775807, or what a double holds exactly) ")
    bad("a double cut off", ["", "92a46563686fcb0102"], "truncated:", "truncated: 2 bytes left (expected: 8 more) at byte 7")
    bad("an integer cut off", ["", "92a46563686fd30102"], "truncated:", "truncated: 2 bytes left (expected: 8 more) at byte 7")
    bad("17 frames in front of the delimiter", ["01"] * 17 + ["", "93a36164640102"], "envelope:", "envelope: 17 frames of 17 bytes or more (expected: <= 16 of <= 4096)")
    bad("5,000 bytes in front of the delimiter", ["00*5000", "", "93a36164640102"], "envelope:", "envelope: 1 frames of 5000 bytes or more (expected: <= 16 of <= 4096)")
    bad("no delimiter and two frames", ["93a36164640102", "93a36164640102"], "request:", "request: 2 frames (expected: 1)")
    good("a delimiter and nothing in front", ["", "93a36164640102"], 3)
    good("16 frames in front of the delimiter", ["01"] * 16 + ["", "93a36164640102"], 3)
    good("a megabyte of arguments", ["", "92a46563686fdb000ffff0+61*1048560"], b"a" * 1048560)
    bad("JSON", ["", "5b22616464222c312c325d"], "request:", "request: no array (expected: an array of a name and its arguments)")
    bad("a frame of the binary protocol", ["", "000000000f040003616464010000000101000002"], "request:", "request: no array (expected: an array of a name and its arguments)")
    whole = "94a56563686f31a3616263cb3ff80000000000008101c3"
    for n in range(len(whole) // 2):
        bad("a call cut after %d of %d bytes" % (n, len(whole) // 2), ["", whole[:2 * n]], "")
    return rows


# ---------------------------------------------------------------------------------------------------------------------
# Bytes at the port of a server


def port():
    rows = []

    def row(name, sent):
        rows.append({"name": name, "hex": parts(sent)})

    row("HTTP", "474554202f20485454502f312e310d0a486f73743a20780d0a0d0a")
    row("a single byte", "ff")
    row("nothing", "")
    row("ZMTP 1 with a frame of 2^63 bytes", "ff800000000000000000")
    row("a greeting cut off", "ff00000000000000017f03")
    row("a greeting of an unknown mechanism", "ff00000000000000017f0300534543524554+00*46")
    row("a greeting without READY", "ff00000000000000017f03004e554c4c+00*48+")
    row("READY of nonsense", "ff00000000000000017f03004e554c4c+00*48+04055245414458")
    row("a frame of a negative size", "ff00000000000000017f03004e554c4c+00*48+04190552454144590b536f636b65742d54797065000000035245510280000000000000ff")
    row("a frame of 2^31-1 bytes hidden behind the sign", "ff00000000000000017f03004e554c4c+00*48+04190552454144590b536f636b65742d547970650000000352455102800000007fffffff")
    row("a frame of more than may be", "ff00000000000000017f03004e554c4c+00*48+04190552454144590b536f636b65742d5479706500000003524551020000000010000000")
    row("a frame that never ends", "ff00000000000000017f03004e554c4c+00*48+04190552454144590b536f636b65742d54797065000000035245510200000000000fffff00")
    row("a PING cut off", "ff00000000000000017f03004e554c4c+00*48+04190552454144590b536f636b65742d547970650000000352455104050450494e47")
    row("a command of nonsense", "ff00000000000000017f03004e554c4c+00*48+04190552454144590b536f636b65742d54797065000000035245510403ffffff")
    row("the first frame of a message", "ff00000000000000017f03004e554c4c+00*48+04190552454144590b536f636b65742d54797065000000035245510100")
    row("TLS", "16030100a5010000a10303+00*40")
    return rows


# ---------------------------------------------------------------------------------------------------------------------
# Answers to a client


def answers():
    rows = []

    def row(name, sent, error):
        rows.append({"name": name, "send": frames(sent), "error": error})

    row("no status", [""], "answer: 1 frames (expected: an empty one, a status, a value)")
    row("a status alone", ["", "4f4b"], "answer: 2 frames (expected: an empty one, a status, a value)")
    row("a frame too many", ["", "4f4b", "c0", "c0"], "answer: 4 frames (expected: an empty one, a status, a value)")
    row("no delimiter", ["4f4b", "c0"], "answer: 2 frames (expected: an empty one, a status, a value)")
    row("a delimiter of something", ["00", "4f4b", "c0"], "answer: 3 frames (expected: an empty one, a status, a value)")
    row("an unknown status", ["", "4d41594245", "c0"], "status: 'MAYBE' (expected: OK or ERROR)")
    row("a status in small letters", ["", "6f6b", "c0"], "status: 'ok' (expected: OK or ERROR)")
    row("an empty status", ["", "", "c0"], "status: '' (expected: OK or ERROR)")
    row("a long status", ["", "61*10000", "c0"], "status: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...' (expected: OK or ERROR)")
    row("OK and no bytes", ["", "4f4b", ""], "truncated: 0 bytes left (expected: 1 more) at byte 0")
    row("ERROR and no bytes", ["", "4552524f52", ""], "truncated: 0 bytes left (expected: 1 more) at byte 0")
    row("OK and c1", ["", "4f4b", "c1"], "unknown-tag: c1 (expected: any but c1) at byte 0")
    row("OK and a value cut off", ["", "4f4b", "a561"], "truncated: 5 bytes (expected: at most 1 in these bytes) at byte 0")
    row("OK and two values", ["", "4f4b", "0102"], "trailing-bytes: 1 bytes (expected: one value and nothing behind it) at byte 1")
    row("ERROR and two values", ["", "4552524f52", "0102"], "trailing-bytes: 1 bytes (expected: one value and nothing behind it) at byte 1")
    row("results that claim 2^32-1", ["", "4f4b", "ddffffffff"], "truncated: 4294967295 elements (expected: at most 0 in these bytes) at byte 0")
    row("results and a value behind", ["", "4f4b", "910102"], "trailing-bytes: 1 bytes (expected: one value and nothing behind it) at byte 2")
    row("a map that claims 2^31 pairs", ["", "4f4b", "df40000000"], "truncated: 1073741824 pairs (expected: at most 0 in these bytes) at byte 0")
    row("an extension", ["", "4f4b", "d4010a"], "extension: type 1 of 1 bytes (expected: none) at byte 0")
    row("1,001 levels", ["", "4f4b", "81c3*1001+c0"], "depth: 65 (expected: <= 64) at byte 128")
    return rows


def document():
    return {"protocol": "luaovermq", "fixture": "see FORMAT.md", "source": "generated by generate.py; frames of ZeroMQ",
            "requests": requests(), "bytes": port(), "answers": answers()}
