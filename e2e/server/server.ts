import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inFolder, inMemory, onDisk, typeOf, type Content } from './content'
import { LOGIN_PAGE, type Faults } from './faults'
import { pictureAt } from './pictures'
import { parseRange, type Span } from './ranges'
import { Throttle } from './throttle'

/** One request as it was answered. */
export interface Logged {
  /** Epoch milliseconds of its arrival. */
  readonly at: number
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly range: string | null
  readonly referrer: string | null
  /** Its header, or, of a preflight, the headers that the page wants to send where this is one of them. */
  readonly authorization: string | null
  status: number
  /** Whoever asked closed the connection before the whole answer was there; absent otherwise. */
  left?: true
  /** Of the body, as handed to the socket. */
  bytes: number
}

export interface ServerOptions {
  readonly port?: number
  /** Before every answer. */
  readonly delayMs?: number
  /** Shared by all answers; 0 for no limit. */
  readonly bitsPerSecond?: number
  /** Serves the files of a folder too, for the built app. */
  readonly folder?: string
  /** Sent with every answer. */
  readonly headers?: Readonly<Record<string, string>>
  /** Told of every piece of a body as it leaves. */
  readonly onPiece?: (log: Logged, bytes: number) => void
}

/** Small enough that transfers share a throttled link evenly. */
const PIECE = 16 * 1024
const SIGNATURE = 'X-Signature=abc'

const CORS = { 'Access-Control-Allow-Origin': '*' }
const EXPOSED = { 'Access-Control-Expose-Headers': 'Content-Range, Content-Length, ETag, Accept-Ranges' }
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'Authorization, Range',
  'Access-Control-Max-Age': '600',
}

/** An HTTP server for tests and measures: shards with ranges and CORS, pictures, and whatever can go wrong with them. */
export class ShardServer {
  /** Every request since the last reset, in order of arrival. */
  readonly requests: Logged[] = []
  private readonly files = new Map<string, Content>()
  private readonly faults = new Map<string, Faults>()
  private readonly failuresLeft = new Map<string, number>()
  private readonly throttle: Throttle

