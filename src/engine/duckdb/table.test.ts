import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recogniseRoles } from '../../dataset/roles'
import { keysOfShard, pairKey } from '../scanning/key'
import { EMPTY_QUERY, withFilter, type Query } from '../../query/query'
import { PairTable } from './table'
import { columnsOf, openForTest } from './testing'

let db: AsyncDuckDB

beforeAll(async () => {
  db = await openForTest()
})

interface Row {
  nsfw: string | null
  similarity: number | null
  licence: string | null
  width: number | null
  height: number | null
  caption: string
}

const row = (part: Partial<Row>): Row => ({
  nsfw: 'UNLIKELY',
  similarity: 0.35,
  licence: '?',
  width: 400,
  height: 300,
  caption: 'a boat',
  ...part,
})

const ROLES = recogniseRoles([
  { path: 'NSFW', type: 'string', repeated: false },
  { path: 'similarity', type: 'float', repeated: false },
  { path: 'LICENSE', type: 'string', repeated: false },
  { path: 'WIDTH', type: 'integer', repeated: false },
  { path: 'HEIGHT', type: 'integer', repeated: false },
  { path: 'TEXT', type: 'string', repeated: false },
])

function slice(rows: readonly Row[]): Uint8Array<ArrayBuffer> {
  const column = <T>(name: string, data: T[], type: 'STRING' | 'DOUBLE' | 'INT32') => ({ name, data, type, nullable: true })
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        column(
          'NSFW',
          rows.map((r) => r.nsfw),
          'STRING',
        ),
        column(
          'similarity',
          rows.map((r) => r.similarity),
          'DOUBLE',
        ),
        column(
          'LICENSE',
          rows.map((r) => r.licence),
          'STRING',
        ),
        column(
          'WIDTH',
          rows.map((r) => r.width),
          'INT32',
        ),
        column(
          'HEIGHT',
          rows.map((r) => r.height),
          'INT32',
        ),
        column(
          'TEXT',
          rows.map((r) => r.caption),
          'STRING',
        ),
      ],
    }),
  )
}

let table: PairTable
beforeEach(async () => {
  table = await PairTable.create(db)
})

async function fill(rows: readonly Row[], shard = 0, firstRow = 0) {
  await table.insert(ROLES, await columnsOf(slice(rows)), pairKey(shard, firstRow), rows.length)
}

async function keys(query: Query): Promise<number[]> {
  const found: number[] = []
  for (let after: Parameters<PairTable['page']>[1] = null; ;) {
    const page = await table.page(query, after, 2)
    found.push(...page.keys)
    if (!page.next) return found
    after = page.next
  }
}

