import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recogniseRoles } from '../../dataset/roles'
import { intersect, NO_KEYS, rangesOf, unite, type KeyRanges } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'
import { EMPTY_QUERY, setOfKeys, withFilter, type Filter, type KeySet, type Query, type Sort } from '../../query/query'
import { parquet } from '../../shards/testing'
import type { PageCursor } from '../engine'
import { keysOfShard, pairKey } from '../scanning/key'
import { bitsOf, FEW_RANGES } from './key-sets'
import { PairTable } from './table'
import { columnsOf, openForTest } from './testing'

let db: AsyncDuckDB
beforeAll(async () => {
  db = await openForTest()
})

let table: PairTable
/** What the table holds, for a computation of our own. */
let rows: Row[]
beforeEach(async () => {
  table = await PairTable.create(db)
  rows = []
})

interface Row {
  readonly key: PairKey
  readonly similarity: number | null
  readonly nsfw: number
  readonly caption: string
  readonly score: number | null
}

const { signal } = new AbortController()
const NSFW = ['UNLIKELY', 'UNSURE', 'NSFW', 'UNTAGGED']
const ROLES = recogniseRoles([
  { path: 'similarity', type: 'float', repeated: false },
  { path: 'nsfw', type: 'string', repeated: false },
  { path: 'caption', type: 'string', repeated: false },
])
const FLEET = { kind: 'caption', contains: 'boat' } as const

/** Rows whose values follow from a number, some of them missing and many the same. */
async function arrive(shard: number, count: number, { version = 0, firstRow = 0, salt = 0 } = {}): Promise<void> {
  const firstKey = pairKey(shard, firstRow, version)
  const at = rows.length
  const added = Array.from({ length: count }, (_, i): Row => {
    const mixed = Math.abs(Math.imul(i + 1 + salt + 1000 * shard, 0x9e3779b1)) % 1000
    return {
      key: firstKey + i,
      similarity: mixed % 7 === 0 ? null : (mixed % 20) / 20,
      nsfw: mixed % 4,
      caption: mixed % 3 === 0 ? 'a boat' : 'a tree',
      score: mixed % 5 === 0 ? null : mixed,
    }
  })
  const columns = await columnsOf(
    parquet({
      columnData: [
        { name: 'similarity', type: 'DOUBLE', data: added.map(({ similarity }) => similarity), nullable: true },
        { name: 'nsfw', type: 'STRING', data: added.map(({ nsfw }) => NSFW[nsfw]) },
        { name: 'caption', type: 'STRING', data: added.map(({ caption }) => caption) },
        { name: 'score', type: 'DOUBLE', data: added.map(({ score }) => score), nullable: true },
      ],
    }),
  )
  await table.insert(ROLES, columns, firstKey, count)
  await table.columns.create('score', 'range', false)
  await table.columns.write('score', { at, rows: count, firstKey }, columns.get('score') ?? null, signal)
  const captions = columns.get('caption')
  if (captions) await table.addCaptionHits(captions, firstKey, FLEET.contains, signal)
  rows.push(...added)
}

/** Takes a shard's rows away, in the place they have in the table. */
async function leave(shard: number): Promise<void> {
  const [first, last] = keysOfShard(shard)
  await table.forget(first, last)
  rows = rows.map((row) => (row.key >= first && row.key <= last ? { ...row, key: -1 } : row))
}

function passes(row: Row, filter: Filter): boolean {
  switch (filter.kind) {
    case 'nsfw':
      return filter.classes.some((each) => each === row.nsfw)
    case 'similarity':
      return row.similarity === null ? filter.missing : row.similarity >= filter.min && row.similarity <= filter.max
    case 'caption':
      return row.caption.includes(filter.contains)
    case 'range':
      return row.score === null ? filter.missing : row.score >= (filter.min ?? -Infinity) && row.score <= (filter.max ?? Infinity)
    default:
      throw new Error(`No row is filtered by ${filter.kind} here.`)
  }
}

/** The rows that answer a query, in its order. */
function answer({ filters, within, sort }: Query): Row[] {
  const found = rows
    .filter(({ key }) => key >= 0 && (!within || isIn(within.keys, key)))
    .filter((row) => filters.every((filter) => passes(row, filter)))
    .sort((a, b) => a.key - b.key)
  if (sort === 'dataset') return found
  const upwards = sort === 'similarity-ascending' ? 1 : -1
  return found.sort((a, b) => {
    if (a.similarity === null || b.similarity === null)
      return Number(a.similarity === null) - Number(b.similarity === null) || a.key - b.key
    return upwards * (a.similarity - b.similarity) || a.key - b.key
  })
}

