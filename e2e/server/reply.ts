import { gzipSync } from 'node:zlib'
import { inMemory, type Content } from './content'
import { LOGIN_PAGE, type Faults } from './faults'
import { parseRange, type Span } from './ranges'

/** What is asked of a file, as far as the answer depends on it. */
export interface Asked {
  readonly method: string
  readonly url: URL
  readonly range: string | null
  /** GETs of its path before this one, since the faults were set. */
  readonly earlier: number
}

/** An answer as its headers and a part of something with bytes. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Content
  readonly span: Span
}

const SIGNATURE = 'X-Signature'
const BOUNDARY = 'part-of-a-file'

const CORS = { 'Access-Control-Allow-Origin': '*' }
const EXPOSED = { 'Access-Control-Expose-Headers': 'Content-Range, Content-Length, ETag, Accept-Ranges, Retry-After' }
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'Authorization, Range',
  'Access-Control-Max-Age': '600',
}

export const NOTHING: Content = inMemory(new Uint8Array(), 'text/plain')

/** Access-Control headers, as the faults of a route leave them. */
export function corsOf(faults: Faults, method: string): Readonly<Record<string, string>> {
  const withheld = faults.noCors === true || (faults.noCors === 'head' && method === 'HEAD')
  return withheld ? {} : { ...CORS, ...(faults.noExpose ? {} : EXPOSED) }
}

/** An answer of one body, all of it. */
export function whole(status: number, headers: Readonly<Record<string, string>> = {}, body: Content = NOTHING): Reply {
  return { status, headers, body, span: { start: 0, end: body.size } }
}

function said(status: number, text: string, headers: Readonly<Record<string, string>> = {}, type = 'text/plain'): Reply {
  return whole(status, headers, inMemory(Buffer.from(text), type))
}

/** What answers before anybody looks for the file; null where the file is to be sent. */
export function refusal(faults: Faults, { method, url, earlier }: Asked): Reply | null {
  if (method === 'OPTIONS') return faults.noCors === true ? whole(403) : whole(204, PREFLIGHT)
  if (method !== 'GET' && method !== 'HEAD') return whole(405)
  if (method === 'HEAD' && faults.noHead) return whole(405)
  if (faults.status !== undefined && earlier < (faults.times ?? Infinity))
    return said(faults.status, 'no', faults.retryAfter === undefined ? {} : { 'Retry-After': String(faults.retryAfter) })
  if (faults.html) return said(200, LOGIN_PAGE, {}, 'text/html')
  return redirection(faults, url, earlier) ?? (faults.signed === 'get-only' && method === 'HEAD' ? whole(403) : null)
}

function redirection(faults: Faults, url: URL, earlier: number): Reply | null {
  const to = (address: string): Reply => whole(302, { Location: address })
  if (faults.redirect !== undefined) return to(faults.redirect)
  const hop = Number(url.searchParams.get('hop') ?? 0)
  if (hop < (faults.hops ?? 0)) return to(`${url.pathname}?hop=${faults.hops === Infinity ? 0 : hop + 1}`)
  if (!faults.signed) return null
  const signature = url.searchParams.get(SIGNATURE)
  if (signature === null) return to(`${url.pathname}?${SIGNATURE}=${earlier}`)
  return earlier - Number(signature) > (faults.signedFor ?? Infinity) ? said(403, 'This link has run out.') : null
}

/** A part of a file, or all of it. */
export async function fileReply(file: Content, faults: Faults, asked: Asked): Promise<Reply> {
  const size = Math.min(file.size, faults.cutFile ?? Infinity)
  const body = faults.garbage ? noise(file) : file
  const headers = { ...validator(file, faults, asked), ...(faults.noRange ? {} : { 'Accept-Ranges': 'bytes' }) }
  const span = faults.noRange ? null : parseRange(asked.range ?? undefined, size)
  if (span !== null && faults.rangeStatus !== undefined) return whole(faults.rangeStatus, headers)
  if (span === 'unsatisfiable') return whole(416, { ...headers, 'Content-Range': `bytes */${size}` })
  if (span === null) return packed({ status: 200, headers, body, span: { start: 0, end: size } }, faults)
  return packed(await partReply(body, size, span, faults, headers), faults)
}

async function partReply(
  body: Content,
  size: number,
  span: Span,
  faults: Faults,
  headers: Readonly<Record<string, string>>,
): Promise<Reply> {
  const [first, last] = faults.rangeOff ?? [0, 0]
  const start = Math.min(size - 1, span.start + first)
  const sent: Span = { start, end: Math.max(start, Math.min(size, span.end + last)) }
  const told = faults.contentRange === 'wrong' ? { start: sent.start + 1, end: sent.end + 1 } : sent
  const range = `bytes ${told.start}-${told.end - 1}/${size}`
  if (faults.multipart) {
    const part = Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/octet-stream\r\nContent-Range: ${range}\r\n\r\n`)
    const text = Buffer.concat([part, await body.read(sent), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
    return whole(206, headers, inMemory(text, `multipart/byteranges; boundary=${BOUNDARY}`))
  }
  return {
    status: 206,
    headers: { ...headers, ...(faults.contentRange === 'absent' ? {} : { 'Content-Range': range }) },
    body,
    span: { start: sent.start, end: Math.max(sent.start, Math.min(size, sent.end + (faults.extraBytes ?? 0))) },
  }
}

async function packed(reply: Reply, { gzip }: Faults): Promise<Reply> {
  if (!gzip) return reply
  const bytes = gzipSync(await reply.body.read(reply.span))
  return whole(reply.status, { ...reply.headers, 'Content-Encoding': 'gzip' }, inMemory(bytes, reply.body.type))
}

function validator(file: Content, { validator: kind }: Faults, { earlier }: Asked): Readonly<Record<string, string>> {
  if (kind === 'none') return {}
  if (kind === 'date') return { 'Last-Modified': 'Tue, 24 Nov 2026 08:00:00 GMT' }
  return { ETag: kind === 'weak' ? `W/"server-${earlier}"` : file.etag }
}

/** Bytes that follow from their place alone, so that ranges of them fit together. */
function noise(file: Content): Content {
  const at = (place: number): number => Math.imul(place ^ (place >>> 7), 0x9e3779b1) >>> 24
  return {
    ...file,
    size: file.size,
    read: ({ start, end }) => Promise.resolve(Uint8Array.from({ length: end - start }, (_, i) => at(start + i))),
    close: () => undefined,
  }
}
