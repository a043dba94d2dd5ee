import { literal, native } from '../native'
import { png } from '../server/png'
import { cached } from './cache'
import { PICTURES } from './laion'

/** Datasets in the field's own layouts: the names, types and order of columns that their writers give them, with their junk. */
export interface Layout {
  readonly name: string
  /** SQL type by column, in file order. */
  readonly columns: Readonly<Record<string, string>>
  /** A row's values as SQL, in the order of the columns. */
  readonly rows: readonly (readonly string[])[]
  /** The column that plays each role, as the mapping panel names it. */
  readonly roles: Readonly<Record<string, string>>
  /** What every row is as a pair. Zero and null: the row does not say. */
  readonly pairs: readonly ExpectedPair[]
}

export interface ExpectedPair {
  readonly caption: string
  readonly url: string | null
  /** Index into UNLIKELY, UNSURE, NSFW, UNTAGGED. */
  readonly nsfw: number
  readonly similarity: number | null
  readonly width: number
  readonly height: number
  readonly hasPicture: boolean
}

const address = (row: number): string => `${PICTURES}/pictures/${row}.png`
/** As SQL. */
export const url = (row: number): string => literal(address(row))
/** The picture that layouts with bytes store. */
export const STORED_PICTURE = png(7, 64, 48)
/** The same as SQL. */
export const bytes = `from_hex('${Buffer.from(STORED_PICTURE).toString('hex')}')`

/** What a row is as a pair, where the layout says no more than its caption and its address. */
export function expected(row: number, caption: string, rest: Partial<ExpectedPair> = {}): ExpectedPair {
  return { caption, url: address(row), nsfw: 3, similarity: null, width: 0, height: 0, hasPicture: false, ...rest }
}

export const SQUARE = { width: 640, height: 480 }

/** The path of a layout's shard. */
export function layoutShard({ name, columns, rows }: Layout): Promise<string> {
  return cached(`layout-${name}`, { columns, rows }, async (path) => {
    const quoted = Object.keys(columns).map((column) => `"${column}"`)
    const typed = Object.entries(columns).map(([column, type]) => `"${column}"::${type} AS "${column}"`)
    const values = rows.map((row) => `(${row.join(', ')})`)
    await native(
      `COPY (SELECT ${typed.join(', ')} FROM (VALUES ${values.join(', ')}) t(${quoted.join(', ')})) TO ${literal(path)} ` +
        '(FORMAT parquet, COMPRESSION snappy)',
    )
  })
}
