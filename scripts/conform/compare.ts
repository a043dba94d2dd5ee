import { readFileSync } from 'node:fs'
import { DuckDBInstance, DuckDBStructValue, type DuckDBConnection } from '@duckdb/node-api'
import { describeProblem, ProblemError } from '../../src/dataset/problem'
import { filterKind } from '../../src/dataset/other-columns'
import { canPlay, type LeafColumn } from '../../src/dataset/roles'
import { Lru } from '../../src/flow/lru'
import { fetchColumns } from '../../src/shards/column-io'
import { MemoryShard } from '../../src/shards/file'
import { readFooter, type Footer } from '../../src/shards/footer'
import { RowReader } from '../../src/shards/rows'
import { codesOf } from '../../src/shards/values/codes'
import type { FetchedColumn } from '../../src/shards/values/column'
import { leafAt } from '../../src/shards/values/leaf'
import { numbersOf } from '../../src/shards/values/numbers'
import { differenceOfExport } from './exported'
import { ofNative, ofOurs, type Comparable } from './comparable'

/** How a file is read by us, against native DuckDB. */
export interface Verdict {
  readonly outcome: 'equal' | 'different' | 'refused' | 'unmatched'
  /** For people: what differs or is refused, or why native DuckDB is no match. */
  readonly detail: string
}

const CACHE = 256 * 2 ** 20

/** Compares the rows and every column's values, as rows are shown, as filters read them and as they are exported, with native DuckDB. */
export async function compareFile(path: string): Promise<Verdict> {
  const bytes = readFileSync(path)
  const file = new MemoryShard(path, '', bytes)
  const native = await NativeFile.open(path)
  try {
    const footer = await readFooter(file)
    const notes: string[] = []
    const reader = new RowReader(file, footer, new Lru(CACHE))
    if (!native.problem && native.rows !== footer.rows)
      return { outcome: 'different', detail: `${footer.rows} rows, native ${native.rows}` }
    for (const [column, leaf] of footer.columns.entries()) {
      const difference = await differenceOf({ file, footer, reader }, column, leaf, native).catch((error: unknown) => {
        notes.push(`column ${leaf.path}: ${sentence(error)}`)
        return null
      })
      if (difference) return { outcome: 'different', detail: `column ${leaf.path} ${difference}` }
    }
    if (notes.length === 0 && !native.problem) {
      const difference = await differenceOfExport(path, { file, footer, reader }, native.connection)
      if (difference) return { outcome: 'different', detail: difference }
    }
    if (notes.length > 0) return { outcome: 'refused', detail: notes.join('; ') }
    return native.problem
      ? { outcome: 'unmatched', detail: `read by us alone; native DuckDB: ${native.problem}` }
      : { outcome: 'equal', detail: `${footer.rows} rows, ${footer.columns.length} columns` }
  } catch (error) {
    const isEmpty = error instanceof ProblemError && error.problem.code === 'empty'
    if (isEmpty && native.rows === 0 && !native.problem) return { outcome: 'equal', detail: 'no rows' }
    return { outcome: 'refused', detail: sentence(error) }
  } finally {
    native.close()
  }
}

function sentence(error: unknown): string {
  if (!(error instanceof ProblemError)) throw error
  const { title, cause } = describeProblem(error.problem)
  return `${title}. ${cause}`
}

interface Ours {
  readonly file: MemoryShard
  readonly footer: Footer
  readonly reader: RowReader
}

/** The first row where a column's values differ, in words; null where none does. */
async function differenceOf(ours: Ours, column: number, leaf: LeafColumn, peer: NativeFile): Promise<string | null> {
  const { file, footer, reader } = ours
  // Of two columns with one path rows and filters take the first.
  if (footer.columns.findIndex(({ path }) => path === leaf.path) !== column) return null
  const rows: Comparable[] = []
  for (const group of footer.groups) {
    const values = await reader.read(group.index, [leaf.path], 0, group.rows)
    for (const value of values.get(leaf.path) ?? []) rows.push(ofOurs(value))
  }
  const expected = await peer.valuesAt(footer, column)
  if (expected) {
    const native = expected.map(ofNative)
    const at = rows.findIndex((value, row) => value !== (native[row] ?? null) && !isBeyondNative(value))
    if (at >= 0) return `by rows, row ${at}: ${brief(rows[at])}, native ${brief(native[at])}`
  }
  if (filterKind(leaf) === null && !canPlay('caption', leaf)) return null
  const [fetched] = await fetchColumns(
    file,
    footer,
    footer.groups.map(({ index }) => index),
    [column],
  )
  const filtered = fetched ? filterValues(fetched, leaf) : []
  const wanted = expected?.map((value) => filterValueOf(value, leaf))
  const at = wanted ? filtered.findIndex((value, row) => value !== wanted[row]) : -1
  return at >= 0 ? `by filters, row ${at}: ${brief(filtered[at])}, native ${brief(wanted?.[at])}` : null
}

