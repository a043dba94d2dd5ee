import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inFolder, inMemory, onDisk, typeOf, type Content } from './content'
import type { Faults } from './faults'
import { pictureAt } from './pictures'
import { corsOf, fileReply, refusal, whole, type Asked, type Reply } from './reply'
import { Throttle } from './throttle'
import { write, type Wire } from './wire'

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

/** An HTTP server for tests and measures: shards with ranges and CORS, pictures, and whatever can go wrong with them. */
export class ShardServer {
  /** Every request since the last reset, in order of arrival. */
  readonly requests: Logged[] = []
  private readonly files = new Map<string, Content>()
  private readonly faults = new Map<string, Faults>()
  private readonly gets = new Map<string, number>()
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
    this.gets.set(path, 0)
  }

  /** Forgets requests and faults; files stay. */
  reset(): void {
    this.requests.length = 0
    this.faults.clear()
    this.gets.clear()
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
    if (faults.reset) {
      request.socket.resetAndDestroy()
      return
    }
    const asked: Asked = { method, url, range: log.range, earlier: this.gets.get(url.pathname) ?? 0 }
    if (method === 'GET') this.gets.set(url.pathname, asked.earlier + 1)
    await pause((this.options.delayMs ?? 0) + (faults.delayMs ?? 0))
    const { status, headers, body, span } = await this.replyTo(asked, faults)
    log.status = status
    const off = method === 'HEAD' ? (faults.headOff ?? 0) : (faults.lengthOff ?? 0)
    response.writeHead(status, {
      ...(body.size === 0 ? {} : { 'Content-Type': body.type }),
      ...this.options.headers,
      ...corsOf(faults, method),
      ...headers,
      'Content-Length': span.end - span.start + off,
      ...(faults.lengthOff === undefined ? {} : { Connection: 'close' }),
    })
    if (method === 'HEAD') response.end()
    else await write(response, body, span, this.wire(log, faults))
  }

  private async replyTo(asked: Asked, faults: Faults): Promise<Reply> {
    const refused = refusal(faults, asked)
    if (refused) return refused
    const picture = pictureAt(asked.url)
    if (picture) {
      await pause(picture.delayMs)
      return whole(picture.status, { 'Cache-Control': 'no-store' }, inMemory(picture.body, picture.type))
    }
    const content = this.contentAt(pathAt(asked, faults))
    return content ? fileReply(content, faults, asked) : whole(404, {}, inMemory(Buffer.from('not found'), 'text/plain'))
  }

  private wire(log: Logged, { cutBody, breaks, drip }: Faults): Wire {
    return {
      stop: cutBody ?? Infinity,
      breaks: breaks ?? 'close',
      drip: drip ?? null,
      pass: async (bytes) => {
        await this.throttle.pass(bytes)
        log.bytes += bytes
        this.options.onPiece?.(log, bytes)
      },
    }
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

/** Whose content is sent: its own, or that of the file which has taken its place. */
function pathAt({ url, earlier }: Asked, { becomes }: Faults): string {
  const other = becomes && (becomes.when === 'every-other' ? earlier % 2 === 1 : earlier >= becomes.when)
  return other ? becomes.path : url.pathname
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

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}
