import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../dataset/dataset'
import { EMPTY_QUERY } from '../../query/query'
import { NO_KEYS, rangesOf } from '../../pair/key-ranges'
import type { Facets } from '../../engine/engine'
import { img2datasetCommand, textsBeside, type Exported } from './texts'

const DATASET: Dataset = {
  name: 'A *set* <script>',
  shards: [
    { kind: 'remote', name: 'a.parquet', url: 'https://example.com/a.parquet' },
    { kind: 'remote', name: 'b.parquet', url: 'https://example.com/b.parquet' },
  ],
  attributions: [{ name: 'Somebody', licence: 'CC BY 4.0', url: 'https://example.com/' }],
  licence: 'CC BY 4.0',
  notes: [],
  embeddings: null,
  roles: null,
}

let asked: unknown
const facets = (query: unknown): Promise<Facets> => {
  asked = query
  return Promise.resolve({
    rowsScanned: 10,
    revision: 1,
    matching: 3,
    nsfw: [2, 0, 1, 0],
    licences: new Map([
      ['by', 2],
      ['unknown', 1],
    ]),
    similarity: { bins: [], missing: 0 },
    unknownSize: 0,
  })
}

const EXPORTED: Exported = {
  request: {
    engine: { facets },
    dataset: DATASET,
    scope: { kind: 'passing', query: EMPTY_QUERY },
    sorted: { unscanned: 0 },
    ticked: new Set([2]),
    format: 'parquet',
    about: { link: 'https://app.test/#/?src=x', words: ['NSFW'], marks: [0xff, null] },
  },
  status: {
    phase: 'done',
    rows: 7,
    rowsDone: 7,
    rowsWritten: 3,
    bytes: 100,
    blocked: 1,
    unread: 0,
    leftOut: [{ shard: 'b.parquet', rows: 3, problem: { code: 'not-found', where: 'https://example.com/b.parquet' } }],
    problem: null,
  },
  written: rangesOf([1, 2, 5]),
  startedAt: new Date('2026-12-01T04:00:00Z'),
  name: 'mine.parquet',
}

describe('what lies beside an export', () => {
  it('says where the rows come from, what is not among them, and how they are licensed', async () => {
    const [sidecar] = await textsBeside(EXPORTED)
    expect(sidecar?.name).toBe('mine.pairscope.json')
    expect(asked).toMatchObject({ within: { keys: rangesOf([1, 2, 5]) }, filters: [] })
    expect(JSON.parse(sidecar?.text ?? '')).toMatchObject({
      exported: '2026-12-01T04:00:00.000Z',
      file: 'mine.parquet',
      link: 'https://app.test/#/?src=x',
      filters: ['NSFW'],
      rows: 3,
      leftOut: { blocked: 1, notReadable: 0, notScanned: 0, shards: [{ shard: 'b.parquet', rows: 3, problem: 'not-found' }] },
      safety: { taken: ['UNLIKELY', 'NSFW'], rows: { UNLIKELY: 2, UNSURE: 0, NSFW: 1, UNTAGGED: 0 } },
      dataset: {
        shards: [
          { name: 'a.parquet', url: 'https://example.com/a.parquet', fingerprint: '000000ff' },
          { name: 'b.parquet', fingerprint: null },
        ],
      },
      licences: { 'CC BY': 2, Unknown: 1 },
    })
  })

  it('names whose it is, with other people’s words as plain text', async () => {
    const [, attribution] = await textsBeside(EXPORTED)
    expect(attribution?.name).toBe('ATTRIBUTION.md')
    expect(attribution?.text).toContain('A \\*set\\* \\<script\\>')
    expect(attribution?.text).toContain('- Somebody, CC BY 4.0: <https://example.com/>')
    expect(attribution?.text).toContain('- CC BY: 2')
  })

  it('holds for an export of nothing', async () => {
    expect(await textsBeside({ ...EXPORTED, written: NO_KEYS })).toHaveLength(2)
  })
})

describe('the command of img2dataset', () => {
  it('names the columns that are there', () => {
    expect(img2datasetCommand('a.parquet', ['url', 'caption', 'NSFW'])).toBe(
      'img2dataset --url_list a.parquet --input_format parquet \\\n  --url_col url --caption_col caption \\\n' +
        `  --save_additional_columns '["NSFW"]' \\\n  --output_format webdataset --output_folder a`,
    )
    expect(img2datasetCommand('a.parquet', ['url'])).not.toContain('caption')
  })

  it('is one command whatever the file is called', () => {
    expect(img2datasetCommand("it's; rm -rf $HOME.parquet", ['url'])).toContain(`--url_list 'it'\\''s; rm -rf $HOME.parquet' `)
    expect(img2datasetCommand('-x.parquet', ['url'])).toContain(`--url_list '-x.parquet'`)
  })
})
