import { fileTypeOf, TELLING_BYTES } from '../dataset/file-type'
import { ProblemError } from '../dataset/problem'
import { bytesOf, discard } from '../dataset/request'
import type { ShardRef } from '../dataset/shard-ref'
import { formatBytes } from '../pair/format'
import { Http, type HttpOptions } from './http'
import type { ByteRange } from './ranges'
import { versionOf, VersionWatch, type Reread } from './version'

export type { ByteRange } from './ranges'

/** Random access to the bytes of one shard. */
export interface ShardFile {
  readonly byteLength: number
  /** Name or URL, for problems. */
  readonly where: string
  /** As the host said it, '' when unknown. Hosts lie: a hint only. */
  readonly contentType: string
  /** Bytes [start, end), in a buffer of their own. Rejects with ProblemError, or with the signal's reason. */
  read(range: ByteRange, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
}

export interface OpenOptions extends HttpOptions {
  /** Ends the opening only; each read takes its own. */
  readonly signal?: AbortSignal
  /** Agrees to download a file whose host has no Range support. */
  readonly wholeFile?: boolean
}

/** Finds a shard's size; reads none of its bytes unless `wholeFile` has to. */
export async function openShard(ref: ShardRef, options: OpenOptions): Promise<ShardFile> {
  if (ref.kind === 'local') return new BlobShard(ref.name, ref.file)
  const http = new Http(ref.url, options)
  return (await byHead(http, options)) ?? (await byRange(http, options))
}

async function byHead(http: Http, { signal, wholeFile }: OpenOptions): Promise<ShardFile | null> {
  // Only a ranged GET can tell that the whole file is needed.
  if (wholeFile || http.host.mistrusted.has(http.url)) return null
  const response = await http.head(signal)
  const byteLength = lengthOf(response)
  return response && byteLength ? new RemoteShard(http, byteLength, response) : null
}

/** For hosts without HEAD, and links signed for GET alone. */
async function byRange(http: Http, { signal, wholeFile }: OpenOptions): Promise<ShardFile> {
  const first = await http.get(
    'bytes=0-0',
    async (response) => {
      if (response.status === 200) {
        if (!wholeFile) throw await noRange(http, response)
        return new MemoryShard(http.url, typeOf(response), await http.body(response, null, signal))
      }
      discard(response)
      const byteLength = response.status === 416 ? 0 : totalOf(response)
      return byteLength === null ? null : new RemoteShard(http, byteLength, response)
    },
    signal,
  )
  // Without Access-Control-Expose-Headers, Content-Range is hidden, but Content-Length never is.
  return first ?? (await http.get('bytes=0-', (response) => byOpenRange(http, response), signal))
}

function byOpenRange(http: Http, response: Response): Promise<ShardFile> {
  discard(response)
  const byteLength = lengthOf(response)
  if (byteLength === null) throw http.problem('no-range')
  return Promise.resolve(new RemoteShard(http, byteLength, response))
}

/** Found by the headers of an answer, while it holds its slot of the host: looked into after that. */
class OtherVersion extends Error {}

class RemoteShard implements ShardFile {
  readonly byteLength: number
  readonly contentType: string
  readonly where: string
  private readonly http: Http
  private readonly version: VersionWatch

  /** `first`: the answer that told the size. */
  constructor(http: Http, byteLength: number, first: Response) {
    this.http = http
    this.byteLength = byteLength
    this.contentType = typeOf(first)
    this.where = http.url
    this.version = new VersionWatch(first)
  }

  async read(range: ByteRange, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    if (lengthWithin(range, this) === 0) return new Uint8Array(0)
    for (;;)
      try {
        const { bytes } = await this.readOnce(range, true, signal)
        this.version.keep(range, bytes)
        return bytes
      } catch (error) {
        if (!(error instanceof OtherVersion)) throw error
        const change = await this.version.prove((witness) => this.readOnce(witness, false, signal))
        if (change !== null) throw this.http.problem('changed', change)
      }
  }

