import { readFileSync } from 'node:fs'
import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { layoutShard, STORED_PICTURE } from '../../../e2e/shards/layout'
import { LAYOUTS } from '../../../e2e/shards/layouts'
import { columnName, recogniseRoles } from '../../dataset/roles'
import type { Pair } from '../../pair/pair'
import { EMPTY_QUERY, withFilter } from '../../query/query'
import type { RoleOverrides } from '../../pair/role'
import { PairTable } from '../duckdb/table'
import { openForTest } from '../duckdb/testing'
import { DatasetSession } from './session'

let db: AsyncDuckDB
beforeAll(async () => {
  db = await openForTest()
})

let session: DatasetSession | null = null
afterEach(() => session?.close())

async function open(path: string, roles: RoleOverrides | null = null): Promise<DatasetSession> {
  const file = new File([readFileSync(path)], 'layout.parquet')
  const opened = new DatasetSession(
    {
      name: 'layout',
      shards: [{ kind: 'local', name: file.name, file }],
      attributions: [],
      licence: '',
      notes: [],
      embeddings: null,
      roles,
    },
    PairTable.create(db),
    Infinity,
    60,
    () => undefined,
  )
  session = opened
  await vi.waitFor(() => expect(opened.status().phase).toBe('complete'), { timeout: 5000, interval: 10 })
  return opened
}

function layout(name: string) {
  const found = LAYOUTS.find((candidate) => candidate.name === name)
  if (!found) throw new RangeError(name)
  return found
}

const plain = (pairs: readonly (Pair | null)[]) =>
  pairs.map(
    (pair) =>
      pair && {
        caption: pair.caption,
        url: pair.url,
        nsfw: pair.nsfw,
        similarity: pair.similarity,
        width: pair.width,
        height: pair.height,
        hasPicture: pair.hasPicture,
      },
  )

describe.each(LAYOUTS)('a shard as $name writes it', (written) => {
  it('has its columns in their roles', async () => {
    const opened = await open(await layoutShard(written))
    const roles = recogniseRoles(await opened.columnsOf(0))
    expect(Object.fromEntries(Object.entries(roles).map(([role, column]) => [role, columnName(column)]))).toEqual(written.roles)
  })

  it('is read the same before and after its scan, and no row is lost', async () => {
    const opened = await open(await layoutShard(written))
    expect(plain(await opened.head(60))).toEqual(written.pairs)
    expect(plain(await opened.pairs(written.pairs.map((_, row) => row)))).toEqual(written.pairs)
    const facets = await opened.facets(EMPTY_QUERY)
    expect(facets.matching).toBe(written.rows.length)
    expect(facets.nsfw).toEqual([0, 1, 2, 3].map((nsfw) => written.pairs.filter((pair) => pair.nsfw === nsfw).length))
    expect(facets.similarity.missing).toBe(written.pairs.filter((pair) => pair.similarity === null).length)
    expect(facets.unknownSize).toBe(written.pairs.filter((pair) => pair.width === 0 || pair.height === 0).length)
  })
})

describe('stored pictures', () => {
  it.each(['tfds-images', 'img2dataset-parquet', 'hub-image', 'hub-images', 'lists-of-bytes'])(
    'are read from %s, in the first row',
    async (name) => {
      const opened = await open(await layoutShard(layout(name)))
      const { bytes, type } = await opened.picture(0)
      expect(type).toBe('image/png')
      expect(Buffer.from(bytes).equals(Buffer.from(STORED_PICTURE))).toBe(true)
    },
  )

  it.each([
    ['img2dataset-parquet', 1],
    ['hub-image', 1],
    ['hub-image', 2],
    ['hub-images', 1],
  ] as const)('are empty where a row of %s has none: row %i', async (name, row) => {
    const opened = await open(await layoutShard(layout(name)))
    expect(await opened.picture(row)).toEqual({ bytes: new Uint8Array(), type: '' })
  })
})

describe('a caption filter', () => {
  const containing = (contains: string) => withFilter(EMPTY_QUERY, { kind: 'caption', contains })
  const hits = async (opened: DatasetSession, contains: string) => {
    await opened.facets(containing(contains))
    await vi.waitFor(() => expect(opened.status().captionScan).toBeNull(), { timeout: 5000, interval: 10 })
    return [...(await opened.page(containing(contains), null, 100)).keys]
  }

  it('finds captions as they are shown, and as they are stored', async () => {
    const opened = await open(await layoutShard(layout('laion-400m-raw')))
    expect(await hits(opened, 'salt & pepper, 6" TALL')).toEqual([0])
    expect(await hits(opened, '<b>new</b>')).toEqual([0])
    expect(await hits(opened, 'pepper')).toEqual([0])
    expect(await hits(opened, '&quot; tall')).toEqual([0])
    expect(await hits(opened, '<p>')).toEqual([])
  })

  it('finds captions in lists', async () => {
    const opened = await open(await layoutShard(layout('sbu')))
    expect(await hits(opened, 'NET')).toEqual([2])
    expect(await hits(opened, 'another')).toEqual([])
  })
})

describe("a person's own roles", () => {
  it('are those of the session', async () => {
    const opened = await open(await layoutShard(layout('laion-coco')), {
      caption: 'all_captions.list.element',
      width: 'HEIGHT',
      height: 'WIDTH',
      nsfw: '',
    })
    expect(plain(await opened.pairs([0, 1]))).toMatchObject([
      { caption: 'a boat at sea', width: 480, height: 640, nsfw: 3 },
      { caption: '', width: 480, height: 640, nsfw: 3 },
    ])
    expect((await opened.facets(EMPTY_QUERY)).nsfw).toEqual([0, 0, 0, 4])
  })
})
