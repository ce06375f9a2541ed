// Runs a Luau program with what it needs of Lune: `require` of files and of @lune/net, on real sockets.
//
//   npm ci && node run.mjs PROGRAM [ARG…]
//
// Luau itself, its compiler and its virtual machine, is the npm package luau-web.
import { existsSync, readFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { LuauState } from 'luau-web'

const [program, ...args] = process.argv.slice(2)
const prelude = fileURLToPath(new URL('prelude.luau', import.meta.url))
const streams = new Map()

// Bytes cross as hex: the bindings take strings for UTF-8.
function open(socket) {
  const id = streams.size + 1
  const stream = { socket, chunks: [], ended: false, wake: () => {} }
  streams.set(id, stream)
  socket.on('data', (chunk) => { stream.chunks.push(chunk); stream.wake() })
  socket.on('close', () => { stream.ended = true; stream.wake() })
  socket.on('error', () => {})
  return id
}

const host = {
  host_read_file: (file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
  host_resolve: (from, name) => path.resolve(path.dirname(from), name + '.luau'),
  host_connect: (hostName, port) => new Promise((resolve) => {
    const socket = net.connect(port, hostName)
    socket.once('connect', () => resolve(open(socket)))
    socket.once('error', (e) => resolve(e.message))
  }),
  host_read: async (id, size) => {
    const stream = streams.get(id)
    while (stream.chunks.length === 0 && !stream.ended) {
      await new Promise((resolve) => { stream.wake = resolve })
    }
    if (stream.chunks.length === 0) return ''
    const chunk = stream.chunks.shift()
    if (chunk.length > size) stream.chunks.unshift(chunk.subarray(size))
    return chunk.subarray(0, size).toString('hex')
  },
  host_write: (id, hex) => { streams.get(id).socket.write(Buffer.from(hex, 'hex')) },
  host_close: (id) => { streams.get(id).socket.destroy() },
  host_print: (line) => { process.stdout.write(line + '\n') },
  host_load: (source, name) => state.loadstring(source, name),
}

const state = await LuauState.createAsync(host)
const main = state.loadstring(readFileSync(prelude, 'utf8'), 'prelude', true)
try {
  await main(path.resolve(program), ...args)
} catch (e) {
  console.error(String(e?.message ?? e))
  process.exitCode = 1
}
for (const stream of streams.values()) stream.socket.destroy()
