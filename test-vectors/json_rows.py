"""The rows of lune-json.json, section 16 of protocol-spec.md, for generate.py."""
import json

MAX_MESSAGE = 16 << 20
MAX_NODES = 1000000


def many(text, times):
    return {"repeat": [text, times]}


def notation(piece):
    return {"bytes": piece.hex()} if isinstance(piece, bytes) else piece


def size_of(pieces):
    def size(piece):
        if isinstance(piece, dict):
            text, times = piece["repeat"]
            return len(text.encode()) * times
        return len(piece if isinstance(piece, bytes) else piece.encode())
    return sum(map(size, pieces))


def takes_little_endian(first):
    """Whether a server that finds the order out takes these four bytes for a little-endian length, as 16.1 has it."""
    big, little = int.from_bytes(first, "big"), int.from_bytes(first, "little")
    return 0 < little <= MAX_MESSAGE and (not 0 < big <= MAX_MESSAGE or little < big)


def messages():
    rows = []

    def row(name, pieces, raw=False, length=None, **more):
        made = {"name": name, "send": [notation(p) for p in pieces]}
        if raw:
            made["raw"] = True
            first = pieces[0] if isinstance(pieces[0], bytes) else pieces[0].encode()
            ambiguous = len(first) >= 4 and takes_little_endian(first[:4])
        else:
            if length is not None:
                made["length"] = length if length < 2 ** 31 else {"double": str(length)}
            ambiguous = takes_little_endian((size_of(pieces) if length is None else length).to_bytes(4, "big"))
        if ambiguous:
            made["needs"] = ["big-endian"]
        made.update(more)
        rows.append(made)

    def good(name, request, response):
        row(name, [request], expect=response, fate="open")

    def call(name, expected, procedure, *values):
        good(name, json.dumps({"func": procedure, "values": values}), json.dumps(expected))

    def result(name, value, procedure, *values):
        call(name, {"result": value}, procedure, *values)

    def echo(name, *values):
        call("echo of " + name, {"result": values[0]} if len(values) == 1 else {"results": values}, "echo", *values)

    def bad(name, pieces, error, text, code="bad-request", fate="open", **more):
        row(name, pieces, code=code, error=error, text=text, fate=fate, **more)

    # Requests, there and back
    result("add", 42, "add", 20, 22)
    result("add of doubles", 0.75, "add", 0.5, 0.25)
    result("add past 32 bits", 2 ** 31, "add", 2 ** 31 - 1, 1)
    result("a dotted name", "ABC", "string.upper", "abc")
    result("a value by its path", 443, "__rpceval", "config.net.ports.2")
    result("a table by its path", {"ip": "10.0.0.1", "ports": [80, 443]}, "__rpceval", "config.net")
    result("nothing at a path", None, "__rpceval", "nowhere")
    result("an answer that takes its time", 0.01, "slow", 0.01)
    call("several results", {"results": [1, None, "three"]}, "multi")
    call("no result", {"results": []}, "nothing")
    good("values left out", '{"func":"nothing"}', '{"results":[]}')
    good("values that are an empty object", '{"func":"nothing","values":{}}', '{"results":[]}')
    good("other members are ignored", '{"id":7,"values":[1,2],"func":"add","x":{"y":[null]}}', '{"result":3}')
    good("spaces around everything", ' {\t"func" :\r\n"add" , "values" : [ 1 , 2 ] } ', '{"result":3}')
    good("escapes in names", '{"\\u0066unc":"\\u0061dd","values":[1,2]}', '{"result":3}')
    echo("nothing")
    echo("null", None)
    echo("nulls around a value", None, 1, None)
    echo("booleans", True, False)
    for n in (0, 1, -1, 255, 65536, 2 ** 31 - 1, 2 ** 31, -2 ** 31, 2 ** 53 - 1, 2 ** 53, -2 ** 53):
        echo("the integer %d" % n, n)
    for x in (0.5, -0.5, 0.1, 1e300, 5e-324, 1.7976931348623157e308):
        echo("the double %r" % x, x)
    echo("the empty string", "")
    echo("UTF-8", "h\u00e9llo \u20ac \U0001f6f0")
    echo("a NUL", "a\0b")
    echo("what has to be escaped", "\"\\\n\r\t\b\f/")
    echo("a string of 1000 characters", "x" * 1000)
    echo("an empty array", [])
    echo("an array", [1, 2, 3])
    echo("arrays in an array", [[1], [2, [3]]])
    echo("an array with a hole", [1, None, 3])
    echo("an object", {"name": "gw"})
    echo("objects in an object", {"a": {"b": {"c": 1}}})
    echo("names that are numbers", {"1": "x"})
    echo("62 arrays in each other", json.loads("[" * 62 + "1" + "]" * 62))
    echo("300 values", *range(300))
    call("an error that is a text", {"error": {"code": "raised", "message": "no"}}, "fail", "no")
    for name, text, code in (("an error of the procedure's own", '{"func":"bad"}', "raised"),
                             ("an error that is a table", '{"func":"failtable"}', "raised"),
                             ("a result that has no form", '{"func":"__rpceval","values":["string"]}', "not-serializable")):
        row(name, [text], code=code, error="", fate="open")

    # What has to be borne
    bad("length of 2^31", [""], "length:", "length: 2147483648 (expected: <= 16777216)", length=2147483648, fate="closed")
    bad("length of -1", ["{}"], "length:", "length: 4294967295 (expected", length=4294967295, fate="closed")
    bad("length of -2 and more bytes behind", ["{}", many("x", 1000)], "length:", "length: 4294967294 (expected", length=4294967294, fate="closed")
    bad("length of 2^31-1", [""], "length:", "length: 2147483647 (expected", length=2147483647, fate="closed")
    bad("length of one more than may be", [""], "length:", "length: 16777217 (expected", length=MAX_MESSAGE + 1, fate="closed")
    bad("length in the other order", ["{\"func\":\"echo\"}"], "length:", "length: 251658240 (expected", length=251658240, fate="closed")
    bad("text instead of a length", ["GET / HTTP/1.1\r\n\r\n"], "length:", "length: 1195725856 (expected: <= 16777216; HTTP begins like this)", raw=True, fate="closed")
    bad("a TLS hello", [bytes.fromhex("160301020001")], "length:", "length: 369295618 (expected: <= 16777216; TLS begins like this)", raw=True, fate="closed")
    bad("length of 0", [""], "", "text: nothing (expected: a JSON value)", length=0)
    bad("length alone", [""], "timeout:", "timeout: 4 bytes after", length=10, fate="closed", slow=True)
    bad("half a length", [bytes.fromhex("0000")], "timeout:", "timeout: 2 bytes after", raw=True, fate="closed", slow=True)
    bad("one byte of a length", [bytes.fromhex("00")], "timeout:", "timeout: 1 bytes after", raw=True, fate="closed", slow=True)
    bad("one byte too few", ["{\"func\":\"echo\"}"], "timeout:", "timeout: 19 bytes after", length=16, fate="closed", slow=True)
    bad("the largest length and nothing", [""], "timeout:", "timeout: 4 bytes after", length=MAX_MESSAGE, fate="closed", slow=True)
    bad("spaces only", ["   \r\n\t "], "", "text: nothing (expected")
    bad("BOM", [bytes.fromhex("efbbbf"), "{\"func\":\"echo\",\"values\":[]}"], "bom:", "bom: ef bb bf (expected: a JSON value at byte 0)")
    bad("BOM alone", [bytes.fromhex("efbbbf")], "bom:", "bom: ef bb bf")
    bad("BOM escaped before the text", ["\\ufeff{}"], "", "JSON: ")
    bad("UTF-16, big-endian", [bytes.fromhex("007b007d")], "", "JSON: ")
    bad("UTF-16, little-endian", [bytes.fromhex("7b007d00")], "", "JSON: ")
    bad("UTF-16 with its BOM", [bytes.fromhex("feff007b007d")], "utf-8:", "utf-8: fe (expected: UTF-8) at byte 0")
    bad("UTF-32", [bytes.fromhex("0000007b0000007d")], "", "JSON: ")
    bad("NUL", ["\0"], "", "JSON: ")
    bad("cut UTF-8 at the end", ["{\"func\":\"a", bytes.fromhex("c3")], "utf-8:", "utf-8: c3 (expected: UTF-8) at byte 10")
    bad("cut UTF-8 in a string", ["{\"func\":\"", bytes.fromhex("e282"), "\"}"], "utf-8:", "utf-8: e2 (expected: UTF-8) at byte 9")
    bad("a byte that only continues", ["{\"func\":\"", bytes.fromhex("80"), "\"}"], "utf-8:", "utf-8: 80 (expected: UTF-8) at byte 9")
    bad("an overlong slash", ["{\"func\":\"", bytes.fromhex("c0af"), "\"}"], "utf-8:", "utf-8: c0 (expected: UTF-8) at byte 9")
    bad("an overlong NUL", ["{\"func\":\"", bytes.fromhex("c080"), "\"}"], "utf-8:", "utf-8: c0 ")
    bad("a surrogate in UTF-8", ["{\"func\":\"", bytes.fromhex("eda080"), "\"}"], "utf-8:", "utf-8: ed ")
    bad("a pair of surrogates in UTF-8", ["{\"func\":\"", bytes.fromhex("eda081edb080"), "\"}"], "utf-8:", "utf-8: ed ")
    bad("beyond U+10FFFF", ["{\"func\":\"", bytes.fromhex("f4908080"), "\"}"], "utf-8:", "utf-8: f4 ")
    bad("a byte that never is", ["{\"func\":\"", bytes.fromhex("ff"), "\"}"], "utf-8:", "utf-8: ff ")
    bad("Latin-1", ["{\"func\":\"caf", bytes.fromhex("e9"), "\"}"], "utf-8:", "utf-8: e9 ")
    bad("cut after an object", ["{"], "", "JSON: ")
    bad("cut after a name", ["{\"fu"], "", "JSON: ")
    bad("cut after a colon", ["{\"func\""], "", "JSON: ")
    bad("cut after a value", ["{\"func\":"], "", "JSON: ")
    bad("cut after a string", ["{\"func\":\"ec"], "", "JSON: ")
    bad("cut after an escape", ["{\"func\":\"ec\\"], "", "JSON: ")
    bad("cut after an escape of four digits", ["{\"func\":\"ec\\u00"], "", "JSON: ")
    bad("cut after an array", ["{\"func\":\"echo\",\"values\":["], "", "JSON: ")
    bad("cut after a number", ["{\"func\":\"echo\",\"values\":[1"], "", "JSON: ")
    bad("cut after a literal", ["{\"func\":\"echo\",\"values\":[tru"], "", "JSON: ")
    bad("without the last brace", ["{\"func\":\"echo\",\"values\":[]"], "", "JSON: ")
    bad("two values", ["{\"func\":\"echo\",\"values\":[]}{}"], "trailing:", "trailing: { (expected: nothing behind the value)")
    bad("a value and a word", ["{\"func\":\"echo\",\"values\":[]} x"], "", "JSON: ")
    bad("a value and a brace", ["{\"func\":\"echo\",\"values\":[]}}"], "", "JSON: ")
    bad("a value and NUL", ["{\"func\":\"echo\",\"values\":[]}", bytes.fromhex("00")], "", "JSON: ")
    bad("single quotes", ["{'func':'echo'}"], "", "JSON: ")
    bad("a name without quotes", ["{func:\"echo\"}"], "", "JSON: ")
    bad("a comment", ["/* */{\"func\":\"echo\"}"], "", "JSON: ")
    bad("a comma at the end", ["{\"func\":\"echo\",\"values\":[1,]}"], "", "JSON: ")
    bad("no comma", ["{\"func\":\"echo\" \"values\":[]}"], "", "JSON: ")
    bad("a comma first", ["{,\"func\":\"echo\"}"], "", "JSON: ")
    bad("a control character in a string", ["{\"func\":\"a", bytes.fromhex("01"), "\"}"], "", "JSON: ")
    bad("a line end in a string", ["{\"func\":\"a\nb\"}"], "", "JSON: ")
    bad("an escape that is none", ["{\"func\":\"\\x41\"}"], "", "JSON: ")
    bad("a brace for a bracket", ["{\"func\":\"echo\",\"values\":[}"], "", "JSON: ")
    bad("a request that is null", ["null"], "", "request: null (expected: an object)")
    bad("a request that is a number", ["7"], "", "request: 7 (expected: an object)")
    bad("a request that is a string", ["\"echo\""], "", "request: echo (expected: an object)")
    bad("a request that is an array", ["[\"echo\"]"], "", "request: [ (expected: an object)")
    bad("a request that is a boolean", ["true"], "", "request: true (expected: an object)")
    bad("an empty object", ["{}"], "", "request: } (expected: an object with \"func\")")
    bad("no function", ["{\"values\":[1]}"], "", "request: } (expected: an object with \"func\")")
    bad("a function that is a number", ["{\"func\":1,\"values\":[]}"], "", "func: 1 (expected: a string)")
    bad("a function that is null", ["{\"func\":null}"], "", "func: null (expected: a string)")
    bad("a function that is an object", ["{\"func\":{\"a\":1}}"], "", "func: { (expected: a string)")
    bad("values that are a number", ["{\"func\":\"echo\",\"values\":1}"], "", "values: 1 (expected: an array)")
    bad("values that are null", ["{\"func\":\"echo\",\"values\":null}"], "", "values: null (expected: an array)")
    bad("values that are an object", ["{\"func\":\"echo\",\"values\":{\"a\":1}}"], "", "values: a (expected: an array)")
    bad("an empty function", ["{\"func\":\"\",\"values\":[]}"], "'' is not a function", "'' is not a function", code="not-callable")
    bad("a function that is not there", ["{\"func\":\"no.such\",\"values\":[]}"], "function 'no.such' not found", "function 'no.such' not found", code="no-such-procedure")
    bad("a function that is a value", ["{\"func\":\"answer\",\"values\":[]}"], "'answer' is not a function", "'answer' is not a function", code="not-callable")
    bad("a reserved function", ["{\"func\":\"__rpcping\",\"values\":[]}"], "function '__rpcping' not found", "function '__rpcping' not found", code="no-such-procedure")
    bad("a long key that comes twice", ["{\"", many("k", 300000), "\":1,\"", many("k", 300000), "\":2}"], "JSON: Duplicate field", "JSON: Duplicate field 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk… at line 1")
    bad("duplicate func", ["{\"func\":\"echo\",\"func\":\"add\"}"], "JSON: Duplicate field", "JSON: Duplicate field 'func'")
    bad("duplicate values", ["{\"func\":\"echo\",\"values\":[],\"values\":[1]}"], "JSON: Duplicate field", "JSON: Duplicate field 'values'")
    bad("duplicate key, escaped once", ["{\"func\":\"echo\",\"values\":[{\"a\":1,\"\\u0061\":2}]}"], "JSON: Duplicate field", "JSON: Duplicate field 'a'")
    bad("duplicate key in a value", ["{\"func\":\"echo\",\"values\":[{\"a\":1,\"b\":2,\"a\":3}]}"], "JSON: Duplicate field", "JSON: Duplicate field 'a'")
    bad("duplicate key in what nobody asked for", ["{\"x\":{\"a\":1,\"a\":2},\"func\":\"echo\"}"], "JSON: Duplicate field", "JSON: Duplicate field 'a'")
    bad("1,001 arrays", ["{\"func\":\"echo\",\"values\":[", many("[", 1001), many("]", 1001), "]}"], "depth:", "depth: 65 (expected: <= 64)")
    bad("1,001 objects", ["{\"func\":\"echo\",\"values\":[", many("{\"a\":", 1001), "1", many("}", 1001), "]}"], "depth:", "depth: 65 (expected: <= 64)")
    bad("65 arrays", ["{\"func\":\"echo\",\"values\":[", many("[", 65), many("]", 65), "]}"], "depth:", "depth: 65 (expected: <= 64)")
    bad("100,000 arrays that never end", ["{\"func\":\"echo\",\"values\":[", many("[", 100000)], "depth:", "depth: 65 (expected: <= 64)")
    bad("1,001 levels around a request", [many("[", 1001)], "", "request: [ (expected: an object)")
    bad("1,001 levels in what nobody asked for", ["{\"x\":", many("[", 1001), many("]", 1001), ",\"func\":\"echo\"}"], "depth:", "depth: 65 (expected: <= 64)")
    bad("1,000,001 values", ["{\"func\":\"echo\",\"values\":[[0", many(",0", MAX_NODES), "]]}"], "nodes:", "nodes: more (expected: <= 1000000)")
    bad("1,000,001 parameters", ["{\"func\":\"echo\",\"values\":[0", many(",0", MAX_NODES), "]}"], "nodes:", "nodes: more (expected: <= 1000000)")
    bad("1,000,001 values in two parameters", ["{\"func\":\"echo\",\"values\":[[0", many(",0", MAX_NODES // 2), "],[0", many(",0", MAX_NODES // 2), "]]}"], "nodes:", "nodes: more (expected: <= 1000000)")
    bad("1,000,001 values in what nobody asked for and the parameters", ["{\"x\":[0", many(",0", MAX_NODES // 2), "],\"func\":\"echo\",\"values\":[0", many(",0", MAX_NODES // 2), "]}"], "nodes:", "nodes: more (expected: <= 1000000)")
    bad("a number of 1,001 digits", ["{\"func\":\"echo\",\"values\":[", many("1", 1001), "]}"], "limit:", "limit: Number value length (1001)")
    bad("a fraction of 1,001 digits", ["{\"func\":\"echo\",\"values\":[0.", many("1", 1001), "]}"], "limit:", "limit: Number value length (1001)")
    bad("a number of 100,000 digits", ["{\"func\":\"echo\",\"values\":[", many("7", 100000), "]}"], "limit:", "limit: Number value length")
    bad("an exponent of 1,001 digits", ["{\"func\":\"echo\",\"values\":[1e", many("9", 1001), "]}"], "limit:", "limit: Number value length")
    bad("2^64 + 1", ["{\"func\":\"echo\",\"values\":[18446744073709551617]}"], "integer-range:", "integer-range: 18446744073709551617 (expected: one of 64 bits, or one that a double holds)")
    bad("an integer beyond all doubles", ["{\"func\":\"echo\",\"values\":[1", many("0", 400), "]}"], "integer-range:", "integer-range: 1000")
    bad("1e309", ["{\"func\":\"echo\",\"values\":[1e309]}"], "number-range:", "number-range: 1e309 (expected: one that a double holds)")
    bad("-1e99999", ["{\"func\":\"echo\",\"values\":[-1e99999]}"], "number-range:", "number-range: -1e99999")
    bad("NaN", ["{\"func\":\"echo\",\"values\":[NaN]}"], "", "number: NaN (expected: a finite one, as JSON has no other)")
    bad("Infinity", ["{\"func\":\"echo\",\"values\":[Infinity]}"], "", "number: Infinity (expected: a finite one, as JSON has no other)")
    bad("-Infinity", ["{\"func\":\"echo\",\"values\":[-Infinity]}"], "", "number: -Infinity (expected: a finite one, as JSON has no other)")
    bad("a leading zero", ["{\"func\":\"echo\",\"values\":[01]}"], "", "JSON: ")
    bad("a leading plus", ["{\"func\":\"echo\",\"values\":[+1]}"], "", "JSON: ")
    bad("hex", ["{\"func\":\"echo\",\"values\":[0x10]}"], "", "JSON: ")
    bad("a point first", ["{\"func\":\"echo\",\"values\":[.5]}"], "", "JSON: ")
    bad("a point last", ["{\"func\":\"echo\",\"values\":[1.]}"], "", "JSON: ")
    bad("an exponent without digits", ["{\"func\":\"echo\",\"values\":[1e]}"], "", "JSON: ")
    bad("two minuses", ["{\"func\":\"echo\",\"values\":[--1]}"], "", "JSON: ")
    bad("an underscore", ["{\"func\":\"echo\",\"values\":[1_000]}"], "", "JSON: ")
    bad("undefined", ["{\"func\":\"echo\",\"values\":[undefined]}"], "", "JSON: ")
    bad("True", ["{\"func\":\"echo\",\"values\":[True]}"], "", "JSON: ")
    bad("None", ["{\"func\":\"echo\",\"values\":[None]}"], "", "JSON: ")
    bad("a high surrogate alone", ["{\"func\":\"echo\",\"values\":[\"\\ud800\"]}"], "surrogate:", "surrogate: \\ud800 alone (expected: whole characters)")
    bad("a low surrogate alone", ["{\"func\":\"echo\",\"values\":[\"\\udc00\"]}"], "surrogate:", "surrogate: \\udc00 alone")
    bad("surrogates the wrong way round", ["{\"func\":\"echo\",\"values\":[\"\\udc00\\ud800\"]}"], "surrogate:", "surrogate: \\udc00 alone")
    bad("a high surrogate before a letter", ["{\"func\":\"echo\",\"values\":[\"\\ud83dx\"]}"], "surrogate:", "surrogate: \\ud83d alone")
    bad("a surrogate alone in a key", ["{\"func\":\"echo\",\"values\":[{\"\\ud800\":1}]}"], "surrogate:", "surrogate: \\ud800 alone")
    bad("a surrogate alone in the function", ["{\"func\":\"\\ud800\"}"], "surrogate:", "surrogate: \\ud800 alone")
    return rows


def document():
    return {"protocol": "lune-json", "fixture": "see FORMAT.md",
            "source": "generated by generate.py; texts behind their length", "messages": messages()}
