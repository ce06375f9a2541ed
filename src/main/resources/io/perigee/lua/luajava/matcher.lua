-- A matcher of patterns in Lua, for those that the library's own could take too long for: the hook can end it.

local prelude = ...

local byte, char, find, sub = string.byte, string.char, string.find, string.sub
local error, setmetatable, tonumber, type = error, setmetatable, tonumber, type

local MAX_CAPTURES = 32

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

-- What a pattern is made of, in order: { kind, … }, and whether it is anchored: never where `^` stands for itself.
local function parse(pattern, isplain)
  local nodes, at, open = {}, 1, 0
  local anchored = not isplain and sub(pattern, 1, 1) == "^"
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

local function newmatch(s, pattern, isplain)
  local nodes, anchored = parse(pattern, isplain)
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

prelude.matcher = { new = newmatch, search = search, capture = capture, captures = captures }
