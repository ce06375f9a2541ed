-- Numbers as big-endian bytes, exactly, on every interpreter: string.pack where it is there (5.3, 5.4), arithmetic
-- with frexp and ldexp where it is not (5.1, 5.2, LuaJIT).

local byte, char, floor, huge = string.byte, string.char, math.floor, math.huge

local numbers = {}

-- Whether a number is written as int32. Negative zero is not: its sign would be lost.
function numbers.isint32(value)
  return value >= -2147483648 and value <= 2147483647 and value % 1 == 0 and (value ~= 0 or 1 / value > 0)
end

-- Whether a double holds the number exactly. Only the 64-bit integers of 5.3 and later can fail this.
function numbers.isexact(value)
  if not math.type or math.type(value) == "float" then return true end
  return math.tointeger(value + 0.0) == value
end

-- The unsigned number in the two bytes at `pos`.
function numbers.readuint16(bytes, pos)
  local high, low = byte(bytes, pos, pos + 1)
  return high * 256 + low
end

-- The unsigned number in the four bytes at `pos`.
function numbers.readuint32(bytes, pos)
  local a, b, c, d = byte(bytes, pos, pos + 3)
  return ((a * 256 + b) * 256 + c) * 256 + d
end

function numbers.uint16(value)
  return char(floor(value / 256), value % 256)
end

function numbers.uint32(value)
  return char(floor(value / 16777216), floor(value / 65536) % 256, floor(value / 256) % 256, value % 256)
end

-- Whether a number is an integer to those that tell integers from others: of the 64-bit type where there is one, else
-- whole and no larger than 2^53, up to where a double holds every integer.
function numbers.isinteger(value)
  if math.type then return math.type(value) == "integer" end
  return value >= -9007199254740992 and value <= 9007199254740992 and value % 1 == 0 and (value ~= 0 or 1 / value > 0)
end

-- The number of a high and a low half of 32 bits; nil where a double does not hold it.
local function exactsum(high, low)
  local upper = high * 4294967296.0
  local value = upper + low
  return value - upper == low and value or nil
end

-- The unsigned number in the eight bytes at `pos`; nil where there is no number here that is equal to it.
function numbers.readuint64(bytes, pos)
  if byte(bytes, pos) < 128 then return numbers.readint64(bytes, pos) end
  return exactsum(numbers.readuint32(bytes, pos), numbers.readuint32(bytes, pos + 4))
end

-- The float32 in the four bytes at `pos`.
function numbers.readfloat(bytes, pos)
  local bits, sign = numbers.readuint32(bytes, pos), 1
  if bits >= 2147483648 then sign, bits = -1, bits - 2147483648 end
  local exponent, fraction = floor(bits / 8388608), bits % 8388608
  if exponent == 255 then return fraction == 0 and sign * huge or 0 / 0 end
  if exponent == 0 then return sign * (fraction * 2.0 ^ -149) end
  return sign * (fraction + 8388608) * 2.0 ^ (exponent - 150)
end

-- One pattern for every NaN: which one a machine's 0/0 makes differs from machine to machine.
local NAN = "\127\248\0\0\0\0\0\0"

if string.pack then
  local pack, unpack = string.pack, string.unpack

  function numbers.int32(value) return pack(">i4", value) end

  function numbers.readint32(bytes, pos) return (unpack(">i4", bytes, pos)) end

  function numbers.int64(value) return pack(">i8", value) end

  function numbers.readint64(bytes, pos) return (unpack(">i8", bytes, pos)) end

  function numbers.double(value) return value == value and pack(">d", value) or NAN end

  function numbers.readdouble(bytes, pos) return (unpack(">d", bytes, pos)) end

  return numbers
end

local frexp, ldexp = math.frexp, math.ldexp

function numbers.int32(value)
  return numbers.uint32(value < 0 and value + 4294967296 or value)
end

function numbers.readint32(bytes, pos)
  local value = numbers.readuint32(bytes, pos)
  return value < 2147483648 and value or value - 4294967296
end

-- Of a number that isinteger.
function numbers.int64(value)
  local high = floor(value / 4294967296)
  return numbers.int32(high) .. numbers.uint32(value - high * 4294967296)
end

-- Nil where there is no number here that is equal to it.
function numbers.readint64(bytes, pos)
  return exactsum(numbers.readint32(bytes, pos), numbers.readuint32(bytes, pos + 4))
end

--  sign 1 bit | exponent 11 bits, biased by 1023 | fraction 52 bits
function numbers.double(value)
  if value ~= value then return NAN end
  local sign = 0
  if value < 0 or (value == 0 and 1 / value < 0) then sign, value = 128, -value end

  local exponent, fraction = 0, 0
  if value == huge then
    exponent = 2047
  elseif value > 0 then
    local mantissa, power = frexp(value) -- value = mantissa * 2^power, mantissa in [0.5, 1)
    exponent = power + 1022
    if exponent > 0 then
      fraction = (mantissa * 2 - 1) * 4503599627370496
    else -- denormal: no implied one, the exponent stays at its least
      exponent, fraction = 0, ldexp(mantissa, power + 1074)
    end
  end

  local high = exponent % 16 * 1048576 + floor(fraction / 4294967296)
  return char(sign + floor(exponent / 16), floor(high / 65536), floor(high / 256) % 256, high % 256)
    .. numbers.uint32(fraction % 4294967296)
end

function numbers.readdouble(bytes, pos)
  local high, low = numbers.readuint32(bytes, pos), numbers.readuint32(bytes, pos + 4)
  local sign = 1
  if high >= 2147483648 then sign, high = -1, high - 2147483648 end
  local exponent = floor(high / 1048576)
  local fraction = high % 1048576 * 4294967296 + low
  if exponent == 2047 then return fraction == 0 and sign * huge or 0 / 0 end
  if exponent == 0 then return sign * ldexp(fraction, -1074) end
  return sign * ldexp(fraction + 4503599627370496, exponent - 1075)
end

return numbers
