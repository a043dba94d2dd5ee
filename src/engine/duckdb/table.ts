import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import type { RoleMap } from '../../dataset/roles'
import { intersect, rangesOf, inOneSet, type KeyRanges } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'
import { filterOf, type KeySet, type Query } from '../../query/query'
import type { FetchedColumn } from '../../shards/values/column'
import { matchingRows } from '../../shards/values/texts'
import type { Facets, Page, PageCursor } from '../engine'
import { RESET_COLUMNS } from './column-sql'
import { ColumnTables } from './column-tables'
import { decodeCell, facetsFromCube, type Cell, type Cube } from './cells'
import { captionMatcher } from './caption-text'
import { LicenceSpellings } from './licence-texts'
import { narrowRows, type FetchedColumns } from './narrow'
import { bitsOf, KeySets, RESET_KEY_SETS } from './key-sets'
import {
  BYTES_PER_ROW,
  captionHitsSql,
  countSql,
  CREATE_TABLES,
  cubeSql,
  forgetSql,
  ingestSql,
  keysSql,
  pageSql,
  passingSql,
  valuesSql,
} from './sql'
import { Statements, type Batch } from './statements'

/** A row's narrow values; `width` and `height` 0 when unknown. */
export interface NarrowValues extends Cell {
  readonly similarity: number | null
  readonly width: number
  readonly height: number
}

/** As many keys as are handed over in one answer: 8 MB. */
const KEYS_AT_ONCE = 1_000_000
/** The id of a set that is counted once. */
const COUNTED = 'counted'

/** The scanned rows of the open dataset, in DuckDB. */
export class PairTable {
  rows = 0
  /** Rows that take room, and are in no answer any more. */
  private forgotten = 0
  /** Grows with every change of what a query could return. */
  revision = 0
  readonly licences = new LicenceSpellings()
  readonly columns: ColumnTables
  /** Grows when rows arrive before ones already here. */
  reorders = 0
  private lastKey: PairKey = -1
  private readonly sets: KeySets
  private cube: { readonly sql: string; readonly revision: number; readonly rows: number; readonly cube: Cube } | null = null

  private constructor(
    readonly db: AsyncDuckDB,
    private readonly statements: Statements,
  ) {
    this.sets = new KeySets(statements)
    this.columns = new ColumnTables(statements, this.sets, (reordered) => {
      this.revision += 1
      if (reordered) this.reorders += 1
    })
  }

  static async create(db: AsyncDuckDB): Promise<PairTable> {
    const connection = await db.connect()
    await connection.query('DROP TABLE IF EXISTS pairs; DROP TABLE IF EXISTS caption_hits')
    for (const sql of [...RESET_COLUMNS, ...RESET_KEY_SETS, ...CREATE_TABLES]) await connection.query(sql)
    return new PairTable(db, new Statements(db, connection))
  }

  get bytes(): number {
    return (this.rows + this.forgotten) * BYTES_PER_ROW + this.bytesBeside
  }

  /** Of what lies beside the rows: columns without a role, and sets of pairs. */
  get bytesBeside(): number {
    return this.columns.bytes + this.sets.bytes
  }

  /** Adds rows out of the fetched columns that there are; those of a shard come in order. Throws ProblemError: truncated, unsupported. */
  async insert(roles: RoleMap, columns: FetchedColumns, firstKey: PairKey, rows: number): Promise<void> {
    const { similarity, cell, size } = narrowRows(roles, columns, rows, this.licences)
    await this.statements.take('patient', () =>
      this.statements.withNumbers({ similarity, cell, size }, async (fileName) => {
        await this.statements.run(ingestSql(fileName, firstKey))
        // Within the turn, so that no question sees the rows without their count.
        if (firstKey < this.lastKey) this.reorders += 1
        this.lastKey = Math.max(this.lastKey, firstKey + rows - 1)
        this.rows += rows
        this.sets.add(firstKey, rows)
        this.revision += 1
      }),
    )
  }

