-- The pattern functions of the string library for code from elsewhere. The library's own run where even their worst case
-- is short; else the matcher in Lua does the same, slower, and the hook can end it.

local prelude = ...

local byte, find, gmatch, gsub, match, sub = string.byte, string.find, string.gmatch, string.gsub, string.match, string.sub
local concat, floor, format = table.concat, math.floor, string.format
local error, tonumber, tostring, type = error, tonumber, tostring, type

local look, matcher = prelude.look, prelude.matcher
local newmatch, search, capture, captures = matcher.new, matcher.search, matcher.capture, matcher.captures

local MAX_STEPS = 2e8 -- of the library's matcher: a fraction of a second
local MAX_UNSEEN = 1e6 -- steps that need no look at the limits of their own
local MAX_ITERATED = 1e5 -- the same for an iterator, which little else runs between the calls of
local MAX_BYTES = prelude.maxstring

local functions = {}
prelude.patterns = functions

-- Upper bound of the steps that the library's matcher takes: each quantifier that what follows can make try again is a
-- loop over the subject, and a step looks at an item, which is as long as it is written.
local function worstcase(s, pattern, isplain)
  local n, loops, choices, least = #s + 2, 1, 0, 0
  if byte(pattern, 1) == 94 and not isplain then loops = 0 end
  for at = 1, #pattern do
    local c = byte(pattern, at)
    if c == 42 or c == 43 or c == 45 then
      -- The last one, if it takes all it can get, is tried once.
      least = 1
      if c == 45 or find(pattern, "[^)]", at + 1) then loops = loops + 1 end
    elseif c == 63 then
      choices = choices + 1
    elseif c == 37 then
      local following = byte(pattern, at + 1)
      if following == 98 or (following and following >= 49 and following <= 57) then loops = loops + 1 end
    end
    if loops + choices > 40 then return MAX_STEPS * 2 end
  end
  if loops < least then loops = least end
  return n ^ loops * 2 ^ choices * #pattern
end

-- Whether the library's own may run. However many steps it takes, they are one instruction to the hook.
local function isshort(s, pattern)
  local steps = worstcase(s, pattern)
  if steps > MAX_UNSEEN then look() end
  return steps <= MAX_STEPS
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
  local steps = #s * #wanted
  if steps > MAX_UNSEEN then look() end
  if steps <= MAX_STEPS then return find(s, wanted, init, true) end
  local first = sub(wanted, 1, 1)
  while true do
    look()
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

-- The library's own iterator, which looks at the limits at each step, and searches no more when it has found all.
local function bounded(iterator)
  local isover = false
  local function found(first, ...)
    look()
    isover = first == nil
    return first, ...
  end
  return function()
    if isover then return nil end
    return found(iterator())
  end
end

-- Here `^` is no anchor, and only 5.4 begins elsewhere than at the first byte.
function functions.gmatch(s, pattern, init)
  s, pattern = text(s, 1, "gmatch"), text(pattern, 2, "gmatch")
  local steps = worstcase(s, pattern, true)
  if steps <= MAX_ITERATED then return gmatch(s, pattern, init) end
  if steps <= MAX_STEPS then return bounded(gmatch(s, pattern, init)) end
  local m = newmatch(s, pattern, true)
  local at, last = is54 and start(s, init) or 1, nil
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
