import type { ShardRef } from '../dataset/dataset'
import { ProblemError, type Problem } from '../dataset/problem'
import { recogniseRoles, type LeafColumn, type RoleMap } from '../dataset/roles'
import type { RoleOverrides } from '../pair/role'
import { openShard, type ShardFile } from '../shards/file'
import { readFooter, type Footer } from '../shards/footer'
import type { Meter } from '../shards/meter'
import { RowReader, type PageCache } from '../shards/rows'

/** A shard whose footer is read and whose columns have roles, if any of them fits one. */
export interface OpenedShard {
  /** Position in the dataset. */
  readonly index: number
  readonly ref: ShardRef
  readonly file: ShardFile
  readonly footer: Footer
  readonly roles: RoleMap
  /** The caption by name, where another column was chosen for it: what it says of minors counts all the same. */
  readonly passedOver: LeafColumn | undefined
  readonly reader: RowReader
}

export interface OpenShardOptions {
  readonly meter: Meter
  readonly cache: PageCache
  readonly signal: AbortSignal
  readonly wholeFile: boolean
  readonly roles: RoleOverrides | null
}

/** Opens a shard as far as its footer. Rejects with ProblemError. */
export async function openShardOfDataset(ref: ShardRef, index: number, { meter, cache, signal, wholeFile, roles }: OpenShardOptions): Promise<OpenedShard> {
  const file = await openShard(ref, { meter, signal, wholeFile })
  const footer = await readFooter(file, signal)
  const chosen = recogniseRoles(footer.columns, roles)
  const { caption } = recogniseRoles(footer.columns)
  return { index, ref, file, footer, roles: chosen, passedOver: caption?.path === chosen.caption?.path ? undefined : caption, reader: new RowReader(file, footer, cache) }
}

/** That no pair can be made of a shard's rows, with the columns it has. */
export function noColumns({ file, footer }: OpenedShard): ProblemError {
  const names = footer.columns.map((column) => column.path)
  const some = names.slice(0, 12).join(', ') + (names.length > 12 ? ` and ${names.length - 12} more` : '')
  return new ProblemError({ code: 'no-columns', where: file.where, detail: some })
}

/** Any failure as a problem of this shard. */
export function problemOf(error: unknown, where: string): Problem {
  if (error instanceof ProblemError) return error.problem
  return { code: 'truncated', where, detail: error instanceof Error ? error.message : String(error) }
}