  /**
   * Takes the rows of keys `first` to `last` out of every answer. They stay in their places, since the values of columns are joined by
   * place: no other row moves. Of 1,000,000 rows in 8 shards (Node, best of five) one is forgotten in 12 ms, in 31 with the values of a
   * column; reading it anew takes 45 for the table alone. Counts take as long as before (23 ms, now 21); the first page takes 10 ms in
   * place of 0.6, since rows may lie in another order from now on.
   */
  async forget(first: PairKey, last: PairKey): Promise<void> {
    await this.statements.take('patient', async () => {
      const counted = await this.statements.run(`SELECT count(*)::UINTEGER AS count FROM pairs WHERE key BETWEEN ${first} AND ${last}`)
      const rows = Number(counted.getChild('count')?.get(0) ?? 0)
      if (rows === 0) return
      for (const sql of forgetSql(first, last)) await this.statements.run(sql)
      await this.columns.forget()
      this.rows -= rows
      this.forgotten += rows
      this.revision += 1
      this.reorders += 1
    })
  }

  /** Every matching row after `after`, up to `limit`. */
  async page(query: Query, after: PageCursor | null, limit: number, signal?: AbortSignal): Promise<Page> {
    const { batch, revision } = await this.ask(
      () => pageSql(query, after, limit, { inKeyOrder: this.reorders === 0, forgotten: this.forgotten > 0 }, this.columns.tables),
      signal,
      query.within,
    )
    const keys = (batch.getChild('key')?.toArray() ?? new Float64Array()) as Float64Array
    const sizes = (batch.getChild('size')?.toArray() ?? new Uint32Array()) as Uint32Array
    const aspects = new Float32Array(keys.length)
    for (let i = 0; i < sizes.length; i++) {
      const size = sizes[i] ?? 0
      const height = size & 0xffff
      aspects[i] = height === 0 ? 0 : (size >>> 16) / height
    }
    const lastKey = keys.at(-1)
    const next =
      keys.length < limit || lastKey === undefined
        ? null
        : { key: lastKey, similarity: (batch.getChild('similarity')?.get(keys.length - 1) ?? null) as number | null }
    return { keys: keys.slice(), aspects, next, revision }
  }

  /** Counts over the rows there are when the question's turn comes. */
  async facets(query: Query, signal?: AbortSignal): Promise<Facets> {
    const sql = () => cubeSql(query, this.columns.tables, this.forgotten > 0)
    let known = this.cube
    if (known?.sql !== sql() || known.revision !== this.revision) {
      const { batch, revision, rows, asked } = await this.ask(sql, signal, query.within)
      const column = (name: string) => (batch.getChild(name)?.toArray() ?? new Uint32Array()) as Uint32Array
      known = { sql: asked, revision, rows, cube: { codes: column('code').slice(), counts: column('count').slice() } }
      this.cube = known
    }
    return { ...facetsFromCube(known.cube, query), revision: known.revision, rowsScanned: known.rows }
  }

  /** How many pairs of a set pass. */
  async count(query: Query, keys: KeyRanges, signal?: AbortSignal): Promise<number> {
    const within: KeySet = { id: COUNTED, keys: query.within ? intersect(query.within.keys, keys) : keys }
    return await this.statements.take(
      'urgent',
      async () => {
        try {
          await this.sets.ready(within)
          const counted = await this.statements.run(countSql({ ...query, within }, this.columns.tables, this.forgotten > 0))
          return Number(counted.getChild('count')?.get(0) ?? 0)
        } finally {
          await this.sets.drop(COUNTED)
        }
      },
      signal,
    )
  }

