import type { PairKey } from '../../pair/pair'
import type { CopyPart, CopyPlan } from '../copies'
import { columnValue, joinedColumns } from './column-sql'
import type { ColumnTables } from './column-tables'
import type { KeySets } from './key-sets'
import type { Statements } from './statements'

/** Rows handed over in one answer: 24 MB, and 8 for each column more. */
const ROWS_AT_ONCE = 500_000

/** The rows of the table as numbers, span by span, so that other questions find a turn in between. */
export class TableCopies {
  constructor(
    private readonly statements: Statements,
    private readonly sets: KeySets,
    private readonly columns: ColumnTables,
  ) {}

  plan({ rows, revision }: { readonly rows: number; readonly revision: number }, atOnce = ROWS_AT_ONCE): CopyPlan {
    return {
      rows,
      revision,
      spans: this.sets.spans(atOnce),
      columns: [...this.columns.tables].map(([path, { kind, integer, texts }]) => ({ path, kind, integer, texts: [...texts.values()] })),
    }
  }

  part(first: PairKey, last: PairKey, paths: readonly string[], signal?: AbortSignal): Promise<CopyPart> {
    return this.statements.take(
      'patient',
      async () => {
        const { tables } = this.columns
        const values = paths.map((path, i) => {
          const table = tables.get(path)
          // One that was dropped since is not read.
          const none = table?.kind === 'values' ? '0' : `'-infinity'::DOUBLE`
          return `, ${table ? `coalesce(${columnValue(table)}, ${none})` : none}::DOUBLE AS v${i}`
        })
        const batch = await this.statements.run(
          `SELECT key::DOUBLE AS key, coalesce(similarity, 'nan'::DOUBLE) AS similarity, cell::UINTEGER AS cell, size${values.join('')} ` +
            `FROM pairs${joinedColumns(paths, tables)} WHERE key BETWEEN ${first} AND ${last}`,
        )
        const numbers = (name: string) => ((batch.getChild(name)?.toArray() ?? new Float64Array()) as Float64Array<ArrayBuffer>).slice()
        const whole = (name: string) => ((batch.getChild(name)?.toArray() ?? new Uint32Array()) as Uint32Array<ArrayBuffer>).slice()
        return {
          keys: numbers('key'),
          similarity: numbers('similarity'),
          cells: whole('cell'),
          sizes: whole('size'),
          values: paths.map((_, i) => numbers(`v${i}`)),
        }
      },
      signal,
    )
  }
}
