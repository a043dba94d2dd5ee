import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import type { Problem } from '../dataset/problem'
import { fetchFor } from '../dataset/reach'
import type { Fetch } from '../dataset/request'
import { openShard } from './file'
import { Meter } from './meter'
import { problemOf } from './testing'

/** Test helpers: hosts that do whatever a test tells them, over real connections, each a server of its own. Not part of the app. */

export const BYTES = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3)
export const PATIENCE = 120

interface Asked {
  readonly method: string
  readonly url: string
  readonly range: string | null
  readonly at: number
}

export type Answer = (request: IncomingMessage, response: ServerResponse, asked: number) => unknown

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

export async function host(answer: Answer) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    asked.push({ method, url, range: headers.range ?? null, at: performance.now() })
    answer(request, response, asked.length)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, origin, gets: () => asked.filter(({ method }) => method === 'GET') }
}

function spanOf(request: IncomingMessage, bytes: Uint8Array): { start: number; end: number } {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  return { start: Number(from ?? 0), end: to ? Math.min(bytes.length, Number(to) + 1) : bytes.length }
}

/** A good answer; `headers` in place of its own. */
export function good(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string> = {},
  bytes: Uint8Array = BYTES,
): ServerResponse {
  const { start, end } = spanOf(request, bytes)
  const ranged = request.method === 'GET' && request.headers.range !== undefined
  const range = ranged ? { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}` } : {}
  response.writeHead(ranged ? 206 : 200, { 'Content-Length': end - start, ...range, ...headers })
  return response.end(request.method === 'HEAD' ? undefined : bytes.subarray(start, end))
}

export const isHead = ({ method }: IncomingMessage) => method === 'HEAD'

export function open(url: string, options: { readonly retryDelay?: number; readonly fetch?: Fetch } = {}) {
  const ref = { kind: 'remote', name: 'a', url } as const
  const send = options.fetch ?? fetchFor(null, 'everything')
  return openShard(ref, { meter: new Meter(), retryDelay: options.retryDelay ?? 5, patience: PATIENCE, fetch: send })
}

export async function read(url: string, start = 0, end = 1000): Promise<Uint8Array> {
  return (await open(url)).read({ start, end })
}

export async function failure(url: string, start = 0, end = 100_000): Promise<Problem> {
  return problemOf(read(url, start, end))
}
