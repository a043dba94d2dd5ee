import { Inflate } from 'fflate'
import { ProblemError } from '../../dataset/problem'
import { openShard, type ShardFile } from '../../shards/file'
import type { HttpOptions } from '../../shards/http'
import { Limit } from '../../flow/limit'
import { fileId } from './file-id'
import { halvesOf, rangedMatrix } from './matrix'
import { bytesOf, NPY_HEAD, parseNpyHeader, type NpyHeader, type NotNpy } from './npy'
import type { VectorFile } from './vector-file'
import type { Side, VectorRef } from './vector-set'
import { dataStart, findDirectory, LOCAL_HEADER, MOST_DIRECTORY, parseDirectory, ZIP_TAIL, type NotZip, type ZipMember } from './zip'

export interface Expected {
  /** Numbers in a vector; null: whatever the first one has. */
  readonly width: number | null
  /** Null when not known. */
  readonly rows: number | null
}

type NpzRef = Extract<VectorRef, { kind: 'npz' }>

/** A packed member is read whole and held in memory, as a row group of a Parquet file is. */
const MOST_PACKED = 512 * 2 ** 20
/** Bytes that a byte of Deflate becomes at most. */
const MOST_DEFLATED = 1032
/** Arrays looked into for the right width. */
const MOST_OPENED = 16
/** Unpacked one at a time: several may be wanted at once, and each is held twice. */
const unpacking = new Limit(1)
/** A zip's comment may be this long. */
const LONGEST_TAIL = 65_557 + ZIP_TAIL

/**
 * Opens one matrix of an `.npz` archive, DataComp's of the name `b32_img` for one: of those whose name speaks of the wanted side the one
 * whose vectors are as wide as expected. Rejects with ProblemError.
 */
export async function openNpz(ref: NpzRef, { width, rows }: Expected, io: HttpOptions): Promise<VectorFile> {
  const file = await openShard(ref.ref, io)
  const fail = (detail: string) => new ProblemError({ code: 'vectors', where: file.where, detail: `${ref.ref.name} ${detail}.` })
  const members = await directoryOf(file)
  if ('refusal' in members) throw fail(members.refusal)
  const named = members.filter(({ name }) => isOf(ref.side, name))
  // Sizes tell widths, so that mostly the first that is opened is the right one.
  const mayFit = ({ size }: ZipMember) =>
    rows !== null && width !== null && [2, 4].some((bytes) => size > rows * width * bytes && size <= rows * width * bytes + NPY_HEAD)
  let matrix: Matrix | NotNpy = { refusal: `holds no ${ref.side} embeddings by their names: ${someOf(members)}` }
  for (const member of [...named].sort((a, b) => Number(mayFit(b)) - Number(mayFit(a))).slice(0, MOST_OPENED)) {
    const opened = await openMember(file, member)
    if ('header' in opened || !('header' in matrix)) matrix = opened
    if ('header' in matrix && (width === null || matrix.header.width === width)) break
  }
  if ('refusal' in matrix) throw fail(matrix.refusal)
  return {
    ref,
    id: await fileId(ref, file.byteLength, `${matrix.member.name} ${matrix.member.crc}`),
    ...(matrix.member.method === 'stored' ? stored(file, matrix) : deflated(file, matrix, fail)),
  }
}

/** `b32_img`, `image_embeddings` and `txt_emb`: text where both are spoken of. */
function isOf(side: Side, name: string): boolean {
  const isText = /te?xt|caption/i.test(name)
  return side === 'text' ? isText : !isText && /im(?:a?ge?)|pic|photo/i.test(name)
}

function someOf(members: readonly ZipMember[]): string {
  const names = members.slice(0, 8).map(({ name }) => name.replace(/\.npy$/, ''))
  return names.length === 0 ? 'it is empty' : `it holds ${names.join(', ')}${members.length > names.length ? ' and others' : ''}`
}

async function directoryOf(file: ShardFile): Promise<readonly ZipMember[] | NotZip> {
  const tailFrom = (bytes: number) => Math.max(0, file.byteLength - bytes)
  let start = tailFrom(ZIP_TAIL)
  let tail = await file.read({ start, end: file.byteLength })
  let directory = findDirectory(tail, start)
  if ('refusal' in directory && start > 0) {
    start = tailFrom(LONGEST_TAIL)
    tail = await file.read({ start, end: file.byteLength })
    directory = findDirectory(tail, start)
  }
  if ('refusal' in directory) return directory
  const { start: from, end, members } = directory
  const bytes =
    from >= start ? tail.subarray(from - start, end - start) : await file.read({ start: from, end: Math.min(end, from + MOST_DIRECTORY) })
  return parseDirectory(bytes, members)
}

