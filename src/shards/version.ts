import type { Host } from './host'

/** What an answer says of the version of its file, as far as another page may see it. */
export interface Version {
  /** Without the mark of a weak one, and without what servers add for a compressed answer. */
  readonly etag: string | null
  readonly modified: string | null
  /** The origin that answered in the end. */
  readonly origin: string
}

/** A Last-Modified as young as this, in milliseconds, may be the moment of the answer, or of the first of several changes. */
const YOUNG = 60_000

/** Reads the validators of an answer (RFC 9110, 8.8). Last-Modified is always readable; ETag where the host exposes it. */
export function versionOf(response: Response, url: string): Version {
  const etag = /^\s*(?:W\/)?"([^"]{0,1000})"\s*$/.exec(response.headers.get('ETag') ?? '')?.[1]
  return {
    // Apache and its kin mark a compressed answer's tag, and a HEAD is offered compression where a range is not.
    etag: etag?.replace(/(?:[-;](?:gzip|br|zstd|deflate))+$/, '') ?? null,
    modified: response.headers.get('Last-Modified')?.trim().slice(0, 100) ?? null,
    origin: originOf(response.url) ?? originOf(url) ?? '',
  }
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null
}

/**
 * Whether two versions are another. Pure. Servers behind one name may tag the same file differently (by inode, or by the parts that a copy
 * was made of), but then tell the same time of its last change; where both differ, they differ.
 */
export function differ(a: Version, b: Version): boolean {
  if (a.origin !== b.origin) return false
  if (a.etag !== null && b.etag !== null) return a.etag !== b.etag && !(a.modified !== null && a.modified === b.modified)
  return a.modified !== null && b.modified !== null && a.modified !== b.modified
}

/**
 * Compares the version of each answer for one file with the first. The first is believed once a second answer agrees: hosts that make up a
 * validator for each answer never get so far. Where a file “changes” back to a version it had before, its host answers from several servers
 * whose validators differ, and is not asked about versions any more.
 */
export class VersionWatch {
  private known: Version | null = null
  private believed = false

  constructor(
    private readonly url: string,
    private readonly host: Host,
  ) {}

  /** What changed, as a sentence; null where nothing did. */
  see(response: Response, now = Date.now()): string | null {
    if (this.host.versionsVary) return null
    const version = versionOf(response, this.url)
    const { known } = this
    if (known && !differ(known, version)) {
      // From elsewhere nothing can be told, and what tells nothing confirms nothing.
      this.believed ||= known.origin === version.origin
      return null
    }
    if (!known || !this.believed) {
      this.known = withoutYoung(version, now)
      return null
    }
    return this.hasBeenSo(version) ? null : sentence(known, version)
  }

  private hasBeenSo(version: Version): boolean {
    const former = this.host.formerVersions.get(this.url) ?? []
    if (former.some((old) => old.origin === version.origin && !differ(old, version))) {
      this.host.versionsVary = true
      return true
    }
    if (this.known) this.host.formerVersions.set(this.url, [...former, this.known].slice(-10))
    return false
  }
}

function withoutYoung(version: Version, now: number): Version {
  const since = now - Date.parse(version.modified ?? '')
  // A date that cannot be read is compared as text.
  return Math.abs(since) < YOUNG ? { ...version, modified: null } : version
}

function sentence(before: Version, after: Version): string {
  return before.modified !== null && after.modified !== null && before.modified !== after.modified
    ? `The host says that it was last changed at another time than at first (${before.modified}, then ${after.modified}).`
    : 'The host says that it is another version than at first: its ETag is not the same any more.'
}