  /**
   * Every pair that passes, asked for span by span, so that no answer is larger than `atOnce` keys and other questions find a
   * turn in between. Of 13,000,000 rows (Node, busy machine) all are known in
   * 0.5 to 0.9 s, every second one in 0.8 to 1.1, one in a hundred in 0.3.
   */
  async keys(query: Query, signal?: AbortSignal, atOnce = KEYS_AT_ONCE): Promise<KeyRanges> {
    const parts: KeyRanges[] = []
    for (const [first, last] of this.sets.spans(atOnce)) {
      const { batch } = await this.ask(() => keysSql(query, first, last, this.columns.tables), signal, query.within)
      parts.push(rangesOf((batch.getChild('key')?.toArray() ?? new Float64Array()) as Float64Array))
    }
    return inOneSet(parts)
  }

  /** Narrow values of the scanned rows among `keys`. */
  async values(keys: readonly PairKey[], signal?: AbortSignal): Promise<Map<PairKey, NarrowValues>> {
    const values = new Map<PairKey, NarrowValues>()
    if (keys.length === 0) return values
    const { batch } = await this.ask(() => valuesSql(keys), signal)
    const column = (name: string) => batch.getChild(name)
    for (let i = 0; i < batch.numRows; i++) {
      const size = Number(column('size')?.get(i) ?? 0)
      values.set(Number(column('key')?.get(i)), {
        ...decodeCell(Number(column('cell')?.get(i))),
        similarity: column('similarity')?.get(i) as number | null,
        width: size >>> 16,
        height: size & 0xffff,
      })
    }
    return values
  }

  /** Which of the `rows` keys from `firstKey` on pass, a bit each. */
  async passing(query: Query, firstKey: PairKey, rows: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { within, ...everywhere } = query
    // Shards are asked one by one, and each has a part of the set alone: nothing is worth keeping of it.
    const inSet = within && bitsOf(within.keys, [{ at: 0, firstKey, rows }], 0, rows)
    if (inSet?.every((byte) => byte === 0)) return inSet
    const { batch } = await this.ask(() => passingSql({ ...everywhere, within: null }, firstKey, rows, this.columns.tables), signal)
    const passing = (batch.getChild('row')?.toArray() ?? new Uint32Array()) as Uint32Array
    const bits = new Uint8Array(Math.ceil(rows / 8))
    for (let i = 0; i < passing.length; i++) {
      const row = passing[i] ?? 0
      bits[row >>> 3] = (bits[row >>> 3] ?? 0) | (1 << (row & 7))
    }
    return inSet ? bits.map((byte, i) => byte & (inSet[i] ?? 0)) : bits
  }

  async clearCaptionHits(): Promise<void> {
    await this.statements.take('urgent', () => this.statements.run('DELETE FROM caption_hits'))
    this.revision += 1
  }

  /** Adds those of the rows from `firstKey` on whose caption contains the text. Throws ProblemError: truncated, unsupported. */
  async addCaptionHits(captions: FetchedColumn, firstKey: PairKey, contains: string, signal: AbortSignal): Promise<void> {
    const row = Uint32Array.from(matchingRows(captions, captionMatcher(contains)))
    if (row.length > 0)
      await this.statements.take(
        'patient',
        () => this.statements.withNumbers({ row }, (fileName) => this.statements.run(captionHitsSql(fileName, firstKey))),
        signal,
      )
    this.revision += 1
  }

  /** Aborting takes a question out of the queue; one that already runs ends by itself (at most about a second on 13M rows). */
  private ask(
    sql: () => string,
    signal?: AbortSignal,
    within: KeySet | null = null,
  ): Promise<{ batch: Batch; revision: number; rows: number; asked: string }> {
    return this.statements.take(
      'urgent',
      async () => {
        await this.sets.ready(within)
        const { revision, rows } = this
        const asked = sql()
        return { batch: await this.statements.run(asked), revision, rows, asked }
      },
      signal,
    )
  }
}

/** Whether a query needs captions to be read first. */
export function captionText(query: Query): string | null {
  return filterOf(query, 'caption')?.contains ?? null
}
