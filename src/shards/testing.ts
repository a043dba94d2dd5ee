import { parquetWriteBuffer } from 'hyparquet-writer'
import { ProblemError, type Problem } from '../dataset/problem'
import { MemoryShard, type ShardFile } from './file'
import type { HttpOptions } from './http'
import { Meter } from './meter'
import type { ByteRange } from './ranges'

/** Test helpers: hosts, files and shards in memory. Not part of the app. */

type WriteOptions = Parameters<typeof parquetWriteBuffer>[0]

export function parquet(options: WriteOptions): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parquetWriteBuffer(options))
}

/** A file that remembers what was read of it. */
export class SpyFile extends MemoryShard {
  readonly reads: ByteRange[] = []
  aborted = 0
  /** Milliseconds until a read is answered. */
  delay = 1

  constructor(bytes: Uint8Array) {
    super('spy.parquet', '', bytes)
  }

  get bytesRead(): number {
    return this.reads.reduce((sum, range) => sum + range.end - range.start, 0)
  }

  override async read(range: ByteRange, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    this.reads.push(range)
    signal?.addEventListener('abort', () => this.aborted++, { once: true })
    await new Promise((resolve) => setTimeout(resolve, this.delay))
    return super.read(range, signal)
  }
}

export function fileOf(bytes: Uint8Array): ShardFile {
  return new MemoryShard('memory.parquet', '', bytes)
}

/** Reads by the `fetch` there is, which tests replace. */
export function ioOf(meter = new Meter()): HttpOptions {
  return { meter, fetch: (url, init) => globalThis.fetch(url, init) }
}

/** What a promise rejects with. Throws where that is no ProblemError, or nothing. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error: unknown = await promise.then(
    () => new Error('no problem'),
    (reason: unknown) => reason,
  )
  if (error instanceof ProblemError) return error.problem
  throw error
}

export interface Request {
  readonly method: string
  readonly range: string | null
  readonly mode: string | undefined
}

export interface HostRules {
  readonly bytes?: Uint8Array
  readonly contentType?: string
  /** Status of a HEAD instead of 200, or 'silent' for one without Content-Length. */
  readonly head?: number | 'silent'
  /** Without Range support every GET answers 200 with everything. */
  readonly noRange?: boolean
  /** As without Access-Control-Expose-Headers. */
  readonly hideContentRange?: boolean
  /** Neither length header readable, as with chunked transfer. */
  readonly hideLength?: boolean
  /** Statuses of the first GETs, before it answers properly; null: that one is answered. */
  readonly failures?: readonly (number | 'network' | null)[]
  /** Answers without letting the page read it. */
  readonly noCors?: boolean
  readonly unreachable?: boolean
  /** Size told in Content-Range, when it is not the truth. */
  readonly total?: number
  /** Cuts bodies of GETs to this many bytes. */
  readonly cutBody?: number
}

/** A host in memory, and the requests it saw. */
export function fakeHost(rules: HostRules): { readonly fetch: typeof fetch; readonly requests: Request[] } {
  const requests: Request[] = []
  const failures = [...(rules.failures ?? [])]
  const fetch = (_: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const range = new Headers(init.headers).get('Range')
    const method = init.method ?? 'GET'
    requests.push({ method, range, mode: init.mode })
    if (init.signal?.aborted) return Promise.reject(init.signal.reason as Error)
    if (rules.unreachable || (rules.noCors && init.mode !== 'no-cors')) return Promise.reject(new TypeError('Failed to fetch'))
    if (rules.noCors) return Promise.resolve(new Response())
    if (method === 'HEAD') return Promise.resolve(headAnswer(rules))
    const failure = failures.shift()
    if (failure === 'network') return Promise.reject(new TypeError('Failed to fetch'))
    if (failure != null) return Promise.resolve(new Response('no', { status: failure }))
    return Promise.resolve(getAnswer(rules, range))
  }
  return { fetch, requests }
}

function headAnswer({ bytes = new Uint8Array(0), head, contentType = 'application/octet-stream' }: HostRules): Response {
  if (typeof head === 'number') return new Response(null, { status: head })
  const length: Record<string, string> = head === 'silent' ? {} : { 'Content-Length': `${bytes.length}` }
  return new Response(null, { headers: { 'Content-Type': contentType, ...length } })
}

function getAnswer(rules: HostRules, range: string | null): Response {
  const { bytes = new Uint8Array(0), contentType = 'application/octet-stream' } = rules
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
  const ranged = from !== undefined && !rules.noRange
  if (ranged && Number(from) >= bytes.length) return new Response(null, { status: 416 })
  const start = ranged ? Number(from) : 0
  const end = ranged && to ? Math.min(bytes.length, Number(to) + 1) : bytes.length
  const headers = new Headers({ 'Content-Type': contentType })
  if (!rules.hideLength) headers.set('Content-Length', `${end - start}`)
  if (ranged && !rules.hideContentRange) headers.set('Content-Range', `bytes ${start}-${end - 1}/${rules.total ?? bytes.length}`)
  const body = bytes.slice(start, Math.min(end, start + (rules.cutBody ?? Infinity)))
  return new Response(body, { status: ranged ? 206 : 200, headers })
}

/** A table of plain values by column, as a decoder should give it back: null for missing. */
export type Table = ReadonlyMap<string, readonly unknown[]>

/** Bytes as text, so that values compare and print. */
export function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(comparable)
  if (value === undefined) return null
  return value
}