function isIn(ranges: KeyRanges, key: PairKey): boolean {
  for (let i = 0; i < ranges.length; i += 2) if (key >= (ranges[i] ?? 0) && key <= (ranges[i + 1] ?? 0)) return true
  return false
}

async function pagesOf(query: Query, limit: number): Promise<PairKey[]> {
  const found: PairKey[] = []
  for (let after: PageCursor | null = null; ;) {
    const page = await table.page(query, after, limit)
    found.push(...page.keys)
    if (!page.next) return found
    after = page.next
  }
}

const countBy = (found: readonly Row[], nsfw: number) => found.filter((row) => row.nsfw === nsfw).length

/** That every answer to a query is what the rows say. */
async function expectAnswers(query: Query, limit = 50): Promise<void> {
  const found = answer(query)
  expect(await pagesOf(query, limit)).toEqual(found.map(({ key }) => key))
  // Few at once, so that they come in parts.
  expect(await table.keys(query, undefined, 300)).toEqual(rangesOf(found.map(({ key }) => key)))
  const facets = await table.facets(query)
  const others = answer({ ...query, filters: query.filters.filter(({ kind }) => kind !== 'nsfw') })
  expect(facets.matching).toBe(found.length)
  expect(facets.nsfw).toEqual([0, 1, 2, 3].map((nsfw) => countBy(others, nsfw)))
  const column = await table.columns.counts(query, 'score')
  const scored = answer({ ...query, filters: query.filters.filter(({ kind }) => kind !== 'range') })
  const binned = column?.kind === 'range' ? column.bins.counts.reduce((sum, count) => sum + count, 0) : NaN
  expect([binned, column?.missing]).toEqual([
    scored.filter(({ score }) => score !== null).length,
    scored.filter(({ score }) => score === null).length,
  ])
  expect(await table.count({ ...query, within: null }, query.within?.keys ?? rangesOf(keysThere()))).toBe(found.length)
}

const keysThere = () => rows.map(({ key }) => key).filter((key) => key >= 0)
const alternate = (from: PairKey, to: PairKey) => rangesOf(Array.from({ length: Math.ceil((to - from + 1) / 2) }, (_, i) => from + 2 * i))
const within = (keys: KeyRanges, change: Partial<Query> = {}): Query => ({ ...EMPTY_QUERY, within: setOfKeys(keys), ...change })

const FILTERS: readonly Filter[] = [
  { kind: 'nsfw', classes: [0, 2] },
  { kind: 'similarity', min: 0.2, max: 0.7, missing: true },
  FLEET,
  { kind: 'range', column: 'score', min: 100, max: 800, missing: false },
]
const SORTS: readonly Sort[] = ['dataset', 'similarity-descending', 'similarity-ascending']

