-- The pattern functions of the string library for code from elsewhere. The library's own run where even their worst case
-- is short; else a matcher in Lua does the same, slower, and the hook can end it.

local prelude = ...

local byte, char, find, format, gmatch, gsub, match, sub =
  string.byte, string.char, string.find, string.format, string.gmatch, string.gsub, string.match, string.sub
local concat, floor = table.concat, math.floor
local error, setmetatable, tonumber, tostring, type = error, setmetatable, tonumber, tostring, type

local MAX_STEPS = 2e8 -- of the library's matcher: a fraction of a second
local MAX_CAPTURES = 32
local MAX_BYTES = prelude.maxstring

local functions = {}
prelude.patterns = functions

local function malformed(what)
  error("malformed pattern (" .. what .. ")", 0)
end

-- Which bytes an item such as %a or [^b-d] matches: the library is asked once for each byte.
local function test(item)
  return setmetatable({}, {
    __index = function(known, code)
      local matches = find(char(code), item) ~= nil
      known[code] = matches
      return matches
    end,
  })
end

-- The index behind the set that begins at `at`.
local function setend(pattern, at)
  local i = at + 1
  if sub(pattern, i, i) == "^" then i = i + 1 end
  repeat
    local c = sub(pattern, i, i)
    if c == "" then malformed("missing ']'") end
    i = i + (c == "%" and 2 or 1)
  until sub(pattern, i, i) == "]"
  return i + 1
end

-- The index behind the single-byte item that begins at `at`.
local function itemend(pattern, at)
  local c = sub(pattern, at, at)
  if c == "[" then return setend(pattern, at) end
  if c ~= "%" then return at + 1 end
  if at == #pattern then malformed("ends with '%'") end
  return at + 2
end

