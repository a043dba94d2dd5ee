import type { RoleMap } from '../../dataset/roles'
import type { StoredColumn } from '../../engine/rows'
import type { Role } from '../../pair/role'

export type FormatId = 'parquet' | 'csv' | 'jsonl' | 'img2dataset' | 'ids'

interface FormatChoice {
  readonly id: FormatId
  readonly label: string
  /** Of its files. */
  readonly ending: string
  readonly words: string
}

/** In the order shown. */
export const FORMATS: readonly FormatChoice[] = [
  { id: 'parquet', label: 'Parquet', ending: '.parquet', words: 'Names, types and values of the source. Opens here and in DuckDB.' },
  { id: 'csv', label: 'CSV', ending: '.csv', words: 'For spreadsheets and almost everything else.' },
  { id: 'jsonl', label: 'JSON Lines', ending: '.jsonl', words: 'An object a line.' },
  { id: 'img2dataset', label: 'List for img2dataset', ending: '.parquet', words: 'Addresses and captions, as img2dataset takes them.' },
  { id: 'ids', label: 'Ids', ending: '.txt', words: 'Shard and row of each pair, as TFDS names its examples: a line each.' },
]

/** Columns of the source with what is known of them. */
export interface Source {
  readonly columns: readonly StoredColumn[]
  readonly roles: RoleMap
  /** Rows of a row group, as in the first file. */
  readonly groupRows: number
}

/** The top-level column that plays a role, where its value is simply the column's. */
export function columnOf({ columns, roles }: Source, role: Role): StoredColumn | null {
  return columns.find(({ name, shape }) => shape === 'value' && name === roles[role]?.path) ?? null
}

/** Why a format cannot be made of this source; null where it can. */
export function unfit(format: FormatId, source: Source): string | null {
  return format === 'img2dataset' && !columnOf(source, 'url') ? 'No column of the data holds addresses of pictures.' : null
}

/** Bytes a row beyond which a column is not taken unless it is asked for: pictures, embeddings. */
const WIDE = 1000

/** What is taken at first. */
export function usualColumns({ columns }: Source, rowsTotal: number): readonly string[] {
  const narrow = columns.filter(({ bytes }) => bytes / Math.max(1, rowsTotal) < WIDE)
  return (narrow.length > 0 ? narrow : columns).map(({ name }) => name)
}

const LIST_ROLES = ['url', 'caption', 'nsfw', 'similarity', 'licence'] as const

/** The columns that a format reads, of those that are chosen where there is a choice. */
export function columnsRead(format: FormatId, source: Source, chosen: ReadonlySet<string>): readonly StoredColumn[] {
  switch (format) {
    case 'parquet':
    case 'csv':
    case 'jsonl':
      return source.columns.filter(({ name }) => chosen.has(name))
    case 'img2dataset':
      return LIST_ROLES.flatMap((role) => columnOf(source, role) ?? [])
    case 'ids':
      return []
  }
}

/** The columns that are read of pairs whose captions are looked at. */
export function columnsOfPairs(source: Source): readonly StoredColumn[] {
  return (['caption', 'url', 'licence'] as const).flatMap((role) => columnOf(source, role) ?? [])
}

/** Whether the person chooses the columns. */
export function hasColumns(format: FormatId): boolean {
  return format === 'parquet' || format === 'csv' || format === 'jsonl'
}

/** As img2dataset's own documentation calls them. */
const LIST_NAMES: { readonly [R in (typeof LIST_ROLES)[number]]: string } = {
  url: 'url',
  caption: 'caption',
  nsfw: 'NSFW',
  similarity: 'similarity',
  licence: 'LICENSE',
}

/** What the columns that are read are called in the file. */
export function namesOf(format: FormatId, source: Source, columns: readonly StoredColumn[]): readonly string[] {
  if (format !== 'img2dataset') return columns.map(({ name }) => name)
  return columns.map((column) => {
    const role = LIST_ROLES.find((each) => columnOf(source, each) === column)
    return role ? LIST_NAMES[role] : column.name
  })
}
