-- Whether bytes are UTF-8: the shortest forms, no surrogates, nothing beyond 10ffff. Not every interpreter can tell.

local byte, find = string.byte, string.find

-- By first byte, the lowest and the highest second one, and the size of all; what is not here begins no character.
local FIRST = {}
for lead = 0xc2, 0xf4 do
  FIRST[lead] = { 0x80, 0xbf, size = lead < 0xe0 and 2 or lead < 0xf0 and 3 or 4 }
end
FIRST[0xe0][1], FIRST[0xed][2] = 0xa0, 0x9f -- the shortest form only; no surrogates
FIRST[0xf0][1], FIRST[0xf4][2] = 0x90, 0x8f -- nothing beyond 10ffff

local function continues(tail)
  return tail and tail >= 0x80 and tail <= 0xbf
end

local utf8 = {}

function utf8.valid(value)
  local pos = find(value, "[\128-\255]")
  while pos do
    local lead, second, third, fourth = byte(value, pos, pos + 3)
    local first = FIRST[lead]
    if not first or not second or second < first[1] or second > first[2] then return false end
    if first.size > 2 and not continues(third) or first.size > 3 and not continues(fourth) then return false end
    pos = find(value, "[\128-\255]", pos + first.size)
  end
  return true
end

return utf8
