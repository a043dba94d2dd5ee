import type { PairKey } from '../../pair/pair'
import { columnFilterOf, MAX_VALUE, withoutFilter, type ColumnFilter, type Query } from '../../query/query'
import { codesOf } from '../../shards/values/codes'
import type { FetchedColumn } from '../../shards/values/column'
import { numbersOf } from '../../shards/values/numbers'
import { binsOf } from '../bins'
import type { ColumnCounts, ColumnValue } from '../engine'
import {
  appendValuesSql,
  binsSql,
  codeCountsSql,
  COLUMN_BYTES_PER_ROW,
  columnValue,
  createColumnSql,
  dropColumnSql,
  extentSql,
  FIRST_CODE,
  joinedColumns,
  MAX_CLASSES,
  MISSING_CODE,
  OTHER_CODE,
  replaceValuesSql,
  unreadSql,
  type ColumnTable,
} from './column-sql'
import type { KeySets } from './key-sets'
import { FORGOTTEN, pairsSql, whereSql } from './sql'
import type { Batch, Statements } from './statements'
import { trimmed } from '../../pair/trim'

/** Rows of `pairs` whose values are written in one go. */
export interface ColumnPart {
  /** Row of `pairs` at which they lie, from 0. */
  readonly at: number
  readonly rows: number
  readonly firstKey: PairKey
}

interface OpenTable extends ColumnTable {
  readonly integer: boolean
  readonly codes: Map<string, number>
  /** Texts by code. */
  readonly texts: Map<number, string>
  rows: number
  lastKey: PairKey
}

/** Of all datasets of this worker: what a former one still writes never meets a table of the present one. */
let tablesMade = 0

/** The values read of columns without a role, each in a table whose rows lie in the order of `pairs`. */
export class ColumnTables {
  readonly tables = new Map<string, OpenTable>()
  /** Some rows of `pairs` are out of every answer. */
  forgotten = false

  /** `onChange` hears when filters by column may pass more; `reordered`: among earlier rows too. */
  constructor(
    private readonly statements: Statements,
    private readonly sets: KeySets,
    private readonly onChange: (reordered: boolean) => void,
  ) {}

  get bytes(): number {
    return [...this.tables.values()].reduce((sum, { kind, rows }) => sum + rows * COLUMN_BYTES_PER_ROW[kind], 0)
  }

  /** Makes the table of a column unless there is one. */
  async create(path: string, kind: ColumnFilter['kind'], integer: boolean): Promise<void> {
    await this.statements.take('urgent', async () => {
      if (this.tables.has(path)) return
      const table: OpenTable = { id: ++tablesMade, kind, integer, codes: new Map(), texts: new Map(), rows: 0, lastKey: -1 }
      await this.statements.run(createColumnSql(table))
      this.tables.set(path, table)
    })
  }

  async drop(path: string): Promise<void> {
    await this.statements.take('patient', async () => {
      const table = this.tables.get(path)
      if (!table) return
      this.tables.delete(path)
      await this.statements.run(dropColumnSql(table))
    })
  }

  /**
   * Writes the values of rows; `column` null where their shard has no such column. Parts come in the order of `pairs`, or again after
   * {@link skip}. Throws ProblemError: truncated, unsupported.
   */
  async write(path: string, part: ColumnPart, column: FetchedColumn | null, signal: AbortSignal): Promise<void> {
    await this.statements.take(
      'patient',
      async () => {
        const table = this.tables.get(path)
        if (!table) return
        const value = table.kind === 'range' ? storedNumbers(column, part.rows) : storedCodes(table, column, part.rows)
        await this.statements.withNumbers({ value }, async (fileName) => {
          const values = { ...part, fileName }
          const again = part.at < table.rows
          await this.statements.run(again ? replaceValuesSql(table, values) : appendValuesSql(table, values))
        })
        this.wrote(table, part)
      },
      signal,
    )
  }

  /** Leaves rows unread, in their place. */
  async skip(path: string, part: ColumnPart): Promise<void> {
    await this.statements.take('patient', async () => {
      const table = this.tables.get(path)
      if (!table || part.at < table.rows) return
      await this.statements.run(appendValuesSql(table, { ...part, fileName: null }))
      this.wrote(table, part)
    })
  }

  /** Within a turn: leaves the rows unread that are out of every answer. */
  async forget(): Promise<void> {
    this.forgotten = true
    for (const table of this.tables.values()) await this.statements.run(unreadSql(table, FORGOTTEN))
  }

  /** Counts by value over every filter but the column's own; null when it has no table. */
  async counts(query: Query, path: string, signal?: AbortSignal): Promise<ColumnCounts | null> {
    return await this.statements.take(
      'urgent',
      async () => {
        const table = this.tables.get(path)
        if (!table) return null
        await this.sets.ready(query.within)
        const others = withoutFilter(query, { column: path })
        const where = whereSql(others, this.tables, this.forgotten)
        const from = pairsSql(others, this.tables) + joinedColumns([path], this.tables)
        return table.kind === 'range'
          ? await this.bins(table, from, where)
          : await this.classes(table, columnFilterOf(query, path), from, where)
      },
      signal,
    )
  }