  private constructor(
    private readonly server: Server,
    private readonly options: ServerOptions,
  ) {
    this.throttle = new Throttle((options.bitsPerSecond ?? 0) / 8)
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.answer(request, response).catch(() => response.destroy())
    })
  }

  static async start(options: ServerOptions = {}): Promise<ShardServer> {
    const http = createServer()
    const server = new ShardServer(http, options)
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject)
      http.listen(options.port ?? 0, '127.0.0.1', resolve)
    })
    return server
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Serves bytes, or a file on disk, at a path; what was there before is gone. */
  serve(path: string, content: Uint8Array | string, type = typeOf(path)): void {
    this.files.get(path)?.close()
    this.files.set(path, typeof content === 'string' ? onDisk(content) : inMemory(content, type))
  }

  /** Sets what is wrong with a path, in place of what was; the path may also be a picture's. */
  fault(path: string, faults: Faults): void {
    this.faults.set(path, faults)
    this.failuresLeft.set(path, faults.times ?? Infinity)
  }

  /** Forgets requests and faults; files stay. */
  reset(): void {
    this.requests.length = 0
    this.faults.clear()
    this.failuresLeft.clear()
  }

  /** Requests whose path matches. */
  logged(path: RegExp): readonly Logged[] {
    return this.requests.filter((request) => path.test(request.url))
  }

  bytesOf(path: RegExp): number {
    return this.logged(path).reduce((total, request) => total + request.bytes, 0)
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
    for (const file of this.files.values()) file.close()
    this.files.clear()
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin)
    const { method = 'GET' } = request
    const log: Logged = {
      at: epochMs(),
      method,
      url: url.pathname + url.search,
      range: request.headers.range ?? null,
      referrer: request.headers.referer ?? null,
      authorization: request.headers.authorization ?? headerAskedFor(request, 'authorization'),
      status: 0,
      bytes: 0,
    }
    this.requests.push(log)
    response.once('close', () => {
      if (!response.writableFinished) log.left = true
    })
    const faults = this.faults.get(url.pathname) ?? {}
    if (faults.hang) return
    await pause((this.options.delayMs ?? 0) + (faults.delayMs ?? 0))
    const headers: Record<string, string> = faults.noCors ? {} : { ...CORS, ...(faults.noExpose ? {} : EXPOSED) }
    const reply = (status: number, more: Readonly<Record<string, string>> = {}, body: Content = nothing): Promise<void> =>
      this.send(response, log, status, { ...headers, ...more }, body, { start: 0, end: body.size }, Infinity)

    if (method === 'OPTIONS') return reply(faults.noCors ? 403 : 204, faults.noCors ? {} : PREFLIGHT)
    if (method !== 'GET' && method !== 'HEAD') return reply(405)
    if (method === 'HEAD' && faults.noHead) return reply(405)
    if (this.fails(url.pathname, faults)) return reply(faults.status ?? 500, {}, inMemory(Buffer.from('no'), 'text/plain'))
    if (faults.html) return reply(200, {}, inMemory(Buffer.from(LOGIN_PAGE), 'text/html'))
    if (faults.signed && url.search !== `?${SIGNATURE}`) return reply(302, { Location: `${url.pathname}?${SIGNATURE}` })
    if (faults.signed === 'get-only' && method === 'HEAD') return reply(403)

    const picture = pictureAt(url)
    if (picture) {
      await pause(picture.delayMs)
      return reply(picture.status, { 'Cache-Control': 'no-store' }, inMemory(picture.body, picture.type))
    }
    const content = this.contentAt(url.pathname)
    if (!content) return reply(404, {}, inMemory(Buffer.from('not found'), 'text/plain'))
    return this.sendContent(response, log, headers, content, faults)
  }

  private async sendContent(
    response: ServerResponse,
    log: Logged,
    headers: Record<string, string>,
    content: Content,
    faults: Faults,
  ): Promise<void> {
    const size = Math.min(content.size, faults.cutFile ?? Infinity)
    const whole: Span = { start: 0, end: size }
    const stop = faults.cutBody ?? Infinity
    const span = faults.noRange ? null : parseRange(log.range ?? undefined, size)
    const more: Record<string, string> = { ...headers, ETag: content.etag, ...(faults.noRange ? {} : { 'Accept-Ranges': 'bytes' }) }
    if (span === 'unsatisfiable')
      return this.send(response, log, 416, { ...more, 'Content-Range': `bytes */${size}` }, nothing, { start: 0, end: 0 }, stop)
    if (span === null) return this.send(response, log, 200, more, content, whole, stop)
    return this.send(response, log, 206, { ...more, 'Content-Range': `bytes ${span.start}-${span.end - 1}/${size}` }, content, span, stop)
  }

  private async send(
    response: ServerResponse,
    log: Logged,
    status: number,
    headers: Readonly<Record<string, string>>,
    content: Content,
    span: Span,
    stop: number,
  ): Promise<void> {
    log.status = status
    response.writeHead(status, {
      ...(content === nothing ? {} : { 'Content-Type': content.type }),
      ...this.options.headers,
      ...headers,
      'Content-Length': span.end - span.start,
    })
    if (log.method === 'HEAD') {
      response.end()
      return
    }
    for (let at = span.start; at < span.end; at += PIECE) {
      if (response.destroyed) return
      if (at - span.start >= stop) {
        response.destroy()
        return
      }
      const bytes = await content.read({ start: at, end: Math.min(at + PIECE, span.end, span.start + stop) })
      await this.throttle.pass(bytes.length)
      log.bytes += bytes.length
      this.options.onPiece?.(log, bytes.length)
      if (!response.write(bytes)) await drained(response)
    }
    response.end()
  }

  private fails(path: string, faults: Faults): boolean {
    if (faults.status === undefined) return false
    const left = this.failuresLeft.get(path) ?? 0
    this.failuresLeft.set(path, left - 1)
    return left > 0
  }

  private contentAt(path: string): Content | null {
    const served = this.files.get(path)
    if (served || this.options.folder === undefined) return served ?? null
    const file = inFolder(this.options.folder, path)
    if (file === null) return null
    this.serve(path, file)
    return this.files.get(path) ?? null
  }
}

/** A header that a preflight asks leave for. */
function headerAskedFor(request: IncomingMessage, name: string): string | null {
  const asked = request.headers['access-control-request-headers'] ?? ''
  return asked.split(',').some((header) => header.trim().toLowerCase() === name) ? asked : null
}

/** The clock that a page's performance.timeOrigin + performance.now() also reads. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now()
}

const nothing: Content = inMemory(new Uint8Array(), 'text/plain')

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}

/** Until the socket takes more, or is gone. */
async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off('drain', go)
      response.off('close', go)
      resolve()
    }
    response.once('drain', go)
    response.once('close', go)
    if (response.destroyed) go()
  })
}
