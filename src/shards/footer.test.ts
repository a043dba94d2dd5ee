import { parquetMetadata, type SchemaElement } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import fc from 'fast-check'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ProblemError, type Problem } from '../dataset/problem'
import { fetchColumns } from './column-io'
import { leafType } from './columns'
import { chunkOf, readFooter, withTail } from './footer'
import { Lru } from '../flow/lru'
import { RowReader } from './rows'
import { fileOf, parquet, problemOf, SpyFile } from './testing'
import { codesOf } from './values/codes'

const rows = Array.from({ length: 250 }, (_, i) => i)
const bytes = parquet({
  columnData: [
    { name: 'id', type: 'INT32', data: rows },
    { name: 'TEXT', type: 'STRING', data: rows.map((i) => `t${i}`) },
  ],
  rowGroupSize: 100,
})

async function problem(of: Uint8Array): Promise<Problem | null> {
  try {
    await readFooter(fileOf(of))
    return null
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
}

/** The file with its footer changed: metadata edited, then written anew. */
function edited(edit: (metadata: ReturnType<typeof parquetMetadata>) => void, of = bytes): Uint8Array {
  const metadata = parquetMetadata(of.buffer)
  const start = of.length - 8 - metadata.metadata_length
  edit(metadata)
  const writer = new ByteWriter()
  writeMetadata(writer, metadata)
  return Uint8Array.from([...of.subarray(0, start), ...writer.getBytes(), ...new TextEncoder().encode('PAR1')])
}

/** A file of nothing but this footer. */
function footerOf(thrift: readonly number[]): Uint8Array {
  const mark = new TextEncoder().encode('PAR1')
  return Uint8Array.from([...mark, ...thrift, thrift.length, 0, 0, 0, ...mark])
}

const firstChunk = (metadata: ReturnType<typeof parquetMetadata>) => metadata.row_groups[0]?.columns[0]

describe('a footer', () => {
  it('tells rows, groups and columns', async () => {
    const footer = await readFooter(fileOf(bytes))
    expect(footer.rows).toBe(250)
    expect(footer.groups).toEqual([
      { index: 0, firstRow: 0, rows: 100 },
      { index: 1, firstRow: 100, rows: 100 },
      { index: 2, firstRow: 200, rows: 50 },
    ])
    expect(footer.columns).toEqual([
      { path: 'id', type: 'integer', repeated: false },
      { path: 'TEXT', type: 'string', repeated: false },
    ])
  })

  it('comes in one read, and what came with it is not read again', async () => {
    const file = new SpyFile(bytes)
    const footer = await readFooter(file)
    expect(await withTail(file, footer).read({ start: 0, end: 4 })).toEqual(bytes.slice(0, 4))
    expect(file.reads).toHaveLength(1)
  })

  it('comes in two reads when it is longer than the first, no byte twice', async () => {
    const many = parquet({ columnData: [{ name: 'a', type: 'INT32', data: Array.from({ length: 3000 }, (_, i) => i) }], rowGroupSize: 1 })
    const file = new SpyFile(many)
    expect((await readFooter(file)).groups).toHaveLength(3000)
    expect(file.reads).toHaveLength(2)
    expect(file.reads[1]?.end).toBe(file.reads[0]?.start)
  })
})

describe('a bad file is told as what it is', () => {
  const text = (content: string) => new TextEncoder().encode(content)

  it.each<[string, Problem['code'], Uint8Array]>([
    ['of no bytes', 'other-kind', text('')],
    ['of a few bytes', 'other-kind', text('PAR1PAR1')],
    ['of another format', 'other-kind', text('PK some zip or other, long enough to be read')],
    ['of markup', 'other-kind', text('<html><body>Please sign in</body></html>')],
    ['cut off', 'truncated', bytes.slice(0, bytes.length - 300)],
    [
      'whose footer claims to be longer than it',
      'truncated',
      Uint8Array.from([...bytes.slice(0, -8), 255, 255, 255, 127, ...text('PAR1')]),
    ],
    ['whose footer is junk', 'truncated', bytes.slice().fill(0xee, bytes.length - 200, bytes.length - 8)],
    [
      'that lost its middle',
      'truncated',
      Uint8Array.from([...bytes.slice(0, 40), ...bytes.slice(bytes.length - 8 - parquetMetadata(bytes).metadata_length)]),
    ],
    ['without rows', 'empty', parquet({ columnData: [{ name: 'a', type: 'INT32', data: [] }] })],
    ['with an encrypted footer', 'unsupported', Uint8Array.from([...bytes.slice(0, -4), ...text('PARE')])],
    ['with encrypted columns', 'unsupported', edited((metadata) => delete firstChunk(metadata)?.meta_data)],
    [
      'whose columns lie elsewhere',
      'unsupported',
      edited((metadata) => Object.assign(firstChunk(metadata) ?? {}, { file_path: 'other.parquet' })),
    ],
    ['that lacks a column', 'truncated', edited((metadata) => metadata.row_groups[1]?.columns.pop())],
    [
      'with a negative size',
      'truncated',
      edited((metadata) => Object.assign(firstChunk(metadata)?.meta_data ?? {}, { total_compressed_size: -5n })),
    ],
    [
      'with an offset outside',
      'truncated',
      edited((metadata) =>
        Object.assign(firstChunk(metadata)?.meta_data ?? {}, { data_page_offset: 1n << 40n, dictionary_page_offset: undefined }),
      ),
    ],
    ['with an impossible row count', 'truncated', edited((metadata) => Object.assign(metadata.row_groups[0] ?? {}, { num_rows: -1n }))],
    ['without a row count', 'truncated', edited((metadata) => Object.assign(metadata.row_groups[0] ?? {}, { num_rows: undefined }))],
    [
      'that claims more rows than values',
      'truncated',
      edited((metadata) => Object.assign(metadata.row_groups[0] ?? {}, { num_rows: 300_000_000n })),
    ],
    [
      'of more rows than pairs can be numbered',
      'unsupported',
      edited((metadata) => {
        for (const group of metadata.row_groups) group.num_rows = 1n << 52n
      }),
    ],
    [
      'with sizes beyond whole numbers',
      'truncated',
      edited((metadata) => Object.assign(firstChunk(metadata)?.meta_data ?? {}, { num_values: 1n << 62n })),
    ],
    [
      'without a size',
      'truncated',
      edited((metadata) => Object.assign(firstChunk(metadata)?.meta_data ?? {}, { total_compressed_size: undefined })),
    ],
    ['whose footer lists 2,147,483,647 columns', 'truncated', footerOf([0x15, 2, 0x19, 0xfc, 255, 255, 255, 255, 7])],
  ])('%s: %s', async (_, code, of) => {
    expect((await problem(of))?.code).toBe(code)
  })

  it('names markup', async () => {
    expect(await problem(text('\n<!DOCTYPE html><p>hello</p>'))).toMatchObject({ detail: 'page' })
  })

  it('and never with another error, whatever bytes are damaged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), async (damage) => {
        const hurt = bytes.slice()
        for (const [at, byte] of damage) hurt[at] = byte
        await problem(hurt)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a row group without rows', () => {
  /** As pyarrow writes it: a dictionary page and no data page. */
  const emptied = edited((metadata) => {
    const [group] = metadata.row_groups
    if (!group) return
    group.num_rows = 0n
    for (const { meta_data: meta } of group.columns)
      Object.assign(meta ?? {}, { num_values: 0n, data_page_offset: 0n, dictionary_page_offset: 4n, total_compressed_size: 15n })
  })

  it('is left out, and the rows after it are read', async () => {
    const file = fileOf(emptied)
    const footer = await readFooter(file)
    expect(footer.groups).toEqual([
      { index: 0, firstRow: 0, rows: 100 },
      { index: 1, firstRow: 100, rows: 50 },
    ])
    expect(footer.rows).toBe(150)
    expect(footer.metadata.num_rows).toBe(150n)
    const rows = await new RowReader(file, footer, new Lru(1e6)).read(0, ['id'], 0, 2)
    expect(rows.get('id')).toEqual([100, 101])
  })
})

const FOUND = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'found')

describe.skipIf(!existsSync(FOUND))('files found elsewhere (skipped without the shared folder)', () => {
  const found = (name: string) => fileOf(new Uint8Array(readFileSync(join(FOUND, name))))

  it.each(['empty_pyarrow.parquet', 'pandas_empty.parquet'])('%s has no rows', async (name) => {
    expect(await problemOf(readFooter(found(name)))).toMatchObject({ code: 'empty' })
  })

  it('group0_then_rows.parquet has five rows behind an empty row group', async () => {
    const file = found('group0_then_rows.parquet')
    const footer = await readFooter(file)
    expect(footer.groups).toEqual([{ index: 0, firstRow: 0, rows: 5 }])
    const rows = await new RowReader(file, footer, new Lru(1e6)).read(0, ['url', 'caption'], 0, 5)
    expect(rows.get('url')?.[4]).toMatch(/^http/)
    expect(rows.get('caption')).toHaveLength(5)
  })
})

describe('a column chunk', () => {
  it('starts at its dictionary page, even when only the file offset tells it', async () => {
    const footer = await readFooter(fileOf(parquet({ columnData: [{ name: 's', type: 'STRING', data: rows.map((i) => `v${i % 3}`) }] })))
    const chunk = footer.metadata.row_groups[0]?.columns[0]
    const known = chunkOf(footer, 0, 0).range
    const dictionary = chunk?.meta_data?.dictionary_page_offset ?? 0n
    expect(known.start).toBe(Number(dictionary))
    Object.assign(chunk?.meta_data ?? {}, { dictionary_page_offset: 0n })
    Object.assign(chunk ?? {}, { file_offset: dictionary })
    expect(chunkOf(footer, 0, 0).range).toEqual(known)
  })

  it('of an early parquet-mr ends behind its last page, though its size leaves the header of its dictionary out', async () => {
    const few = rows.map((i) => `v${i % 3}`)
    const columnData = ['a', 'b'].map((name) => ({ name, type: 'STRING' as const, data: few }))
    const old = edited((metadata) => {
      metadata.created_by = 'parquet-mr'
      for (const { meta_data: meta } of metadata.row_groups[0]?.columns ?? []) {
        if (!meta) continue
        meta.data_page_offset = meta.dictionary_page_offset ?? 0n
        meta.total_compressed_size -= 15n
        delete meta.dictionary_page_offset
      }
    }, parquet({ columnData }))
    const file = fileOf(old)
    const footer = await readFooter(file)
    const read = await new RowReader(file, footer, new Lru(1e6)).read(0, ['a', 'b'], 0, rows.length)
    expect([...read.values()]).toEqual([few, few])
    const [column] = await fetchColumns(file, footer, [0], [1])
    expect(column && codesOf(column, (text) => Number(text.slice(1)), 9).slice(0, 4)).toEqual(Uint16Array.of(0, 1, 2, 0))
  })
})

describe('the type of a leaf', () => {
  it.each<[Partial<SchemaElement>, string]>([
    [{ type: 'BYTE_ARRAY', converted_type: 'UTF8' }, 'string'],
    [{ type: 'BYTE_ARRAY', logical_type: { type: 'JSON' } }, 'string'],
    [{ type: 'BYTE_ARRAY', name: 'jpg' }, 'binary'],
    [{ type: 'BYTE_ARRAY', name: 'URL' }, 'string'],
    [{ type: 'BYTE_ARRAY', converted_type: 'DECIMAL' }, 'other'],
    [{ type: 'INT64', logical_type: { type: 'INTEGER', bitWidth: 64, isSigned: true } }, 'integer'],
    [{ type: 'INT32', converted_type: 'UINT_8' }, 'integer'],
    [{ type: 'INT32', converted_type: 'DATE' }, 'other'],
    [{ type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } }, 'other'],
    [{ type: 'DOUBLE' }, 'float'],
    [{ type: 'BOOLEAN' }, 'boolean'],
    [{ type: 'INT96' }, 'other'],
    [{ type: 'FIXED_LEN_BYTE_ARRAY' }, 'binary'],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'FLOAT16' } }, 'other'],
  ])('%o is %s', (element, type) => {
    expect(leafType({ name: 'x', ...element })).toBe(type)
  })
})