  /** What is read of columns for pairs, in the order asked. */
  async values(keys: readonly PairKey[], paths: readonly string[], signal?: AbortSignal): Promise<ColumnValue[][]> {
    if (keys.length === 0 || paths.length === 0) return keys.map(() => paths.map(() => undefined))
    return await this.statements.take(
      'urgent',
      async () => {
        const tables = paths.map((path) => this.tables.get(path))
        const columns = tables.map((table, i) => `${table ? columnValue(table) : 'NULL'} AS v${i}`).join(', ')
        const batch = await this.statements.run(
          `SELECT key::DOUBLE AS key, ${columns} FROM pairs${joinedColumns(paths, this.tables)} WHERE key BETWEEN ` +
            `${Math.min(...keys)} AND ${Math.max(...keys)} AND key IN (${keys.join(', ')})`,
        )
        const rows = new Map<PairKey, ColumnValue[]>()
        for (let row = 0; row < batch.numRows; row++) {
          rows.set(
            Number(batch.getChild('key')?.get(row)),
            tables.map((table, i) => valueOf(table, batch.getChild(`v${i}`)?.get(row) as number | null)),
          )
        }
        return keys.map((key) => rows.get(key) ?? paths.map(() => undefined))
      },
      signal,
    )
  }

  private async bins(table: OpenTable, from: string, where: string): Promise<ColumnCounts> {
    const extents = await this.statements.run(extentSql(table))
    const low = extents.getChild('low')?.get(0) as number | null
    const high = extents.getChild('high')?.get(0) as number | null
    const extent = low === null || high === null ? null : { low, high }
    const bins = binsOf(low ?? 0, high ?? 0, table.integer)
    const counts = new Array<number>(bins.count).fill(0)
    let missing = 0
    for (const [bin, count] of pairsOf(await this.statements.run(binsSql(table, bins.start, bins.width, bins.count, from, where)), 'bin')) {
      if (bin < 0) missing = count
      else counts[bin] = count
    }
    return { kind: 'range', extent, bins: { ...bins, counts }, missing }
  }

  private async classes(table: OpenTable, filter: ColumnFilter | undefined, from: string, where: string): Promise<ColumnCounts> {
    const counts = pairsOf(await this.statements.run(codeCountsSql(table, from, where)), 'code')
    const chosen = filter?.kind === 'values' ? filter.values.filter((value) => value !== null) : []
    const values = [...new Set([...[...counts.keys()].map((code) => table.texts.get(code)), ...chosen])]
      .filter((value) => value !== undefined)
      .map((value) => ({ value, count: counts.get(table.codes.get(value) ?? -1) ?? 0 }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    return {
      kind: 'values',
      values,
      missing: counts.get(MISSING_CODE) ?? 0,
      other: counts.get(OTHER_CODE) ?? 0,
      unknown: chosen.filter((value) => !table.codes.has(value)),
    }
  }

  private wrote(table: OpenTable, { at, rows, firstKey }: ColumnPart): void {
    table.rows = Math.max(table.rows, at + rows)
    const reordered = firstKey < table.lastKey
    table.lastKey = Math.max(table.lastKey, firstKey + rows - 1)
    this.onChange(reordered)
  }
}

/** A column's numbers, -infinity for what is none. */
function storedNumbers(column: FetchedColumn | null, rows: number): Float64Array {
  const numbers = column ? numbersOf(column) : new Float64Array(rows).fill(NaN)
  for (let row = 0; row < rows; row++) if (!Number.isFinite(numbers[row])) numbers[row] = -Infinity
  return numbers
}

/** Codes of a column's texts; new ones get theirs in the order of their rows, as far as there is room. */
function storedCodes(table: OpenTable, column: FetchedColumn | null, rows: number): Uint32Array {
  if (!column) return new Uint32Array(rows).fill(MISSING_CODE)
  if (column.leaf.element.type === 'BOOLEAN')
    return Uint32Array.from(numbersOf(column), (flag) => (Number.isNaN(flag) ? MISSING_CODE : codeOf(table, flag === 1 ? 'true' : 'false')))
  return Uint32Array.from(codesOf(column, (text) => codeOf(table, text), MISSING_CODE))
}

function codeOf(table: OpenTable, stored: string): number {
  const text = trimmed(stored.replaceAll('\0', ''))
  if (text === '') return MISSING_CODE
  const known = table.codes.get(text)
  if (known !== undefined) return known
  if (table.codes.size >= MAX_CLASSES || isLong(text)) return OTHER_CODE
  const code = FIRST_CODE + table.codes.size
  table.codes.set(text, code)
  table.texts.set(code, text)
  return code
}

/** In characters, of which those beyond the first 65,536 take two places of a string. */
function isLong(text: string): boolean {
  return text.length > MAX_VALUE && (text.length > 2 * MAX_VALUE || Array.from(text).length > MAX_VALUE)
}

/** Two columns of small numbers as a map. */
function pairsOf(batch: Batch, name: string): Map<number, number> {
  return new Map(
    Array.from({ length: batch.numRows }, (_, row) => [Number(batch.getChild(name)?.get(row)), Number(batch.getChild('count')?.get(row))]),
  )
}

function valueOf(table: OpenTable | undefined, value: number | null): ColumnValue {
  if (!table || value === null) return undefined
  if (table.kind === 'range') return value === -Infinity ? null : value
  return table.texts.get(value) ?? null
}
