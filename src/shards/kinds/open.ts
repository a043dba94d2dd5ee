import type { ShardRef } from '../../dataset/shard-ref'
import { isFileType } from '../../dataset/file-type'
import { ProblemError } from '../../dataset/problem'
import { isUsable, recogniseRoles, type LeafColumn, type RoleMap } from '../../dataset/roles'
import type { RoleOverrides } from '../../pair/role'
import { MemoryShard, openShard, type ShardFile } from '../file'
import type { Footer } from '../footer'
import type { HttpOptions } from '../http'
import type { Meter } from '../meter'
import { RowReader, type PageCache } from '../rows'
import { hashOf } from '../version'
import type { Growth } from './growth'
import { JoinedTar } from './joined-tar'
import type { OpenedRows, OpenKindOptions } from './kind'
import type { PictureFile } from './picture-file'
import { shardKindOf, shardKindOfType } from './register'

/** A shard whose footer is read and whose columns have roles, if any of them fits one. */
export interface OpenedShard {
  /** Position in the dataset. */
  readonly index: number
  /** How often its file had changed while it was read before, from 0. */
  readonly version: number
  readonly ref: ShardRef
  readonly file: ShardFile
  readonly footer: Footer
  readonly roles: RoleMap
  /** The caption by name, where another column was chosen for it: what it says of minors counts all the same. */
  readonly passedOver: LeafColumn | undefined
  readonly reader: RowReader
  /** Stands for its content: another where the file was made anew. 32 bits. */
  readonly mark: number
  /** Counts what is fetched of it. */
  readonly meter: Meter
  /** Null where pictures are in a column, or only at their addresses. */
  readonly pictures: PictureFile | null
  /** Null when the footer holds every row. */
  readonly growth: Growth | null
  /** Reading it takes requests: it is neither on the person's disk nor in memory. */
  readonly remote: boolean
}

export interface OpenShardOptions extends HttpOptions, Pick<OpenKindOptions, 'csv' | 'signal'> {
  readonly cache: PageCache
  readonly wholeFile: boolean
  readonly roles: RoleOverrides | null
  readonly version?: number
}

/** Opens a shard as far as its footer; of a tar or a text, as far as its first rows. Rejects with ProblemError. */
export async function openShardOfDataset(ref: ShardRef, index: number, options: OpenShardOptions): Promise<OpenedShard> {
  try {
    return await openOnce(ref, index, options)
  } catch (error) {
    // Most often the file is as it was and a HEAD told another size: it is not asked again, a range tells the true one.
    if (error instanceof ProblemError && error.problem.code === 'changed') return await openOnce(ref, index, options)
    throw error
  }
}

async function openOnce(ref: ShardRef, index: number, options: OpenShardOptions): Promise<OpenedShard> {
  const { cache, csv, signal } = options
  const given = await openShard(ref, options)
  const remote = ref.kind === 'remote' && !(given instanceof MemoryShard)
  const rows = await openRows(ref.name, given, { remote, csv, signal })
  const { parquet: file, footer, growth } = rows
  const roles = recogniseRoles(footer.columns, options.roles)
  const { caption } = recogniseRoles(footer.columns)
  const reader = new RowReader(file, footer, cache)
  return {
    index,
    version: options.version ?? 0,
    ref,
    remote: remote && file === given,
    file,
    footer,
    roles,
    // A text or a tar tells nothing by its beginning; another size it has, mostly.
    mark: rows.growth ? hashOf(new TextEncoder().encode(String(given.byteLength))) : footer.hash,
    meter: options.meter,
    passedOver: caption?.path === roles.caption?.path ? undefined : caption,
    reader,
    pictures: rows.pictures
      ? chosenPictures(rows.pictures, roles, options.roles)
      : ref.tar && !roles.picture
        ? joinedTar(ref.tar, { footer, reader }, options)
        : null,
    growth,
  }
}

/** By its name; what no name tells is tried as Parquet first, and then as what its first bytes say it is. */
async function openRows(name: string, file: ShardFile, options: OpenKindOptions): Promise<OpenedRows> {
  try {
    return await shardKindOf(name).open(file, options)
  } catch (error) {
    const type = error instanceof ProblemError && error.problem.code === 'other-kind' ? (error.problem.detail ?? '') : ''
    const kind = isFileType(type) ? shardKindOfType(name, type) : null
    const rows = await kind?.open(file, options)
    // Any prose can be read as a table of one column: only one that holds pairs is meant.
    if (!rows || (type === 'text' && !isUsable(recogniseRoles(rows.footer.columns)))) throw error
    return rows
  }
}

/** Of a row's pictures the first, unless the person has chosen a column of them, or none. */
function chosenPictures(
  pictures: NonNullable<OpenedRows['pictures']>,
  { picture }: RoleMap,
  chosen: RoleOverrides | null,
): PictureFile | null {
  if (chosen?.picture === '') return null
  return pictures(picture !== undefined && picture.path === chosen?.picture ? picture.path : null)
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
    (signal) => openShard(tar, { meter, wholeFile, fetch, ...(signal && { signal }) }),
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
