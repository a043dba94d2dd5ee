import { isChange, ProblemError } from '../../dataset/problem'
import type { Pair, PairKey } from '../../pair/pair'
import { hasEnded } from '../../shards/kinds/growth'
import type { OpenedShard } from '../../shards/kinds/open'
import type { NarrowValues } from '../duckdb/table'
import type { PictureBytes, RowDetail } from '../engine'
import { isOfVersion, rowOf, shardOf } from './key'
import type { OpenShards } from './open-shards'
import { readPairs, readPicture, readRow } from './pairs'
import type { StatusBoard } from './status'

/** Reads the rows that a person looks at, and tells where their files turn out to have changed. */
export class RowLooks {
  constructor(
    private readonly shards: Pick<OpenShards, 'get' | 'any'>,
    private readonly board: Pick<StatusBoard, 'isReading' | 'changed'>,
    private readonly onChange: (opened: OpenedShard, error: unknown) => void,
    /** Aborted when the session closes. */
    private readonly closing: AbortSignal,
  ) {}

  /** Null for a row that is not there; `valuesOf` is asked once all rows are found that may be. */
  async pairs(
    keys: readonly PairKey[],
    valuesOf: () => Promise<ReadonlyMap<PairKey, NarrowValues>>,
    signal?: AbortSignal,
  ): Promise<readonly (Pair | null)[]> {
    await this.untilFound(keys, signal)
    const values = await valuesOf()
    return await readPairs(
      (index) => this.shards.get(index),
      keys,
      values,
      signal,
      (opened, error) => this.tell(opened, error),
    )
  }

  async picture(key: PairKey, signal?: AbortSignal): Promise<PictureBytes> {
    const opened = present(key, await this.shards.get(shardOf(key)))
    return await this.watched(opened, readPicture(opened, rowOf(key), signal))
  }

  async row(key: PairKey, signal?: AbortSignal): Promise<RowDetail> {
    const opened = present(key, await this.shards.any(shardOf(key)))
    return await this.watched(opened, readRow(opened, rowOf(key), signal))
  }

  /** Waits for rows that are yet to be found, as a link into a tar may name; not where nobody looks for them. */
  private async untilFound(keys: readonly PairKey[], signal?: AbortSignal): Promise<void> {
    const ends = signal ? AbortSignal.any([signal, this.closing]) : this.closing
    const last = new Map<number, number>()
    for (const key of keys) last.set(shardOf(key), Math.max(rowOf(key), last.get(shardOf(key)) ?? 0))
    for (const [index, row] of last) {
      const opened = await this.shards.get(index).catch(() => null)
      const mayCome = () => opened?.growth && !hasEnded(opened.growth) && row >= opened.footer.rows && this.board.isReading
      await this.board.changed.until(() => !mayCome(), ends)
    }
  }

  private async watched<T>(opened: OpenedShard, reading: Promise<T>): Promise<T> {
    return await reading.catch((error: unknown) => {
      this.tell(opened, error)
      throw error
    })
  }

  private tell(opened: OpenedShard, error: unknown): void {
    if (isChange(error)) this.onChange(opened, error)
  }
}

/** Throws where the pair is of a file that is not there any more. */
function present(key: PairKey, opened: OpenedShard): OpenedShard {
  if (!isOfVersion(key, opened.version)) throw new ProblemError({ code: 'changed', where: opened.file.where })
  return opened
}
