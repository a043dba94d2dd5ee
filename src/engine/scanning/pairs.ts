import { ProblemError, type Problem } from '../../dataset/problem'
import { columnName, type LeafColumn, type RoleMap } from '../../dataset/roles'
import { formatBytes } from '../../pair/format'
import { unescapeHtml } from '../../pair/entities'
import { nsfwClass, nsfwCoding } from '../../pair/nsfw'
import type { NsfwClass, Pair, PairKey } from '../../pair/pair'
import { sniffPicture, tooLarge } from '../../pair/picture'
import { mentionsMinors } from '../../pair/safety'
import type { NarrowValues } from '../duckdb/table'
import type { PictureBytes, RowDetail } from '../engine'
import type { OpenedShard } from '../../shards/kinds/open'
import type { RowValue } from '../../shards/rows'
import { formatValue } from './format-value'
import { isOfVersion, pairKey, rowOf, shardOf } from './key'

type ShardGetter = (index: number) => Promise<OpenedShard>

/** Rows further apart than this are read apart: the pages between them are not fetched for nothing. */
const WINDOW_GAP = 256

/** A run of rows of one row group: `rows` are within the group, ascending. */
interface Window {
  readonly group: number
  readonly rows: number[]
}

/** Splits a shard's rows (ascending) into windows to read. Pure. */
export function windowsOf(rows: readonly number[], groups: OpenedShard['footer']['groups']): Window[] {
  const windows: Window[] = []
  let at = 0
  for (const row of rows) {
    while (at < groups.length - 1 && row >= (groups[at + 1]?.firstRow ?? Infinity)) at += 1
    const group = groups[at]
    if (!group || row >= group.firstRow + group.rows) continue
    const inGroup = row - group.firstRow
    const last = windows.at(-1)
    if (last && last.group === group.index && inGroup - (last.rows.at(-1) ?? 0) <= WINDOW_GAP) last.rows.push(inGroup)
    else windows.push({ group: group.index, rows: [inGroup] })
  }
  return windows
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : ''
}

/** A role's value in what the reader gives for its column: of a list it gives the whole top-level value. */
export function valueAt({ repeated, steps }: LeafColumn, read: unknown): unknown {
  if (!repeated) return read
  return (steps ?? [])
    .slice(1)
    .reduce<unknown>(
      (value, step) => (typeof value === 'object' && value !== null ? (value as Readonly<Record<string | 0, unknown>>)[step] : null),
      read,
    )
}

function nsfwOf(column: LeafColumn | undefined, value: unknown): NsfwClass {
  return !column || column.type === 'binary' || column.type === 'other' ? 3 : nsfwClass(value, nsfwCoding(columnName(column), column.type))
}

function similarityOf(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : null
}

function dimension(value: unknown): number {
  const pixels = Number(value ?? 0)
  return pixels >= 1 && pixels < 1e9 ? Math.min(Math.floor(pixels), 65_535) : 0
}

function columnsFor(roles: RoleMap, narrow: boolean): LeafColumn[] {
  const wide = [roles.caption, roles.url, roles.licence]
  return [...wide, ...(narrow ? [roles.nsfw, roles.similarity, roles.width, roles.height] : [])].filter((column) => column !== undefined)
}

/** Reads rows `[from, to)` of a group as pairs; narrow values come from `values` where the table has them. */
async function readWindow(
  shard: OpenedShard,
  group: number,
  rows: readonly number[],
  values: ReadonlyMap<PairKey, NarrowValues>,
  signal?: AbortSignal,
): Promise<Pair[]> {
  const firstRow = shard.footer.groups[group]?.firstRow ?? 0
  const keys = rows.map((row) => pairKey(shard.index, firstRow + row, shard.version))
  const narrow = keys.some((key) => !values.has(key))
  const from = rows[0] ?? 0
  const to = (rows.at(-1) ?? -1) + 1
  const { roles, passedOver } = shard
  const paths = [...columnsFor(roles, narrow), ...(passedOver ? [passedOver] : [])].map((column) => column.path)
  const columns = await shard.reader.read(group, paths, from, to, signal)
  const cell = (column: LeafColumn | undefined, row: number) =>
    column ? valueAt(column, columns.get(column.path)?.[row - from]) : undefined
  return rows.map((row, i) => {
    const key = keys[i] ?? 0
    const known = values.get(key)
    const url = text(cell(roles.url, row)).trim()
    const caption = unescapeHtml(text(cell(roles.caption, row)))
    const named = unescapeHtml(text(cell(passedOver, row)))
    return {
      key,
      // No choice of columns hides what the data says of minors: such a row is judged, and shown, by its own caption.
      caption: mentionsMinors(named) ? named : caption,
      url: url === '' ? null : url,
      licence: text(cell(roles.licence, row)),
      nsfw: known ? (known.nsfw as NsfwClass) : nsfwOf(roles.nsfw, cell(roles.nsfw, row)),
      similarity: known ? known.similarity : similarityOf(cell(roles.similarity, row)),
      width: known ? known.width : dimension(cell(roles.width, row)),
      height: known ? known.height : dimension(cell(roles.height, row)),
      hasPicture: shard.pictures ? shard.pictures.holds(firstRow + row) : roles.picture !== undefined,
    }
  })
}

