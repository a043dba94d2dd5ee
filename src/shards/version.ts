import type { ByteRange } from './ranges'

/** What an answer says of the version of its file, as far as another page may see it. */
export interface Version {
  /** Without the mark of a weak one, and without what servers add for a compressed answer. */
  readonly etag: string | null
  readonly modified: string | null
}

/** Bytes of a read that are kept as a witness, at most. */
const WITNESS_BYTES = 64 * 1024
/** How often a witness is read anew to meet the other version. */
const TRIES = 3

/** Bytes that came under the first version. */
interface Witness {
  readonly range: ByteRange
  readonly hash: number
}

/** Reads a range anew, whatever its version. */
export type Reread = (range: ByteRange) => Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly version: Version }>

/** Reads the validators of an answer (RFC 9110, 8.8). Last-Modified is always readable; ETag where the host exposes it. */
export function versionOf(response: Response): Version {
  const etag = /^\s*(?:W\/)?"([^"]{0,1000})"\s*$/.exec(response.headers.get('ETag') ?? '')?.[1]
  return {
    // Apache and its kin mark a compressed answer's tag, and a HEAD is offered compression where a range is not.
    etag: etag?.replace(/(?:[-;](?:gzip|br|zstd|deflate))+$/, '') ?? null,
    modified: response.headers.get('Last-Modified')?.trim().slice(0, 100) ?? null,
  }
}

/**
 * Whether two answers speak of different versions. Pure. Servers behind one name may tag the same file differently, by inode or by the
 * parts that a copy was made of; they then tell the same time of its last change. What only one of them tells is not compared.
 */
export function differ(a: Version, b: Version): boolean {
  const moved = a.modified !== null && b.modified !== null && a.modified !== b.modified
  if (a.etag === null || b.etag === null) return moved
  return a.etag !== b.etag && (moved || a.modified === null || b.modified === null)
}

/**
 * Compares the version of each answer for one file with the first. Another one alone proves nothing: hosts of several servers, and those
 * that make up a validator for each answer, tell many versions of one content. So what was read under the first is read anew, and bytes
 * decide. If-Range would have the host compare, but costs other pages a preflight for each range, and whole files where it differs.
 */
export class VersionWatch {
  private known: Version
  private first: Witness | null = null
  private last: Witness | null = null
  private varies = false
  private proof: Promise<string | null> | null = null

  constructor(first: Response) {
    this.known = versionOf(first)
  }

  /** Whether an answer may be of another file than the first. */
  isOther(response: Response): boolean {
    if (this.varies) return false
    const version = versionOf(response)
    // Nothing was read yet that it could be mixed with; a later answer may tell more.
    if (!this.first) this.known = version
    return differ(this.known, version)
  }

  /** Remembers what came for a range. */
  keep({ start }: ByteRange, bytes: Uint8Array): void {
    if (this.varies) return
    const part = bytes.subarray(0, WITNESS_BYTES)
    const witness = { range: { start, end: start + part.length }, hash: hashOf(part) }
    this.first ??= witness
    this.last = witness
  }

  /** What changed, as a sentence; null where the content is the same after all, after which versions are not compared any more. */
  prove(reread: Reread): Promise<string | null> {
    this.proof ??= this.compare(reread).finally(() => (this.proof = null))
    return this.proof
  }

  private async compare(reread: Reread): Promise<string | null> {
    for (const witness of [this.first, this.last]) if (witness && !(await this.holds(witness, reread))) return CHANGED
    this.varies = true
    return null
  }

  /** Whether another version gives the same bytes. */
  private async holds({ range, hash }: Witness, reread: Reread): Promise<boolean> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const { bytes, version } = await reread(range)
      if (hashOf(bytes) !== hash) return false
      if (differ(this.known, version)) return true
    }
    return false
  }
}

const CHANGED = 'The host gives another content than at first, under another ETag or date, though of the same size.'

/** FNV-1a of 32 bits. */
export function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
