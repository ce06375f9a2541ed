"""The numbers of the cases, for generate.py: a row keeps the number that it was once given.

A number is that of the row's family and the row's own: 1.3.587. New rows get the next ones of their family, wherever in
the file they stand. families.json seals what was given: how many numbers, and a digest of all with the names of their
rows. A case that is to be renamed or removed all the same takes an edit of its seal by hand.
"""
import hashlib
import json

# Number, chapter, title, file, member. Families are only ever added.
FAMILIES = (
    ("1.1", "luatobin", "Values, recorded", "luatobin-values.json", "values"),
    ("1.2", "luatobin", "Values at the edges", "luatobin-limits.json", "values"),
    ("1.3", "luatobin", "Errors", "luatobin-errors.json", "errors"),
    ("2.1", "Frames", "Whole messages", "lua-rpc-frames.json", "frames"),
    ("2.2", "Frames", "Errors of messages and streams", "lua-rpc-frames.json", "errors"),
    ("2.3", "Frames", "A conversation of two callers, recorded", "lua-rpc-duplex.json", "frames"),
    ("3.1", "Sessions", "Calls and answers, recorded", "lua-rpc-session.json", "exchanges"),
    ("3.2", "Sessions", "Calls and answers", "lua-rpc-session-2.json", "exchanges"),
    ("3.3", "Sessions", "Bytes that a peer has to bear", "lua-rpc-hostile.json", "sessions"),
    ("4.1", "Objects by reference", "References", "lua-rpc-objects.json", "values"),
    ("4.2", "Objects by reference", "Errors", "lua-rpc-objects.json", "errors"),
    ("4.3", "Objects by reference", "A conversation", "lua-rpc-objects.json", "frames"),
    ("5.1", "MessagePack", "Values", "msgpack-values.json", "values"),
    ("5.2", "MessagePack", "Errors", "msgpack-errors.json", "errors"),
    ("5.3", "MessagePack", "Calls and answers", "msgpack-session.json", "exchanges"),
    ("5.4", "MessagePack", "Bytes that a peer has to bear", "msgpack-hostile.json", "sessions"),
    ("6.1", "LuaOverMQ over ZeroMQ", "Requests", "luaovermq.json", "requests"),
    ("6.2", "LuaOverMQ over ZeroMQ", "Bytes at the port", "luaovermq.json", "bytes"),
    ("6.3", "LuaOverMQ over ZeroMQ", "Answers to a client", "luaovermq.json", "answers"),
    ("7.1", "Length-prefixed JSON", "Messages", "lune-json.json", "messages"),
    ("8.1", "All dialects", "Calls and how they end", "calls.json", "calls"),
)


def name_of(row, place):
    """Recorded frames have no names, and are known by their place."""
    return row.get("name", "[%d]" % place)


def seal(names):
    return hashlib.sha256("".join(name + "\n" for name in names).encode("utf-8")).hexdigest()[:16]


class Numbers:
    """What families.json and the rows in the files say, and what is added to it."""

    def __init__(self, folder, problem):
        self.folder, self.problem = folder, problem
        path = folder / "families.json"
        self.sealed = {}
        if path.exists():
            self.sealed = {f["family"]: f for f in json.loads(path.read_text(encoding="utf-8"))["families"]}

    def committed(self, file):
        path = self.folder / file
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def give(self, documents, recorded):
        """Gives every row of the documents its number, and returns the document of the families."""
        known = {(file, member) for _, _, _, file, member in FAMILIES}
        for file, document in documents.items():
            for member, rows in document.items():
                if isinstance(rows, list) and (file, member) not in known:
                    self.problem(file, member, "is in no family")
        return {"source": "written by generate.py; cases.py says what a seal is",
                "families": [self.family(family, documents, recorded) for family in FAMILIES]}

    def family(self, family, documents, recorded):
        number, chapter, title, file, member = family
        if file in recorded:
            # Nobody edits these files, so that a place in them is as good as a number.
            names = [name_of(row, i) for i, row in enumerate(recorded[file][member], 1)]
        else:
            names = self.number(number, documents[file][member], self.committed(file).get(member, []))
        old = self.sealed.get(number)
        if old and (len(names) < old["cases"] or seal(names[:old["cases"]]) != old["seal"]):
            self.problem("family %s: its first %d cases are not those that were sealed" % (number, old["cases"]))
        return {"family": number, "chapter": chapter, "title": title, "file": file, "member": member,
                "cases": len(names), "seal": seal(names)}

    def number(self, family, rows, committed):
        """Numbers the rows, those that had one as before; returns all names in the order of their numbers."""
        given = {}
        for row in committed:
            if "case" not in row:
                continue
            prefix, _, last = row["case"].rpartition(".")
            if prefix != family or not last.isdigit():
                self.problem("%s: case %s (expected: %s.N)" % (row["name"], row["case"], family))
            elif int(last) in given.values() or row["name"] in given:
                self.problem("%s: case %s is there twice" % (row["name"], row["case"]))
            else:
                given[row["name"]] = int(last)
        following = max(list(given.values()) + [self.sealed.get(family, {}).get("cases", 0)]) + 1
        names = {}
        for row in rows:
            n = given.get(row["name"])
            if n is None:
                n, following = following, following + 1
            content = dict(row)
            row.clear()
            row["case"] = "%s.%d" % (family, n)
            row.update(content)
            if n in names:
                self.problem("%s: two rows of family %s have this name" % (names[n], family))
            names[n] = row["name"]
        for n in range(1, max(names) + 1):
            if n not in names:
                self.problem("case %s.%d is no more" % (family, n))
        return [names[n] for n in sorted(names)]
