import { closeSync, openSync, read, statSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import type { Span } from './ranges'

const readFrom = promisify(read)

/** Something with bytes to serve. */
export interface Content {
  readonly size: number
  readonly type: string
  readonly etag: string
  read(span: Span): Promise<Uint8Array>
  close(): void
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
}

export function typeOf(path: string): string {
  return TYPES[extname(path)] ?? 'application/octet-stream'
}

export function inMemory(bytes: Uint8Array, type: string): Content {
  return {
    size: bytes.length,
    type,
    etag: `"${bytes.length}-${bytes.at(-9) ?? 0}"`,
    read: ({ start, end }) => Promise.resolve(bytes.subarray(start, end)),
    close: () => undefined,
  }
}

/** A file on disk, read piece by piece: shards of a gigabyte are served without holding them. */
export function onDisk(path: string): Content {
  const { size, mtimeMs } = statSync(path)
  const file = openSync(path, 'r')
  return {
    size,
    type: typeOf(path),
    etag: `"${size}-${Math.round(mtimeMs)}"`,
    async read({ start, end }) {
      const buffer = new Uint8Array(end - start)
      const { bytesRead } = await readFrom(file, buffer, 0, buffer.length, start)
      return buffer.subarray(0, bytesRead)
    },
    close: () => closeSync(file),
  }
}

/** The file that a path names inside a folder; null when there is none, or it points outside. */
export function inFolder(folder: string, path: string): string | null {
  const inside = normalize(decodeURIComponent(path)).replace(/^[/\\]+/, '')
  if (inside.startsWith('..')) return null
  const file = join(folder, path.endsWith('/') ? join(inside, 'index.html') : inside)
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null
}