describe('the pair table', () => {
  it('reads classes, and takes junk and null for UNTAGGED', async () => {
    await fill([row({}), row({ nsfw: 'NSFW' }), row({ nsfw: ' unsure ' }), row({ nsfw: 'http://x' }), row({ nsfw: null })])
    expect((await table.facets(EMPTY_QUERY)).nsfw).toEqual([1, 1, 1, 2])
  })

  it('keeps pairs without a similarity as a group of their own', async () => {
    await fill([
      row({ similarity: 0.301 }),
      row({ similarity: -1 }),
      row({ similarity: null }),
      row({ similarity: NaN }),
      row({ similarity: 6016 }),
      row({ similarity: 1 }),
      row({ similarity: 0 }),
    ])
    const { similarity, matching } = await table.facets(EMPTY_QUERY)
    expect(matching).toBe(7)
    expect(similarity.missing).toBe(4)
    expect([similarity.bins[15], similarity.bins[49], similarity.bins[0]]).toEqual([1, 1, 1])
  })

  it('leaves the missing out of a range, or keeps them when asked', async () => {
    await fill([row({ similarity: 0.3 }), row({ similarity: 0.4 }), row({ similarity: null }), row({ similarity: 0.5 })])
    expect(await keys(withFilter(EMPTY_QUERY, { kind: 'similarity', min: 0.4, max: 0.5, missing: false }))).toEqual([1, 3])
    expect(await keys(withFilter(EMPTY_QUERY, { kind: 'similarity', min: 0.4, max: 0.5, missing: true }))).toEqual([1, 2, 3])
  })

  it('compares bounds as doubles, exactly', async () => {
    await fill([row({ similarity: 0.3015734851360321 }), row({ similarity: 0.3015734851360322 })])
    expect(await keys(withFilter(EMPTY_QUERY, { kind: 'similarity', min: 0.3015734851360322, max: 1, missing: false }))).toEqual([1])
  })

  it('counts each facet over every filter but its own', async () => {
    await fill([
      row({ nsfw: 'UNLIKELY', similarity: 0.35, licence: 'https://creativecommons.org/licenses/by/4.0/' }),
      row({ nsfw: 'NSFW', similarity: 0.35 }),
      row({ nsfw: 'NSFW', similarity: 0.45, licence: 'https://creativecommons.org/licenses/by/2.0/deed.fr' }),
      row({ nsfw: 'UNSURE', similarity: 0.45, width: null }),
    ])
    let query = withFilter(EMPTY_QUERY, { kind: 'nsfw', classes: [2] })
    query = withFilter(query, { kind: 'similarity', min: 0.4, max: 0.5, missing: false })
    const facets = await table.facets(query)
    expect(facets.matching).toBe(1)
    expect(facets.nsfw).toEqual([0, 1, 1, 0])
    expect([...facets.licences]).toEqual([['by', 1]])
    expect([facets.similarity.bins[17], facets.similarity.bins[22]]).toEqual([1, 1])
    const all = await table.facets(EMPTY_QUERY)
    expect(all.unknownSize).toBe(1)
    expect(new Map(all.licences)).toEqual(
      new Map([
        ['by', 2],
        ['unknown', 2],
      ]),
    )
  })

  it('filters by licence family, whatever the texts are', async () => {
    await fill([
      row({ licence: "it's mine" }),
      row({ licence: null }),
      row({ licence: 'http://creativecommons.org/licenses/by-sa/3.0/' }),
      row({ licence: '?' }),
    ])
    expect(await keys(withFilter(EMPTY_QUERY, { kind: 'licence', families: ['by-sa', 'other'] }))).toEqual([0, 2])
    expect(await keys(withFilter(EMPTY_QUERY, { kind: 'licence', families: ['unknown'] }))).toEqual([1, 3])
  })

  it('gives pairs of several classes in dataset order, page by page, and loses none', async () => {
    const licences = ['http://creativecommons.org/licenses/by/3.0/', '?', 'http://creativecommons.org/licenses/by-sa/3.0/']
    await fill(Array.from({ length: 12 }, (_, i) => row({ licence: licences[(i * 2) % 3] ?? '' })))
    const query = withFilter(withFilter(EMPTY_QUERY, { kind: 'nsfw', classes: [0] }), { kind: 'licence', families: ['by', 'by-sa'] })
    expect(await keys(query)).toEqual([0, 1, 3, 4, 6, 7, 9, 10])
  })

  it('filters by size; an unknown size does not pass', async () => {
    await fill([
      row({ width: 400, height: 300 }),
      row({ width: 0, height: 300 }),
      row({ width: 512, height: 512 }),
      row({ width: null }),
      row({ width: 90_000, height: 512 }),
    ])
    expect(await keys(withFilter(EMPTY_QUERY, { kind: 'size', minWidth: 512, minHeight: 0 }))).toEqual([2, 4])
    expect(await keys(withFilter(EMPTY_QUERY, { kind: 'size', minWidth: 0, minHeight: 300 }))).toEqual([0, 2, 4])
  })

  it('pages by key in dataset order and by similarity both ways, the missing last, ties in dataset order', async () => {
    await fill([
      row({ similarity: 0.4 }),
      row({ similarity: null }),
      row({ similarity: 0.3 }),
      row({ similarity: 0.4 }),
      row({ similarity: -1 }),
      row({ similarity: 0.5 }),
    ])
    expect(await keys(EMPTY_QUERY)).toEqual([0, 1, 2, 3, 4, 5])
    expect(await keys({ ...EMPTY_QUERY, sort: 'similarity-descending' })).toEqual([5, 0, 3, 2, 1, 4])
    expect(await keys({ ...EMPTY_QUERY, sort: 'similarity-ascending' })).toEqual([2, 0, 3, 5, 1, 4])
  })

  it('says of exactly how many rows its counts are, while rows arrive', async () => {
    const arriving = Promise.all(Array.from({ length: 8 }, (_, i) => fill([row({}), row({})], 0, i * 2)))
    for (let asked = 0; asked < 6; asked++) {
      const { matching, rowsScanned } = await table.facets(EMPTY_QUERY)
      expect(matching).toBe(rowsScanned)
    }
    await arriving
    expect((await table.facets(EMPTY_QUERY)).rowsScanned).toBe(16)
  })

  it('keeps dataset order when an early shard comes late', async () => {
    await fill([row({}), row({})], 1)
    await fill([row({})], 0)
    expect(await keys(EMPTY_QUERY)).toEqual([pairKey(0, 0), pairKey(1, 0), pairKey(1, 1)])
  })

  it('keeps row order when licences are looked up', async () => {
    const licences = ['?', 'MIT', 'https://creativecommons.org/licenses/by/4.0/', '']
    const rows = Array.from({ length: 5000 }, (_, i) => row({ licence: licences[i % 4] ?? '', similarity: i / 5000 }))
    await fill(rows)
    const { keys: found } = await table.page(EMPTY_QUERY, null, 5000)
    expect([...found]).toEqual(rows.map((_, i) => i))
    const values = await table.values([4999, 1, 2])
    expect(values.get(1)?.licence).toBe('mit')
    expect(values.get(2)).toMatchObject({ licence: 'by', similarity: 2 / 5000, width: 400, height: 300, nsfw: 0 })
    expect(values.get(4999)?.similarity).toBe(4999 / 5000)
  })

  it('gives aspects with the keys, 0 for an unknown size', async () => {
    await fill([row({ width: 400, height: 200 }), row({ width: null, height: null })])
    expect([...(await table.page(EMPTY_QUERY, null, 10)).aspects]).toEqual([2, 0])
  })

  it('takes a shard that has none of the narrow columns', async () => {
    const roles = recogniseRoles([{ path: 'URL', type: 'string', repeated: false }])
    await table.insert(roles, new Map(), pairKey(2, 100), 3)
    expect(await keys(EMPTY_QUERY)).toEqual([pairKey(2, 100), pairKey(2, 101), pairKey(2, 102)])
    expect(await table.facets(EMPTY_QUERY)).toMatchObject({ matching: 3, nsfw: [0, 0, 0, 3], unknownSize: 3, similarity: { missing: 3 } })
  })

  it('finds captions without case, and takes quotes and wildcards as text', async () => {
    const rows = [
      row({ caption: "It's a BOAT" }),
      row({ caption: '100% wool' }),
      row({ caption: '강아지 얼굴' }),
      row({ caption: 'Boathouse' }),
    ]
    await fill(rows)
    const { signal } = new AbortController()
    const hits = async (contains: string) => {
      await table.clearCaptionHits()
      const captions = (await columnsOf(slice(rows))).get('TEXT')
      if (captions) await table.addCaptionHits(captions, 0, contains, signal)
      return await keys(withFilter(EMPTY_QUERY, { kind: 'caption', contains }))
    }
    expect(await hits('boat')).toEqual([0, 3])
    expect(await hits("it's")).toEqual([0])
    expect(await hits('%')).toEqual([1])
    expect(await hits('강아지')).toEqual([2])
    expect(await hits("'; DROP TABLE pairs; --")).toEqual([])
    expect(table.rows).toBe(4)
  })

  it('takes a shard with a string that is not UTF-8', async () => {
    const data = [new TextEncoder().encode('UNLIKELY'), Uint8Array.of(0xff, 0xfe)]
    const schema = [
      { name: 'root', num_children: 1 },
      { name: 'NSFW', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    ] as const
    const bytes = new Uint8Array(parquetWriteBuffer({ schema: [...schema], columnData: [{ name: 'NSFW', data }] }))
    await table.insert(recogniseRoles([{ path: 'NSFW', type: 'string', repeated: false }]), await columnsOf(bytes), 0, 2)
    expect((await table.facets(EMPTY_QUERY)).nsfw).toEqual([1, 0, 0, 1])
  })

  describe('of which a shard is forgotten', () => {
    const old = row({ nsfw: 'NSFW', similarity: 0.9, licence: 'MIT', width: null, caption: 'an old boat' })
    const [first, last] = keysOfShard(1)
    const kept = [pairKey(0, 0), pairKey(0, 1), pairKey(2, 0)]
    const BOAT = withFilter(EMPTY_QUERY, { kind: 'caption', contains: 'boat' })

    beforeEach(async () => {
      await fill([row({}), row({})], 0)
      await fill([old, old, old], 1)
      await fill([row({ similarity: null })], 2)
    })

    it('has none of its rows in any answer', async () => {
      await table.forget(first, last)
      expect(table.rows).toBe(3)
      expect(await keys(EMPTY_QUERY)).toEqual(kept)
      expect(await keys({ ...EMPTY_QUERY, sort: 'similarity-descending' })).toEqual(kept)
      expect(await keys({ ...EMPTY_QUERY, sort: 'similarity-ascending' })).toEqual(kept)
      expect(await keys(withFilter(EMPTY_QUERY, { kind: 'nsfw', classes: [2] }))).toEqual([])
      expect(await table.facets(EMPTY_QUERY)).toMatchObject({ matching: 3, rowsScanned: 3, nsfw: [3, 0, 0, 0], unknownSize: 0 })
      expect([...(await table.values([pairKey(0, 1), pairKey(1, 0), first - 1])).keys()].sort((a, b) => a - b)).toEqual([pairKey(0, 1)])
      expect([...(await table.passing(EMPTY_QUERY, pairKey(1, 0), 3))]).toEqual([0])
      expect([...(await table.passing(EMPTY_QUERY, pairKey(0, 0), 2))]).toEqual([0b11])
    })

    it('has no hit of its captions, nor values of its columns', async () => {
      const { signal } = new AbortController()
      const captions = (await columnsOf(slice([old, old, old]))).get('TEXT')
      if (!captions) throw new Error('no captions')
      await table.addCaptionHits(captions, pairKey(1, 0), 'boat', signal)
      expect(await keys(BOAT)).toHaveLength(3)
      const numbers = (await columnsOf(slice([old, old, old]))).get('similarity')
      await table.columns.create('score', 'range', false)
      await table.columns.write('score', { at: 0, rows: 2, firstKey: 0 }, null, signal)
      await table.columns.write('score', { at: 2, rows: 3, firstKey: pairKey(1, 0) }, numbers ?? null, signal)
      const high = withFilter(EMPTY_QUERY, { kind: 'range', column: 'score', min: 0.5, max: null, missing: false })
      expect(await keys(high)).toHaveLength(3)
      await table.forget(first, last)
      expect(await keys(BOAT)).toEqual([])
      expect(await keys(high)).toEqual([])
      expect(await table.columns.counts(EMPTY_QUERY, 'score')).toMatchObject({ extent: null, missing: 2 })
      expect(await table.columns.values([pairKey(1, 0)], ['score'])).toEqual([[undefined]])
    })

    it('tells that answers are others now, and keeps the room that was taken', async () => {
      const { bytes, revision, reorders } = table
      await table.forget(first, last)
      expect(table.bytes).toBe(bytes)
      expect([table.revision > revision, table.reorders > reorders]).toEqual([true, true])
      const after = { revision: table.revision, reorders: table.reorders }
      await table.forget(...keysOfShard(7))
      expect(table).toMatchObject(after)
    })

    it('takes the rows that are read anew, in their place', async () => {
      await table.forget(first, last)
      const anew = pairKey(1, 0, 1)
      await table.insert(ROLES, await columnsOf(slice([row({ nsfw: 'UNSURE' }), row({})])), anew, 2)
      expect(await keys(EMPTY_QUERY)).toEqual([pairKey(0, 0), pairKey(0, 1), anew, anew + 1, pairKey(2, 0)])
      expect(await table.facets(EMPTY_QUERY)).toMatchObject({ matching: 5, rowsScanned: 5, nsfw: [4, 1, 0, 0] })
      expect([...(await table.passing(EMPTY_QUERY, anew, 2))]).toEqual([0b11])
    })
  })
})
