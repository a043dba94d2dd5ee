import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import type { ShardRef } from '../../dataset/dataset'
import { ProblemError, type Problem } from '../../dataset/problem'
import { recogniseRoles, type LeafColumn, type RoleMap } from '../../dataset/roles'
import type { RoleOverrides } from '../../pair/role'
import { isTar, textTableOf } from '../../dataset/shard-kind'
import { MemoryShard, openShard, type ShardFile } from '../file'
import { readFooter, type Footer } from '../footer'
import type { HttpOptions } from '../http'
import type { Meter } from '../meter'
import { RowReader, type PageCache } from '../rows'
import type { Growth } from './growth'
import { JoinedTar } from './joined-tar'
import type { PictureFile } from './picture-file'
import { TarShard } from './tar-shard'
import { TextShard } from './text-shard'

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
  /** Counts what is fetched of it. */
  readonly meter: Meter
  /** Null where pictures are in a column, or only at their addresses. */
  readonly pictures: PictureFile | null
  /** Null when the footer holds every row. */
  readonly growth: Growth | null
  /** Reading it takes requests: it is neither on the person's disk nor in memory. */
  readonly remote: boolean
}

export interface OpenShardOptions extends HttpOptions {
  /** Converts text tables. */
  readonly database: () => Promise<AsyncDuckDB>
  readonly cache: PageCache
  readonly signal: AbortSignal
  readonly wholeFile: boolean
  readonly roles: RoleOverrides | null
}

/** Opens a shard as far as its footer; of a tar or a text, as far as its first rows. Rejects with ProblemError. */
export async function openShardOfDataset(ref: ShardRef, index: number, options: OpenShardOptions): Promise<OpenedShard> {
  const { cache, signal } = options
  const given = await openShard(ref, options)
  const tar = isTar(ref.name) ? await TarShard.open(given, signal) : null
  const format = textTableOf(ref.name)
  const remote = ref.kind === 'remote' && !(given instanceof MemoryShard)
  const text = format ? await TextShard.open(given, { format, remote, database: options.database, signal }) : null
  const grown = (tar ?? text)?.parquet
  const file = grown ?? given
  const footer = grown?.footer ?? (await readFooter(file, signal))
  const roles = recogniseRoles(footer.columns, options.roles)
  const { caption } = recogniseRoles(footer.columns)
  const reader = new RowReader(file, footer, cache)
  const pictures = tar ?? (ref.tar && !roles.picture ? joinedTar(ref.tar, { footer, reader }, options) : null)
  return {
    index,
    ref,
    remote: remote && file === given,
    file,
    footer,
    roles,
    meter: options.meter,
    passedOver: caption?.path === roles.caption?.path ? undefined : caption,
    reader,
    pictures,
    growth: tar ?? text,
  }
}

/** That no pair can be made of a shard's rows, with the columns it has. */
export function noColumns({ file, footer }: OpenedShard): ProblemError {
  const names = footer.columns.map((column) => column.path)
  const some = names.slice(0, 12).join(', ') + (names.length > 12 ? ` and ${names.length - 12} more` : '')
  return new ProblemError({ code: 'no-columns', where: file.where, detail: some })
}

/** The tar beside a shard. Without a `key` column the row's number is the key, as where the tar was made from the table. */
function joinedTar(
  tar: ShardRef,
  { footer, reader }: Pick<OpenedShard, 'footer' | 'reader'>,
  { meter, fetch, wholeFile }: OpenShardOptions,
): JoinedTar {
  const column = footer.columns.find(({ path, repeated }) => !repeated && path.toLowerCase() === 'key')
  return new JoinedTar(
    (signal) => openShard(tar, { meter, wholeFile, ...(fetch && { fetch }), ...(signal && { signal }) }),
    async (row, signal) => {
      if (!column) return String(row)
      const group = footer.groups.find(({ firstRow, rows }) => row >= firstRow && row < firstRow + rows)
      if (!group) return null
      const at = row - group.firstRow
      const key = (await reader.read(group.index, [column.path], at, at + 1, signal)).get(column.path)?.[0]
      return typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint' ? String(key) : null
    },
  )
}

/** Any failure as a problem of this shard. */
export function problemOf(error: unknown, where: string): Problem {
  if (error instanceof ProblemError) return error.problem
  return { code: 'truncated', where, detail: error instanceof Error ? error.message : String(error) }
}