-- What a pattern is made of, in order: { kind, … }, and whether it is anchored.
local function parse(pattern)
  local nodes, at, open = {}, 1, 0
  local anchored = sub(pattern, 1, 1) == "^"
  if anchored then at = 2 end
  while at <= #pattern do
    local c, two = sub(pattern, at, at), sub(pattern, at, at + 1)
    local node
    if two == "()" then
      node, at = { kind = "position" }, at + 2
    elseif c == "(" then
      node, at, open = { kind = "open" }, at + 1, open + 1
    elseif c == ")" then
      node, at = { kind = "close" }, at + 1
    elseif c == "$" and at == #pattern then
      node, at = { kind = "end" }, at + 1
    elseif two == "%b" then
      if at + 3 > #pattern then malformed("missing arguments to '%b'") end
      node, at = { kind = "balance", byte(pattern, at + 2), byte(pattern, at + 3) }, at + 4
    elseif two == "%f" then
      if sub(pattern, at + 2, at + 2) ~= "[" then error("missing '[' after '%f' in pattern", 0) end
      local behind = setend(pattern, at + 2)
      node, at = { kind = "frontier", test = test(sub(pattern, at + 2, behind - 1)) }, behind
    elseif find(two, "^%%%d") then
      node, at = { kind = "back", tonumber(sub(two, 2)) }, at + 2
    else
      local behind = itemend(pattern, at)
      local item = sub(pattern, at, behind - 1)
      node = { kind = "item", test = test(#item == 1 and item ~= "." and "%" .. item or item) }
      if find(item, "^[%w%c%s\128-\255]$") or item == "\0" then node.test = { [byte(item)] = true } end
      at = behind
      local quantifier = sub(pattern, at, at)
      if find(quantifier, "^[-*+?]") then
        node.quantifier, at = quantifier, at + 1
      end
    end
    nodes[#nodes + 1] = node
  end
  if open > MAX_CAPTURES then error("too many captures", 0) end
  return nodes, anchored
end

local matchfrom

local steps = {}

function steps.position(m, i, k)
  local level = m.level + 1
  m.level, m.from[level], m.length[level] = level, i, "position"
  local e = matchfrom(m, i, k + 1)
  if not e then m.level = level - 1 end
  return e
end

function steps.open(m, i, k)
  local level = m.level + 1
  m.level, m.from[level], m.length[level] = level, i, nil
  local e = matchfrom(m, i, k + 1)
  if not e then m.level = level - 1 end
  return e
end

function steps.close(m, i, k)
  local level = m.level
  while level > 0 and m.length[level] do level = level - 1 end
  if level == 0 then error("invalid pattern capture", 0) end
  m.length[level] = i - m.from[level]
  local e = matchfrom(m, i, k + 1)
  if not e then m.length[level] = nil end
  return e
end

function steps.balance(m, i, k, node)
  local s, opening, closing = m.s, node[1], node[2]
  if byte(s, i) ~= opening then return nil end
  local depth = 1
  for j = i + 1, #s do
    local c = byte(s, j)
    if c == closing then
      depth = depth - 1
      if depth == 0 then return matchfrom(m, j + 1, k + 1) end
    elseif c == opening then
      depth = depth + 1
    end
  end
  return nil
end

function steps.frontier(m, i, k, node)
  local before = i > 1 and byte(m.s, i - 1) or 0
  local here = byte(m.s, i) or 0
  if node.test[before] or not node.test[here] then return nil end
  return matchfrom(m, i, k + 1)
end

function steps.back(m, i, k, node)
  local level = node[1]
  local length = m.length[level]
  if level < 1 or level > m.level or type(length) ~= "number" then error("invalid capture index", 0) end
  if i + length - 1 > #m.s or sub(m.s, m.from[level], m.from[level] + length - 1) ~= sub(m.s, i, i + length - 1) then
    return nil
  end
  return matchfrom(m, i + length, k + 1)
end

steps["end"] = function(m, i)
  return i == #m.s + 1 and i or nil
end

local function longest(m, i, k, node)
  local s, known, j = m.s, node.test, i
  local length = #s
  while j <= length and known[byte(s, j)] do j = j + 1 end
  for last = j, node.quantifier == "+" and i + 1 or i, -1 do
    local e = matchfrom(m, last, k + 1)
    if e then return e end
  end
  return nil
end

local function shortest(m, i, k, node)
  local s, known = m.s, node.test
  while true do
    local e = matchfrom(m, i, k + 1)
    if e then return e end
    if i > #s or not known[byte(s, i)] then return nil end
    i = i + 1
  end
end

-- The index behind what the nodes from the k-th on match at i; nil if they do not.
function matchfrom(m, i, k)
  local s, nodes = m.s, m.nodes
  while true do
    local node = nodes[k]
    if not node then return i end
    if node.kind ~= "item" then return steps[node.kind](m, i, k, node) end
    local quantifier = node.quantifier
    if quantifier == "*" or quantifier == "+" then return longest(m, i, k, node) end
    if quantifier == "-" then return shortest(m, i, k, node) end
    local here = i <= #s and node.test[byte(s, i)]
    if quantifier == "?" then
      local e = here and matchfrom(m, i + 1, k + 1)
      if e then return e end
    elseif here then
      i = i + 1
    else
      return nil
    end
    k = k + 1
  end
end

local function newmatch(s, pattern)
  local nodes, anchored = parse(pattern)
  return { s = s, nodes = nodes, anchored = anchored, level = 0, from = {}, length = {} }
end

local function capture(m, level, i, e)
  if level > m.level then
    if level ~= 1 then error("invalid capture index", 0) end
    return sub(m.s, i, e - 1)
  end
  local from, length = m.from[level], m.length[level]
  if length == "position" then return from end
  if not length then error("unfinished capture", 0) end
  return sub(m.s, from, from + length - 1)
end

local function captures(m, i, e, level, count)
  if level > count then return end
  return capture(m, level, i, e), captures(m, i, e, level + 1, count)
end

-- Where the first match from `init` on begins, and the index behind it.
local function search(m, init)
  for i = init, m.anchored and init or #m.s + 1 do
    m.level = 0
    local e = matchfrom(m, i, 1)
    if e then return i, e end
  end
  return nil
end

-- Upper bound of the steps that the library's matcher takes: each quantifier that what follows can make try again is a
-- loop over the subject.
local function worstcase(s, pattern)
  local n, loops, choices = #s + 2, 1, 0
  if byte(pattern, 1) == 94 then loops = 0 end
  for at = 1, #pattern do
    local c = byte(pattern, at)
    if c == 42 or c == 43 or c == 45 then
      -- The last one, if it takes all it can get, is tried once.
      if c == 45 or find(pattern, "[^)]", at + 1) then loops = loops + 1 end
    elseif c == 63 then
      choices = choices + 1
    elseif c == 37 then
      local following = byte(pattern, at + 1)
      if following == 98 or (following and following >= 49 and following <= 57) then loops = loops + 1 end
    end
    if loops + choices > 40 then return MAX_STEPS * 2 end
  end
  return n ^ loops * 2 ^ choices * (find(pattern, "[*+?-]") and 1 or #pattern)
end

local function isshort(s, pattern)
  return worstcase(s, pattern) <= MAX_STEPS
end

local function text(value, n, name)
  local kind = type(value)
  if kind == "string" then return value end
  if kind == "number" then return tostring(value) end
  error(format("bad argument #%d to '%s' (string expected, got %s)", n, name, value == nil and "no value" or kind), 3)
end

local is54 = prelude.dialect == "lua54"

-- 5.4 finds nothing from behind the end on; the others begin at the end.
local function start(s, init)
  init = init and tonumber(init) or 1
  if init < 0 then init = #s + init + 1 end
  if init > #s + 1 and not is54 then return #s + 1 end
  return init < 1 and 1 or floor(init)
end

-- Plain text in long subjects: the library's own, a part at a time.
local function plainfind(s, wanted, init)
  if #s * #wanted <= MAX_STEPS then return find(s, wanted, init, true) end
  local first = sub(wanted, 1, 1)
  while true do
    local at = find(s, first, init, true)
    if not at or at + #wanted - 1 > #s then return nil end
    if sub(s, at, at + #wanted - 1) == wanted then return at, at + #wanted - 1 end
    init = at + 1
  end
end

function functions.find(s, pattern, init, plain)
  s, pattern = text(s, 1, "find"), text(pattern, 2, "find")
  if plain or not find(pattern, "[%^%$%*%+%?%.%(%)%[%]%%%-]") then return plainfind(s, pattern, start(s, init)) end
  if isshort(s, pattern) then return find(s, pattern, init) end
  local from = start(s, init)
  local m = newmatch(s, pattern)
  local i, e = search(m, from)
  if not i then return nil end
  return i, e - 1, captures(m, i, e, 1, m.level)
end

function functions.match(s, pattern, init)
  s, pattern = text(s, 1, "match"), text(pattern, 2, "match")
  if isshort(s, pattern) then return match(s, pattern, init) end
  local from = start(s, init)
  local m = newmatch(s, pattern)
  local i, e = search(m, from)
  if not i then return nil end
  return captures(m, i, e, 1, m.level == 0 and 1 or m.level)
end

-- 5.4 takes no empty match where the one before it ended.
local takesemptyafter = not is54

function functions.gmatch(s, pattern)
  s, pattern = text(s, 1, "gmatch"), text(pattern, 2, "gmatch")
  if isshort(s, pattern) then return gmatch(s, pattern) end
  local m = newmatch(s, pattern)
  local at, last = 1, nil
  m.anchored = false
  return function()
    while at <= #s + 1 do
      local i, e = search(m, at)
      if not i then
        at = #s + 2
        return nil
      end
      at = e > i and e or i + 1
      if takesemptyafter or e ~= last then
        last = e
        return captures(m, i, e, 1, m.level == 0 and 1 or m.level)
      end
    end
    return nil
  end
end

local function expand(m, replacement, i, e)
  return (gsub(replacement, "%%(.?)", function(c)
    if c == "0" then return sub(m.s, i, e - 1) end
    if find(c, "%d") then return tostring(capture(m, tonumber(c), i, e)) end
    if c == "%" or takesemptyafter then return c end
    error("invalid use of '%' in replacement string", 0)
  end))
end

local function replaced(m, replacement, i, e)
  local kind = type(replacement)
  local value
  if kind == "string" then
    value = expand(m, replacement, i, e)
  elseif kind == "table" then
    value = replacement[capture(m, 1, i, e)]
  else
    value = replacement(captures(m, i, e, 1, m.level == 0 and 1 or m.level))
  end
  if not value then return sub(m.s, i, e - 1) end
  if type(value) ~= "string" and type(value) ~= "number" then
    error("invalid replacement value (a " .. type(value) .. ")", 0)
  end
  return value
end

local function slowgsub(s, pattern, replacement, limit)
  local m = newmatch(s, pattern)
  local out, n, count, at, bytes, last = {}, 0, 0, 1, 0, nil
  local anchored = m.anchored
  m.anchored = true
  while count < limit do
    local i, e = search(m, at)
    if i and (takesemptyafter or e ~= last) then
      count = count + 1
      n = n + 1
      out[n] = replaced(m, replacement, i, e)
      bytes = bytes + #tostring(out[n])
      last = e
      if bytes > MAX_BYTES then error("gsub: more than " .. MAX_BYTES .. " bytes (expected: fewer)", 0) end
    end
    if i and e > at then
      at = e
    elseif at <= #s then
      n = n + 1
      out[n] = sub(s, at, at)
      at = at + 1
    else
      break
    end
    if anchored then break end
  end
  out[n + 1] = sub(s, at)
  return concat(out), count
end

function functions.gsub(s, pattern, replacement, limit)
  s, pattern = text(s, 1, "gsub"), text(pattern, 2, "gsub")
  local kind = type(replacement)
  if kind == "number" then
    replacement, kind = tostring(replacement), "string"
  elseif kind ~= "string" and kind ~= "table" and kind ~= "function" then
    error("bad argument #3 to 'gsub' (string/function/table expected)", 2)
  end
  local short = isshort(s, pattern) and (kind ~= "string" or (#s + 1) * #replacement <= MAX_BYTES)
  if not short then return slowgsub(s, pattern, replacement, limit and tonumber(limit) or #s + 1) end
  if kind == "table" then
    -- A function, so that the hook sees how long the result becomes.
    local values = replacement
    replacement = function(key) return values[key] end
  end
  return gsub(s, pattern, replacement, limit)
end
