import type { FileMetaData, SchemaElement } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js'
import { expect, it, vi } from 'vitest'
import { EMPTY_QUERY } from '../../query/query'
import { parquet } from '../../shards/testing'
import { sessionsForTest } from './testing'

const { open } = sessionsForTest()

const COLUMNS: readonly SchemaElement[] = [
  { name: 'url', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'caption', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'similarity', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  { name: 'nsfw', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
]

/** A page of one run: no row of it has a value. */
function pageOfNulls(rows: number): Uint8Array {
  const run: number[] = []
  for (let rest = rows * 2; rest > 0; rest = Math.floor(rest / 128)) run.push((rest % 128) + (rest >= 128 ? 128 : 0))
  const body = Uint8Array.from([run.length + 1, 0, 0, 0, ...run, 0])
  const writer = new ByteWriter()
  serializeTCompactProtocol(writer, {
    field_1: 0,
    field_2: body.length,
    field_3: body.length,
    field_5: { field_1: rows, field_2: 0, field_3: 3, field_4: 3 },
  })
  writer.appendBytes(body)
  return writer.getBytes()
}

/** A file whose footer and pages agree on how many rows it has, none of them with a value. */
function fileOfNulls(rows: number): Uint8Array {
  const page = pageOfNulls(rows)
  const metadata: FileMetaData = {
    version: 2,
    schema: [{ name: 'root', num_children: COLUMNS.length }, ...COLUMNS],
    num_rows: BigInt(rows),
    metadata_length: 0,
    row_groups: [
      {
        num_rows: BigInt(rows),
        total_byte_size: BigInt(page.length * COLUMNS.length),
        columns: COLUMNS.map(({ name, type = 'DOUBLE' }, index) => ({
          file_offset: 0n,
          meta_data: {
            type,
            encodings: ['PLAIN', 'RLE'],
            path_in_schema: [name],
            codec: 'UNCOMPRESSED',
            num_values: BigInt(rows),
            total_uncompressed_size: BigInt(page.length),
            total_compressed_size: BigInt(page.length),
            data_page_offset: BigInt(4 + index * page.length),
          },
        })),
      },
    ],
  }
  const footer = new ByteWriter()
  writeMetadata(footer, metadata)
  const mark = new TextEncoder().encode('PAR1')
  return Uint8Array.of(...mark, ...COLUMNS.flatMap(() => [...page]), ...footer.getBytes(), ...mark)
}

const good = parquet({
  columnData: [
    { name: 'url', type: 'STRING', data: ['https://example.com/a.jpg', 'https://example.com/b.jpg'] },
    { name: 'caption', type: 'STRING', data: ['one', 'two'] },
    { name: 'similarity', type: 'DOUBLE', data: [0.1, 0.2] },
    { name: 'nsfw', type: 'STRING', data: ['UNLIKELY', 'UNLIKELY'] },
  ],
})

it('reads rows without values where they are as many as the file says', async () => {
  const { session } = open({ nulls: { bytes: fileOfNulls(1000) }, good: { bytes: good } })
  await vi.waitFor(() => expect(session.status().phase).toBe('complete'), { timeout: 8000 })
  expect((await session.facets(EMPTY_QUERY)).matching).toBe(1002)
})

it('refuses 300,000,000 rows without values in a few hundred bytes by a sentence, within memory, and reads the good file', async () => {
  const liar = fileOfNulls(300_000_000)
  expect(liar.length).toBeLessThan(1000)
  const before = process.resourceUsage().maxRSS
  const { session } = open({ liar: { bytes: liar }, good: { bytes: good } }, { budgetBytes: 2 ** 34 })
  await vi.waitFor(() => expect(session.status().shards.map(({ state }) => state)).toEqual(['failed', 'done']), { timeout: 8000 })
  expect((await session.facets(EMPTY_QUERY)).matching).toBe(2)
  expect(session.status().shards[0]).toMatchObject({ problem: { code: 'unsupported' } })
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000)
})
