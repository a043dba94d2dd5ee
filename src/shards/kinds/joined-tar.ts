import type { ByteRange, ShardFile } from '../file'
import { Limit } from '../../flow/limit'
import { isPicture, splitName } from '../tar/samples'
import { TarWalk } from '../tar/walk'
import type { PictureFile } from './picture-file'

/**
 * Pictures in the tar beside a Parquet shard, as img2dataset writes them, found by the row's key: the rows stand in the order in which
 * their downloads ended, and failed ones have no picture. The tar is opened and walked no further than the pictures asked for.
 */
export class JoinedTar implements PictureFile {
  private readonly ranges = new Map<string, ByteRange>()
  private readonly turn = new Limit(1)
  private walk: TarWalk | null = null
  private ended = false

  /** `keyOf` gives a row's key, null where it has none. */
  constructor(
    private readonly openTar: (signal?: AbortSignal) => Promise<ShardFile>,
    private readonly keyOf: (row: number, signal?: AbortSignal) => Promise<string | null>,
  ) {}

  holds(): boolean {
    return true
  }

  async read(row: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const stored = await this.keyOf(row, signal)
    const key = stored === null ? null : plainKey(stored)
    while (key !== null && !this.ranges.has(key) && !this.ended) await this.turn.run(() => this.step(key, signal), signal)
    const range = key === null ? undefined : this.ranges.get(key)
    return range && this.walk ? await this.walk.file.read(range, signal) : new Uint8Array(0)
  }

  /** One member further, unless another caller has found the key meanwhile. */
  private async step(key: string, signal?: AbortSignal): Promise<void> {
    if (this.ranges.has(key) || this.ended) return
    this.walk ??= new TarWalk(await this.openTar(signal), () => false)
    const member = await this.walk.next(signal)
    this.ended = member === null
    const parts = member && splitName(member.name)
    if (parts && isPicture(parts.part) && !this.ranges.has(plainKey(parts.key)))
      this.ranges.set(plainKey(parts.key), { start: member.start, end: member.end })
  }
}

/** Older versions store the key as a number and pad it in the tar alone. */
function plainKey(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1)
  return /^\d+$/.test(name) ? name.replace(/^0+(?=\d)/, '') : name
}