/** The first rows of a shard, up to `limit`. */
export async function readFirst(shard: OpenedShard, limit: number, signal: AbortSignal): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const group of shard.footer.groups) {
    const rows = Math.min(group.rows, limit - pairs.length)
    if (rows <= 0) break
    const range = Array.from({ length: rows }, (_, row) => row)
    pairs.push(...(await readWindow(shard, group.index, range, new Map(), signal)))
  }
  return pairs
}

/** Pairs by key, in the order asked; null where a row cannot be read. */
export async function readPairs(
  shard: ShardGetter,
  keys: readonly PairKey[],
  values: ReadonlyMap<PairKey, NarrowValues>,
  signal?: AbortSignal,
  onFailure: (opened: OpenedShard, error: unknown) => void = () => undefined,
): Promise<(Pair | null)[]> {
  const byShard = new Map<number, PairKey[]>()
  for (const key of [...new Set(keys)].sort((a, b) => a - b)) {
    const ofShard = byShard.get(shardOf(key)) ?? []
    ofShard.push(key)
    byShard.set(shardOf(key), ofShard)
  }
  const found = new Map<PairKey, Pair>()
  const readShard = async (index: number, ofShard: readonly PairKey[]) => {
    const opened = await shard(index).catch(() => null)
    if (!opened) return
    // Those of a file that is not there any more are not read of the one in its place.
    const rows = ofShard.filter((key) => isOfVersion(key, opened.version)).map(rowOf)
    await Promise.all(
      windowsOf(rows, opened.footer.groups).map(async (window) => {
        try {
          for (const pair of await readWindow(opened, window.group, window.rows, values, signal)) found.set(pair.key, pair)
        } catch (error) {
          // Rows of one bad page come back as null; the others are shown.
          signal?.throwIfAborted()
          console.warn(`Pairscope: rows of ${opened.file.where} could not be read`, error)
          onFailure(opened, error)
        }
      }),
    )
  }
  await Promise.all([...byShard].map(([index, ofShard]) => readShard(index, ofShard)))
  return keys.map((key) => found.get(key) ?? null)
}

function groupOfRow(shard: OpenedShard, row: number): { group: number; row: number } {
  const [window] = windowsOf([row], shard.footer.groups)
  if (!window) throw new RangeError(`row ${row} is beyond the ${shard.footer.rows} rows of ${shard.file.where}`)
  return { group: window.group, row: window.rows[0] ?? 0 }
}

/** A row's stored picture; no bytes when the row has none. */
export async function readPicture(shard: OpenedShard, row: number, signal?: AbortSignal): Promise<PictureBytes> {
  if (shard.pictures) {
    const bytes = await shard.pictures.read(row, signal)
    return pictureOf(bytes)
  }
  const { picture } = shard.roles
  if (!picture) return { bytes: new Uint8Array(), type: '' }
  const at = groupOfRow(shard, row)
  const columns = await shard.reader.read(at.group, [picture.path], at.row, at.row + 1, signal)
  const value = valueAt(picture, columns.get(picture.path)?.[0])
  // A copy: the reader keeps its page, and the bytes are transferred away.
  const bytes = value instanceof Uint8Array ? Uint8Array.from(value) : new Uint8Array()
  return pictureOf(bytes)
}

function pictureOf(bytes: Uint8Array<ArrayBuffer>): PictureBytes {
  const type = sniffPicture(bytes)
  const why = tooLarge(bytes, type)
  return why ? { bytes: new Uint8Array(), type, tooLarge: why } : { bytes, type }
}

/** Every column of one row, printed. Rejects only where no column can be read, with the first one's problem. */
export async function readRow(shard: OpenedShard, row: number, signal?: AbortSignal): Promise<RowDetail> {
  const at = groupOfRow(shard, row)
  const values = await shard.reader.readWholeRow(at.group, at.row, signal)
  const problems = values.flatMap((value) => ('problem' in value ? [value.problem] : []))
  if (problems[0] && problems.length === values.length) throw new ProblemError(problems[0])
  const labels = columnLabels(values.map(({ name }) => name))
  return {
    source: { name: shard.ref.name, url: shard.ref.kind === 'remote' ? shard.ref.url : null },
    columns: values.map((value, i) => ({ name: labels[i] ?? '', type: value.type, ...printed(value) })),
  }
}

function printed(outcome: RowValue): { readonly value: string | null; readonly problem?: Problem } {
  if ('problem' in outcome) return { value: null, problem: outcome.problem }
  return { value: 'skipped' in outcome ? `not read: it would take ${formatBytes(outcome.skipped)}` : formatValue(outcome.value) }
}

/** Names of columns for people: each told from the others, none empty. */
export function columnLabels(names: readonly string[]): string[] {
  const taken = new Set(names)
  const met = new Set<string>()
  return names.map((name) => {
    let label = name === '' ? '(no name)' : name
    for (let copy = 2; met.has(label) || (label !== name && taken.has(label)); copy++) label = `${name || '(no name)'} (${copy})`
    met.add(label)
    return label
  })
}