interface Matrix {
  readonly member: ZipMember
  readonly header: NpyHeader
  /** Byte of the archive at which the member begins. */
  readonly start: number
}

/** Reads a member's headers: the zip's own and numpy's. */
async function openMember(file: ShardFile, member: ZipMember): Promise<Matrix | NotNpy> {
  const { name, method, header: at, packed, size } = member
  const refuse = (refusal: string): NotNpy => ({ refusal: `has an array ${name.replace(/\.npy$/, '')} that ${refusal}` })
  if (method === 'unknown') return refuse('is packed in a way that is not known, or encrypted')
  if (method === 'deflated' && Math.max(packed, size) > MOST_PACKED)
    return refuse('is packed and over 512 MB: save the archive without compression')
  if (method === 'stored' ? size !== packed : size > packed * MOST_DEFLATED) return refuse('is of another size than the directory says')
  const read = (start: number, bytes: number) => file.read({ start, end: Math.min(start + bytes, file.byteLength) })
  // Names and extra fields are mostly short.
  const head = at < file.byteLength ? await read(at, LOCAL_HEADER + 1024 + NPY_HEAD) : new Uint8Array(0)
  const offset = dataStart(head)
  const start = at + (offset ?? 0)
  if (offset === null || start + packed > file.byteLength) return refuse('is not where the directory says')
  const begin = (offset + Math.min(packed, NPY_HEAD) > head.length ? await read(start, NPY_HEAD) : head.subarray(offset)).subarray(
    0,
    packed,
  )
  const header = parseNpyHeader(method === 'stored' ? begin : inflatedPrefix(begin))
  if ('refusal' in header) return refuse(header.refusal)
  const needed = header.start + header.rows * header.width * bytesOf(header.type)
  return size < needed ? refuse('is cut off') : { member, header, start }
}

function stored(file: ShardFile, { header, start }: Matrix) {
  const first = start + header.start
  return rangedMatrix(header, (from, to, signal) => file.read({ start: first + from, end: first + to }, signal))
}

/** One block: no part of it can be read alone. */
function deflated(
  file: ShardFile,
  { member, header, start }: Matrix,
  fail: (detail: string) => ProblemError,
): ReturnType<typeof rangedMatrix> {
  const { rows, width, type } = header
  const readAll = (signal?: AbortSignal) => unpacking.run(() => unpack(signal), signal)
  const unpack = async (signal?: AbortSignal): Promise<Uint16Array<ArrayBuffer>> => {
    const packed = await file.read({ start, end: start + member.packed }, signal)
    const bytes = await inflated(packed, member.size).catch(() => null)
    signal?.throwIfAborted()
    if (!bytes) throw fail('does not unpack')
    return halvesOf(bytes.slice(header.start, header.start + rows * width * bytesOf(type)), type)
  }
  return {
    rows,
    width,
    blocks: rows === 0 ? [] : [{ index: 0, firstRow: 0, rows, bytes: member.packed, requests: 1 }],
    read: (_, signal) => readAll(signal),
    readRow: async (row, signal) => (await readAll(signal)).slice(row * width, (row + 1) * width),
  }
}

/** As much as the beginning of packed bytes says. */
function inflatedPrefix(packed: Uint8Array): Uint8Array {
  let unpacked = new Uint8Array(0)
  try {
    new Inflate((part) => (unpacked = part)).push(packed)
  } catch {
    // Damaged from its first bytes on: nothing is judged in its place.
  }
  return unpacked
}

/** Exactly `size` bytes. Rejects where there are more or fewer. */
async function inflated(packed: Uint8Array<ArrayBuffer>, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size)
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  for (let at = 0; ;) {
    const { done, value } = await reader.read()
    if (done) {
      if (at < size) throw new RangeError('too short')
      return bytes
    }
    if (at + value.length > size) {
      void reader.cancel().catch(() => undefined)
      throw new RangeError('too long')
    }
    bytes.set(value, at)
    at += value.length
  }
}
