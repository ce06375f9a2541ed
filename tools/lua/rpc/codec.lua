-- What the codecs have in common: how they tell errors, and what they check in the same way.

local codec = {}

-- Raises a string that begins with a stable code: "depth: 65 (expected: <= 64) at byte 192".
local function fail(code, what, expected, pos)
  local where = pos and " at byte " .. pos - 1 or ""
  error(("%s: %s (expected: %s)%s"):format(code, tostring(what), expected, where), 0)
end

codec.fail = fail

-- Appends a piece to what is being written, up to as many bytes as may be.
function codec.put(state, piece)
  local n, size = state.pieces + 1, state.size + #piece
  if size > state.maxsize then fail("size-limit", "> " .. state.maxsize, "<= " .. state.maxsize) end
  state.pieces, state.size, state[n] = n, size, piece
end

-- Passes if so many bytes are left from `pos` on.
function codec.need(bytes, pos, count)
  local rest = #bytes - pos + 1
  if rest < count then fail("truncated", rest .. " bytes left", count, pos) end
end

-- Passes if the key, which was read at `pos`, is one that a table can have.
function codec.checkkey(key, pos)
  if key == nil then fail("nil-key", "nil", "a key that is not nil", pos) end
  if key ~= key then fail("nan-key", "nan", "a key that equals itself", pos) end
end

return codec
