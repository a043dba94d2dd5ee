import type { ShardRef } from '../dataset/dataset'
import { ProblemError, type Problem } from '../dataset/problem'
import { isUsable, recogniseRoles, type RoleMap } from '../dataset/roles'
import { openShard, type ShardFile } from '../shards/file'
import { readFooter, type Footer } from '../shards/footer'
import type { Meter } from '../shards/meter'
import { RowReader, type PageCache } from '../shards/rows'

/** A shard whose footer is read and whose columns have roles. */
export interface OpenedShard {
  /** Position in the dataset. */
  readonly index: number
  readonly ref: ShardRef
  readonly file: ShardFile
  readonly footer: Footer
  readonly roles: RoleMap
  readonly reader: RowReader
}

export interface OpenShardOptions {
  readonly meter: Meter
  readonly cache: PageCache
  readonly signal: AbortSignal
  readonly wholeFile: boolean
}

/** Opens a shard as far as its footer. Rejects with ProblemError. */
export async function openShardOfDataset(ref: ShardRef, index: number, { meter, cache, signal, wholeFile }: OpenShardOptions): Promise<OpenedShard> {
  const file = await openShard(ref, { meter, signal, wholeFile })
  const footer = await readFooter(file, signal)
  const roles = recogniseRoles(footer.columns)
  if (!isUsable(roles)) {
    const names = footer.columns.map((column) => column.path)
    const some = names.slice(0, 12).join(', ') + (names.length > 12 ? ` and ${names.length - 12} more` : '')
    throw new ProblemError({ code: 'no-columns', where: file.where, detail: some })
  }
  return { index, ref, file, footer, roles, reader: new RowReader(file, footer, cache) }
}

/** Any failure as a problem of this shard. */
export function problemOf(error: unknown, where: string): Problem {
  if (error instanceof ProblemError) return error.problem
  return { code: 'truncated', where, detail: error instanceof Error ? error.message : String(error) }
}