function filterValues(column: FetchedColumn, { type }: LeafColumn): Comparable[] {
  if (type !== 'string') return Array.from(numbersOf(column), (value) => (Number.isNaN(value) ? null : String(value)))
  // Row by row, since there are more texts than codes.
  const texts: Comparable[] = []
  const known = new Map<string, number>()
  const codes = codesOf(
    column,
    (text) => known.get(text) ?? (known.set(text, known.size % 60_000), (texts[known.get(text) ?? 0] = text), known.get(text) ?? 0),
    65_535,
  )
  return known.size > 60_000 ? [] : Array.from(codes, (code) => (code === 65_535 ? null : (texts[code] ?? null)))
}

/** What filters make of a native value: its number, its text, or those of a list's first element. */
function filterValueOf(value: unknown, { type, steps }: LeafColumn): Comparable {
  const first = steps?.includes(0) ? firstOf(value, steps.slice(1)) : value
  const text = ofNative(first)
  if (text === null || type === 'string') return text
  const number = type === 'boolean' ? Number(text === 'true') : Number(text)
  return Number.isNaN(number) ? null : String(number)
}

function firstOf(value: unknown, steps: readonly (string | 0)[]): unknown {
  return steps.reduce<unknown>((at, step) => {
    if (step === 0) return (at as { readonly items?: readonly unknown[] } | null)?.items?.[0] ?? null
    return at instanceof DuckDBStructValue ? at.entries[step] : null
  }, value)
}

function brief(value: Comparable | undefined): string {
  return value === null || value === undefined ? 'null' : JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}

/** A time of more microseconds than native DuckDB can count: there it wraps. */
function isBeyondNative(value: Comparable): boolean {
  return value !== null && /^-?\d{19,}$/.test(value) && BigInt.asIntN(64, BigInt(value)) !== BigInt(value)
}

/** More digits than native DuckDB's decimals have: it takes them for something else. */
const NATIVE_DIGITS = 38

/** What native DuckDB reads of a file; `problem` where it cannot. */
class NativeFile {
  private constructor(
    readonly connection: DuckDBConnection,
    private readonly source: string,
    private readonly names: readonly string[],
    readonly rows: number,
    public problem: string | null,
  ) {}

  static async open(path: string): Promise<NativeFile> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const source = `read_parquet('${path.replaceAll("'", "''")}')`
    try {
      await connection.run('SET threads = 1')
      const names = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`)).getRows().map(([name]) => String(name))
      const [count] = (await connection.runAndReadAll(`SELECT count(*) FROM ${source}`)).getRows()
      return new NativeFile(connection, source, names, Number(count?.[0]), null)
    } catch (error) {
      return new NativeFile(connection, source, [], 0, firstLine(error))
    }
  }

  /**
   * Of a leaf column: those of the leaf itself, or of the whole top-level value in lists and maps. Null where there is nothing to compare.
   */
  async valuesAt(footer: Footer, column: number): Promise<readonly unknown[] | null> {
    const path = leafAt(footer.metadata, column).path.slice(1)
    const name = this.names[topLevelIndex(footer, column)]
    const beyond = path.some(({ element }) => element.logical_type?.type === 'VARIANT' || (element.precision ?? 0) > NATIVE_DIGITS)
    if (name === undefined || beyond) return null
    const answer = await this.connection
      .runAndReadAll(`SELECT "${name.replaceAll('"', '""')}" FROM ${this.source}`)
      .catch((error: unknown) => {
        this.problem ??= firstLine(error)
        return null
      })
    const values = answer?.getColumns()[0]
    if (!values || footer.columns[column]?.repeated) return values ?? null
    return values.map((value) =>
      path.slice(1).reduce<unknown>((at, { element }) => (at instanceof DuckDBStructValue ? at.entries[element.name] : null), value),
    )
  }

  close(): void {
    this.connection.closeSync()
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}

function topLevelIndex(footer: Footer, column: number): number {
  const tops = footer.columns.map((_, index) => leafAt(footer.metadata, index).path[1])
  return [...new Set(tops)].indexOf(tops[column])
}