describe('a query within a set of pairs', () => {
  it('is answered over them alone, whatever the set, the filters and the sort', { timeout: 60_000 }, async () => {
    // Rows that do not come in dataset order, of a changed file too, over more than one of DuckDB's vectors.
    await arrive(2, 700)
    await arrive(0, 2500)
    await arrive(1, 300)
    await leave(1)
    await arrive(1, 500, { version: 1, salt: 7 })
    await arrive(2, 900, { firstRow: 700, salt: 3 })
    const keys = [...keysThere(), ...[0, 1, 250].map((row) => pairKey(1, row)), pairKey(3, 5)]
    const some = fc.oneof(
      fc.subarray(keys).map((list) => rangesOf(list)),
      fc.subarray(keys, { maxLength: 2 * FEW_RANGES }).map((list) => rangesOf(list)),
      // Long ranges, with bounds where nobody is.
      fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 34 }), { minLength: 2, maxLength: 40 }).map((bounds) => {
        const sorted = bounds.sort((a, b) => a - b).slice(0, 2 * Math.floor(bounds.length / 2))
        return intersect(rangesOf(keys), new Float64Array(sorted))
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        some,
        fc.subarray([...FILTERS]),
        fc.constantFrom(...SORTS),
        fc.integer({ min: 30, max: 5000 }),
        async (set, filters, sort, limit) => {
          await expectAnswers(filters.reduce(withFilter, within(set, { sort })), limit)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('is answered whichever question comes first', async () => {
    await arrive(0, 600)
    const set = () => within(alternate(0, 400))
    expect((await table.facets(set())).matching).toBe(201)
    expect(await table.columns.counts(set(), 'score')).toEqual(await table.columns.counts(within(alternate(0, 401)), 'score'))
    expect(await table.count(set(), alternate(0, 300))).toBe(151)
  })

  it('of none passes nothing', async () => {
    await arrive(0, 100)
    await expectAnswers(within(NO_KEYS))
    expect(await table.count(EMPTY_QUERY, NO_KEYS)).toBe(0)
  })

  it('keeps the order of every second row, page by page', async () => {
    await arrive(0, 10_000)
    const query = within(alternate(1, 9999))
    expect(await pagesOf(query, 777)).toEqual(Array.from({ length: 5000 }, (_, i) => 2 * i + 1))
    await expectAnswers({ ...query, sort: 'similarity-descending' }, 999)
  })

  it('takes in rows that arrive later, before others too', async () => {
    await arrive(0, 100)
    const few = within(new Float64Array([pairKey(0, 90), pairKey(0, 200), pairKey(2, 0), pairKey(2, 5)]))
    const many = within(rangesOf([0, 1, 2].flatMap((shard) => [...alternate(pairKey(shard, 0), pairKey(shard, 400))])))
    for (const query of [few, many]) await expectAnswers(query)
    await arrive(2, 333)
    for (const query of [few, many]) await expectAnswers(query)
    await arrive(1, 50)
    await arrive(0, 301, { firstRow: 100 })
    for (const query of [few, many]) await expectAnswers(query)
  })

  it('passes no row of a file that has changed by a key of the old one', async () => {
    await arrive(0, 40)
    await arrive(1, 40)
    const old = within(alternate(pairKey(1, 0), pairKey(1, 38)))
    expect(await pagesOf(old, 100)).toHaveLength(20)
    await leave(1)
    await arrive(1, 40, { version: 1 })
    await expectAnswers(old)
    expect(await pagesOf(old, 100)).toEqual([])
    // The version counts to four: old rows are out of every answer even under a key that is used again.
    await leave(1)
    await arrive(1, 30, { version: 4 })
    await expectAnswers(old)
    expect(await pagesOf(old, 100)).toHaveLength(15)
  })

  it('tells each set by its id, however many are asked for', async () => {
    await arrive(0, 600)
    const sets = Array.from({ length: 5 }, (_, i) => within(alternate(i, 500 - 20 * i)))
    for (const query of [...sets, ...sets.slice().reverse(), ...sets]) await expectAnswers(query)
    const quoted: KeySet = { id: `a"; DROP TABLE pairs; --'`, keys: alternate(0, 100) }
    await expectAnswers({ ...EMPTY_QUERY, within: quoted })
  })

  it('counts a set within another', async () => {
    await arrive(0, 600)
    const query = withFilter(within(alternate(0, 400)), { kind: 'nsfw', classes: [1] })
    for (const keys of [alternate(0, 300), new Float64Array([300, 500]), alternate(1, 301)])
      expect(await table.count(query, keys)).toBe(answer({ ...query, within: setOfKeys(intersect(keys, alternate(0, 400))) }).length)
  })

  it('has the bits of a shard for a ranking', async () => {
    await arrive(0, 77)
    await arrive(1, 700)
    for (const keys of [
      unite(alternate(3, 60), alternate(pairKey(1, 0), pairKey(1, 600))),
      new Float64Array([pairKey(1, 5), pairKey(1, 6)]),
      NO_KEYS,
    ]) {
      const query = withFilter(within(keys), { kind: 'nsfw', classes: [0, 1] })
      const passing = new Set(answer(query).map(({ key }) => key))
      const bits = await table.passing(query, pairKey(1, 0), 700)
      expect(Array.from({ length: 700 }, (_, row) => ((bits[row >> 3] ?? 0) >> (row & 7)) & 1)).toEqual(
        Array.from({ length: 700 }, (_, row) => Number(passing.has(pairKey(1, row)))),
      )
    }
  })
})

describe('the bits of a set', () => {
  it('are those of the keys at the places asked for', () => {
    const keys = fc.uniqueArray(fc.integer({ min: 0, max: 60 })).map((list) => rangesOf(list))
    const runs = [
      { at: 0, firstKey: 40, rows: 13 },
      { at: 13, firstKey: 0, rows: 21 },
    ]
    const keyAt = (place: number) => (place < 13 ? 40 + place : place - 13)
    fc.assert(
      fc.property(keys, fc.integer({ min: 0, max: 34 }), fc.integer({ min: 0, max: 34 }), (set, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const bits = bitsOf(set, runs, from, to)
        const expected = Array.from({ length: 8 * bits.length }, (_, i) => Number(from + i < to && isIn(set, keyAt(from + i))))
        expect(expected.map((_, i) => ((bits[i >> 3] ?? 0) >> (i & 7)) & 1)).toEqual(expected)
      }),
    )
  })
})
