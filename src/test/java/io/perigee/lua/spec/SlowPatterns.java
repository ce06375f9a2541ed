package io.perigee.lua.spec;

/** Patterns whose worst case sends them to the matcher in Lua, beside the same that stay with the library's own. */
final class SlowPatterns {
    /**
     * Returns what differs. A subject is long by what is put behind it, which no pattern here matches, and a pattern is
     * slow by optional items that match nothing.
     */
    static final String CODE = """
            local slow = ("\\1?"):rep(40)
            local subjects = { "", "a", "hello world", "key = value", "(a(b)c)", "x=1, y=2", "aaa", "THE (quick) fox", "%d", "-1.5e3", "^a" }
            local patterns = { "a", ".", "%a+", "(%a+)", "%s*(%a+)%s*", "(%w+)=(%w+)", "()%w()", "%b()", "%f[%a]%a+", "(.)%1",
              "[a-c]", "[^a-c]+", "[%w_]-", "^%a", "%a$", "(a*)", "%(.-%)", "%%d", "[]]", "[^]]", "%-?%d+", "%u%l*", "" }
            local different = {}
            local function same(what, ...)
              local n = select("#", ...) / 2
              for i = 1, n do
                local fast, slowly = (select(i, ...)), (select(i + n, ...))
                if fast ~= slowly then
                  different[#different + 1] = what .. ": " .. tostring(fast) .. " / " .. tostring(slowly)
                end
              end
            end
            local function pad(n, ...)
              local t = { ... }
              return t[1], t[2], t[3], t[4]
            end
            local function both(what, f, s, p, ...)
              local anchor = p:sub(1, 1) == "^"
              local q = anchor and "^" .. slow .. p:sub(2) or slow .. p
              local a, b, c, d = pad(4, f(s, p, ...))
              local e, g, h, i = pad(4, f(s, q, ...))
              same(what .. " " .. s .. " " .. p, a, b, c, d, e, g, h, i)
            end
            local function all(s, p)
              local t = {}
              for a, b in string.gmatch(s, p) do t[#t + 1] = tostring(a) .. ":" .. tostring(b) end
              return table.concat(t, ",")
            end
            for _, s in ipairs(subjects) do
              for _, p in ipairs(patterns) do
                both("find", string.find, s, p)
                both("find at 3", string.find, s, p, 3)
                both("find from the end", string.find, s, p, -2)
                both("match", string.match, s, p)
                both("gsub", string.gsub, s, p, "<%0>")
                both("gsub twice", string.gsub, s, p, "", 2)
                both("gsub table", string.gsub, s, p, { a = "A", hello = 5, key = false })
                both("gsub function", string.gsub, s, p, function(x) return x == "a" and "A" or nil end)
                -- There ^ is no anchor, so that what is slow goes in front of it.
                same("gmatch " .. s .. " " .. p, all(s, p), all(s, slow .. p))
              end
            end
            return table.concat(different, "\\n")
            """;

    private SlowPatterns() {}
}