  /** `watched`: rejects with {@link OtherVersion} where the answer may be of another file. */
  private readOnce(range: ByteRange, watched: boolean, signal?: AbortSignal): ReturnType<Reread> {
    const length = range.end - range.start
    return this.http.get(
      `bytes=${range.start}-${range.end - 1}`,
      async (response) => {
        await this.check(response, range)
        if (watched && this.version.isOther(response)) {
          discard(response)
          throw new OtherVersion()
        }
        const bytes = await this.http.body(response, length, signal)
        if (bytes.length < length) throw this.http.problem('truncated', `${bytes.length} of ${length} bytes came`)
        return { bytes, version: versionOf(response) }
      },
      signal,
    )
  }

  private async check(response: Response, range: ByteRange): Promise<void> {
    if (response.status === 416) {
      discard(response)
      throw this.http.problem('changed', `Its size was ${formatBytes(this.byteLength)} at first, and it is shorter now.`)
    }
    const length = range.end - range.start
    // A host may answer 200 when the range is the whole file.
    if (response.status === 200 && !(length === this.byteLength && lengthOf(response) === length)) throw await noRange(this.http, response)
    const total = totalOf(response)
    if (total !== null && total !== this.byteLength) {
      discard(response)
      // A HEAD may have told the size of another form of the file, a compressed one: it is not believed again.
      this.http.host.mistrusted.add(this.http.url)
      throw this.http.problem(
        'changed',
        `Its size was ${formatBytes(this.byteLength)} at first, and the host says ${formatBytes(total)} now.`,
      )
    }
    if (typeOf(response).startsWith('multipart/')) {
      discard(response)
      throw this.http.problem('wrong-answer', 'One range was asked for, and it came wrapped as one of several.')
    }
    const start = startOf(response)
    if (start !== null && start !== range.start) {
      discard(response)
      throw this.http.problem('wrong-answer', `Bytes from ${range.start} on were asked for, and those from ${start} on came.`)
    }
  }
}

/** A file of the person's own, or one made by us that is too large for memory. */
export class BlobShard implements ShardFile {
  readonly where: string
  readonly byteLength: number
  readonly contentType: string
  private readonly blob: Blob

  constructor(name: string, blob: Blob) {
    this.where = name
    this.blob = blob
    this.byteLength = blob.size
    this.contentType = blob.type
  }

  async read(range: ByteRange, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    signal?.throwIfAborted()
    lengthWithin(range, this)
    let bytes: ArrayBuffer
    try {
      bytes = await this.blob.slice(range.start, range.end).arrayBuffer()
    } catch {
      // NotReadableError: the file on disk was written or removed since it was dropped.
      throw new ProblemError({ code: 'changed', where: this.where })
    }
    signal?.throwIfAborted()
    return new Uint8Array(bytes)
  }
}

/** A shard held whole, from a host without Range support. */
export class MemoryShard implements ShardFile {
  readonly where: string
  readonly contentType: string
  readonly byteLength: number
  private readonly bytes: Uint8Array

  constructor(where: string, contentType: string, bytes: Uint8Array) {
    this.where = where
    this.contentType = contentType
    this.bytes = bytes
    this.byteLength = bytes.length
  }

  read(range: ByteRange, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve) => {
      signal?.throwIfAborted()
      lengthWithin(range, this)
      resolve(new Uint8Array(this.bytes.slice(range.start, range.end)))
    })
  }
}

/** A page of markup often comes where a file was, from hosts that ignore Range for it. */
async function noRange(http: Http, response: Response): Promise<ProblemError> {
  if (/html|xml/.test(typeOf(response))) {
    const type = fileTypeOf(await http.body(response, TELLING_BYTES), http.url)
    if (type === 'page') return http.problem('other-kind', type)
  }
  discard(response)
  const length = lengthOf(response)
  return http.problem('no-range', length === null ? undefined : formatBytes(length))
}

function lengthWithin(range: ByteRange, file: ShardFile): number {
  if (!(range.start >= 0 && range.start <= range.end && range.end <= file.byteLength)) {
    throw new ProblemError({ code: 'truncated', where: file.where, detail: `bytes ${range.start} to ${range.end} of ${file.byteLength}` })
  }
  return range.end - range.start
}

function lengthOf(response: Response | null): number | null {
  return bytesOf(response?.headers.get('Content-Length'))
}

function totalOf(response: Response): number | null {
  return bytesOf(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1])
}

/** Where the part begins that came. */
function startOf(response: Response): number | null {
  return bytesOf(/^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1])
}

function typeOf(response: Response): string {
  return response.headers.get('Content-Type') ?? ''
}
