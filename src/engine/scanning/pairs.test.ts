import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatValue } from './format-value'
import type { OpenedShard } from '../../shards/kinds/open'
import { readFooter } from '../../shards/footer'
import { Lru } from '../../flow/lru'
import { RowReader } from '../../shards/rows'
import { fileOf, parquet, problemOf } from '../../shards/testing'
import { columnLabels, readRow, windowsOf } from './pairs'

describe('windows of rows', () => {
  const groups = [
    { index: 0, firstRow: 0, rows: 1000 },
    { index: 1, firstRow: 1000, rows: 0 },
    { index: 2, firstRow: 1000, rows: 500 },
  ]

  it('keeps neighbours together and splits far rows and groups', () => {
    expect(windowsOf([0, 1, 200, 900, 999, 1000, 1499], groups)).toEqual([
      { group: 0, rows: [0, 1, 200] },
      { group: 0, rows: [900, 999] },
      { group: 2, rows: [0] },
      { group: 2, rows: [499] },
    ])
  })

  it('drops rows beyond the shard', () => {
    expect(windowsOf([1500], groups)).toEqual([])
  })
})

describe('names of columns', () => {
  it('are told apart, and none is empty', () => {
    expect(columnLabels(['url', 'score', 'score', '', 'score (2)', 'score', ''])).toEqual([
      'url',
      'score',
      'score (3)',
      '(no name)',
      'score (2)',
      'score (4)',
      '(no name) (2)',
    ])
  })
})

describe('a row', () => {
  async function opened(bytes: Uint8Array): Promise<OpenedShard> {
    const file = fileOf(bytes)
    const footer = await readFooter(file)
    const reader = new RowReader(file, footer, new Lru(1e6))
    return { index: 0, ref: { kind: 'remote', name: 'a', url: 'https://h/a' }, file, footer, reader } as unknown as OpenedShard
  }

  /** Two columns of PLAIN numbers, uncompressed, whose first `damaged` pages have no size in their headers. */
  function shard(damaged: number): Uint8Array {
    const bytes = parquet({
      codec: 'UNCOMPRESSED',
      columnData: ['a', 'b'].map((name) => ({ name, type: 'INT32', encoding: 'PLAIN', data: [1, 2] })),
    })
    let at = 4
    for (let page = 0; page < damaged; page++) {
      bytes[at + 2] = 0x50
      at = bytes.indexOf(0x15, at + 20)
    }
    return bytes
  }

  it('says what is wrong with a column in its place', async () => {
    const row = await readRow(await opened(shard(1)), 1)
    expect(row.columns).toEqual([
      { name: 'a', type: 'integer', value: null, problem: expect.objectContaining({ code: 'truncated' }) as unknown },
      { name: 'b', type: 'integer', value: '2' },
    ])
  })

  it('is a problem only where nothing of it can be read', async () => {
    expect(await problemOf(readRow(await opened(shard(2)), 1))).toMatchObject({ code: 'truncated' })
  })
})

const FOUND = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'found')

describe.skipIf(!existsSync(FOUND))('rows of files found elsewhere (skipped without the shared folder)', () => {
  async function row(name: string) {
    const file = fileOf(new Uint8Array(readFileSync(join(FOUND, name))))
    const footer = await readFooter(file)
    const reader = new RowReader(file, footer, new Lru(1e6))
    const shard = { index: 0, ref: { kind: 'file', name }, file, footer, reader } as unknown as OpenedShard
    return (await readRow(shard, 1)).columns
  }

  it('dup.parquet has two scores', async () => {
    expect((await row('dup.parquet')).map(({ name }) => name)).toEqual(['url', 'caption', 'score', 'score (2)', 'NSFW'])
  })

  it('names.parquet has a column without a name', async () => {
    expect((await row('names.parquet')).find(({ name }) => name === '(no name)')?.value).toBe('12')
  })

  it.each(['duck_types.parquet', 'types_lz4_v2.parquet'])('%s shows all columns that can be read', async (name) => {
    const columns = await row(name)
    expect(columns.length).toBeGreaterThan(5)
    expect(columns.filter(({ problem }) => problem).length).toBeLessThanOrEqual(1)
  })
})

describe('printed values', () => {
  it.each([
    [null, null],
    ['text', 'text'],
    [12n, '12'],
    [0.25, '0.25'],
    [new Uint8Array(2048), '2.05 KB of bytes'],
    [['a', null], '[a, null]'],
    [new Float32Array(512), `[${Array(16).fill(0).join(', ')}, … 512 in all]`],
    [{ path: 'x', bytes: new Uint8Array(10) }, '{path: x, bytes: 10 B of bytes}'],
    [{ skipped: 5_000_000 }, '{skipped: 5000000}'],
    [[new Date(NaN), new Date(0)], '[a date out of range, 1970-01-01T00:00:00.000Z]'],
    [new Float32Array(10_000_000), `[${Array(16).fill(0).join(', ')}, … 10000000 in all]`],
  ])('case %#', (value, printed) => {
    expect(formatValue(value)).toBe(printed)
  })

  it('ends lists in lists in lists', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 'some words' : Array<unknown>(16).fill(nested(depth - 1)))
    expect(formatValue(nested(6))?.length).toBeLessThan(100_000)
    expect(formatValue(Array.from({ length: 5000 }).reduce<unknown>((inner) => [inner], 1))).toMatch(/^\[+…\]+$/)
  })

  it('abridges long texts', () => {
    expect(formatValue('x'.repeat(30_000))).toHaveLength('… (30000 characters)'.length + 20_000)
  })
})
