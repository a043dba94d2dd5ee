import { describe, expect, it, vi } from 'vitest'
import { pairKey } from './key'
import { EMPTY_QUERY } from '../../query/query'
import { tarOf } from '../../shards/tar/testing'
import { parquet } from '../../shards/testing'
import type { DatasetSession } from './session'
import { sessionsForTest } from './testing'

const { open } = sessionsForTest()

/** The head of a picture of one pixel: those that claim to be huge are not given. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1]
function picture(n: number, bytes = 20_000): Uint8Array {
  const picture = new Uint8Array(bytes).fill(n % 251)
  picture.set(PNG)
  return picture
}

/** As img2dataset writes: a picture, its caption and its row as JSON. */
function webdataset(keys: readonly string[], bytes?: number): Uint8Array {
  return tarOf(
    keys.flatMap((key, i) => [
      [`${key}.jpg`, picture(i, bytes)] as const,
      [`${key}.txt`, `caption of ${key}`] as const,
      [
        `${key}.json`,
        JSON.stringify({
          url: `https://a.example/${key}.jpg`,
          key,
          NSFW: i % 3 === 0 ? 'NSFW' : 'UNLIKELY',
          similarity: 0.3 + i / 10_000,
          LICENSE: '?',
          original_width: 640,
          original_height: 480,
          error_message: null,
        }),
      ] as const,
    ]),
  )
}

async function until(done: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(done()).toBe(true), { timeout: 25_000, interval: 10 })
}

const complete = (opened: DatasetSession) => until(() => opened.status().phase === 'complete')
const keys = (count: number, first = 0) => Array.from({ length: count }, (_, i) => String(first + i).padStart(9, '0'))

describe('a webdataset tar', () => {
  it('opens as rows in its order, with roles from its JSON, and pictures by their bytes', async () => {
    const tar = webdataset(keys(500))
    const { session } = open({ '00000.tar': { bytes: tar } })
    const head = await session.head(60)
    expect(head).toHaveLength(60)
    expect(head[1]).toMatchObject({
      caption: 'caption of 000000001',
      url: 'https://a.example/000000001.jpg',
      nsfw: 0,
      width: 640,
      height: 480,
      hasPicture: true,
      licence: '?',
    })
    await complete(session)
    expect(session.status()).toMatchObject({
      rowsScanned: 500,
      rowsTotal: 500,
      rowsKnown: true,
      shards: [{ state: 'done', shareFound: 1 }],
    })
    expect((await session.facets(EMPTY_QUERY)).nsfw).toEqual([333, 0, 167, 0])
    expect((await session.pairs([437]))[0]).toMatchObject({ caption: 'caption of 000000437', similarity: 0.3437 })
    const { bytes, type } = await session.picture(437)
    expect([bytes.length, bytes[100], type]).toEqual([20_000, 437 % 251, 'image/png'])
    const { columns } = await session.row(437)
    expect(columns.slice(0, 3)).toMatchObject([{ name: 'key', value: '000000437' }, { name: 'caption' }, { name: 'url' }])
  })

  it('is walked without fetching its pictures', async () => {
    const tar = webdataset(keys(300), 60_000)
    const { session } = open({ '00000.tar': { bytes: tar } })
    await complete(session)
    expect(session.status().bytesFetched).toBeLessThan(tar.length / 5)
  })

  it('gives a row that a link names once it is found', async () => {
    const { session } = open({ '00000.tar': { bytes: webdataset(keys(500), 40_000) } })
    expect((await session.pairs([499]))[0]).toMatchObject({ caption: 'caption of 000000499' })
    expect(await session.pairs([500])).toEqual([null])
  })

  it('keeps the rows before damage, and says where it is', async () => {
    const tar = webdataset(keys(200))
    const { session } = open({ '00000.tar': { bytes: tar.slice(0, tar.length / 2) } })
    await complete(session)
    expect(session.status().shards[0]).toMatchObject({
      state: 'failed',
      rowsScanned: 100,
      problem: { code: 'bad-format', detail: expect.stringContaining('in the middle of') as string },
    })
    expect((await session.facets(EMPTY_QUERY)).matching).toBe(100)
  })

  it('asks before it takes more requests than allowed, and goes on when told to', async () => {
    const { session } = open({ '00000.tar': { bytes: webdataset(keys(700), 40_000) } }, { allowance: { bytes: 1e9, requests: 400 } })
    await until(() => session.status().phase === 'fetch-limit')
    const { rowsScanned, requests, rowsKnown, shards } = session.status()
    expect(rowsScanned).toBeGreaterThan(180)
    expect(requests).toBeLessThan(700)
    expect([rowsKnown, shards[0]?.state]).toEqual([false, 'partial'])
    expect(await session.pairs([699])).toEqual([null])
    session.resume()
    await complete(session)
    expect(session.status().rowsScanned).toBe(700)
  })

  it('is told apart from what only has its name', async () => {
    const { session } = open({ 'a.tar': { bytes: new TextEncoder().encode('x'.repeat(2000)) } })
    await complete(session)
    expect(session.status().shards[0]?.problem).toMatchObject({
      code: 'other-kind',
      detail: 'text',
    })
  })
})

describe('a webdataset whose samples have several parts', () => {
  /** As of pictures and their edits: two pictures and two texts a sample, and what is known of it. */
  const edits = (count: number) =>
    tarOf(
      keys(count).flatMap((key, i) => [
        [`${key}.input.jpg`, picture(i, 60_000)] as const,
        [`${key}.output.png`, picture(100 + i, 50_000)] as const,
        [`${key}.caption.txt`, `caption of ${key}\n`] as const,
        [`${key}.instruction.txt`, 'make it night'] as const,
        [`${key}.metadata.json`, JSON.stringify({ url: `https://a.example/${i}`, width: 640, height: 480, similarity: 0.5 })] as const,
        [`${key}.emb.npy`, new Uint8Array(300)] as const,
      ]),
    )

  it('opens with every part as a column, in its role, and shows the first picture', async () => {
    const tar = edits(100)
    const { session } = open({ '0.tar': { bytes: tar } })
    await complete(session)
    expect((await session.pairs([7]))[0]).toMatchObject({
      caption: 'caption of 000000007',
      url: 'https://a.example/7',
      width: 640,
      similarity: 0.5,
      hasPicture: true,
    })
    expect(session.status().bytesFetched).toBeLessThan(tar.length / 2)
    expect((await session.picture(7)).bytes).toHaveLength(60_000)
    const { columns } = await session.row(7)
    expect(Object.fromEntries(columns.map(({ name, value }) => [name, value]))).toMatchObject({
      key: '000000007',
      'caption.txt': 'caption of 000000007',
      'instruction.txt': 'make it night',
      width: '640',
      'input.jpg': '60.0 KB in the tar',
      'output.png': '50.0 KB in the tar',
      'emb.npy': '300 B in the tar',
    })
    expect((await session.columnsOf(0)).map(({ path }) => path)).not.toContain('caption')
  })

  it('shows another picture where the person chooses its column, and none where they choose none', async () => {
    const chosen = open({ '0.tar': { bytes: edits(5) } }, { roles: { picture: 'output.png' } })
    await complete(chosen.session)
    expect((await chosen.session.picture(3)).bytes).toHaveLength(50_000)
    chosen.session.close()
    const none = open({ '0.tar': { bytes: edits(5) } }, { roles: { picture: '' } })
    await complete(none.session)
    expect((await none.session.pairs([3]))[0]).toMatchObject({ hasPicture: false, url: 'https://a.example/3' })
    expect((await none.session.picture(3)).bytes).toHaveLength(0)
  })

  it('keeps what two parts say by one name, and plain parts before the others', async () => {
    const tar = tarOf([
      ['a.mask.png', picture(1, 100)],
      ['a.jpg', picture(2, 200)],
      ['a.a.json', '{"__proto__": {"x": 1}, "width": 1, "caption": "of a"}'],
      ['a.json', '{"width": 2, "jpg": "stored"}'],
      ['a.broken.json', '{'],
      ['a.txt', 'said'],
    ])
    const { session } = open({ '0.tar': { bytes: tar } })
    await complete(session)
    expect((await session.picture(0)).bytes).toHaveLength(200)
    const { columns } = await session.row(0)
    expect(columns.map(({ name, value }) => [name, value])).toEqual(
      expect.arrayContaining([
        ['caption', 'said'],
        ['width', '2'],
        ['a.width', '1'],
        ['a.caption', 'of a'],
        ['broken.json', '{'],
        ['mask.png', '100 B in the tar'],
        ['jpg', '200 B in the tar'],
        ['json.jpg', 'stored'],
        ['__proto__', '{"x":1}'],
      ]),
    )
  })
})

describe('the output of img2dataset', () => {
  const done = ['000000003', '000000000', '000000004', '000000001']
  const table = parquet({
    columnData: [
      { name: 'url', type: 'STRING', data: [...done, '000000002'].map((key) => `https://a.example/${key}.jpg`) },
      { name: 'caption', type: 'STRING', data: [...done, '000000002'].map((key) => `row ${key}`) },
      { name: 'key', type: 'STRING', data: [...done, '000000002'] },
      { name: 'status', type: 'STRING', data: [...done.map(() => 'success'), 'failed_to_download'] },
      { name: 'error_message', type: 'STRING', nullable: true, data: [...done.map(() => null), 'HTTP Error 404: Not Found'] },
    ],
  })

  it('has its rows from the Parquet file and its pictures from the tar beside it, joined on the key', async () => {
    const sorted = [...done].sort()
    const { session, hosts } = open({ '00000.parquet': { bytes: table }, '00000.tar': { bytes: webdataset(sorted) } })
    await complete(session)
    expect(session.status().shards.map(({ name, rows }) => [name, rows])).toEqual([['00000.parquet', 5]])
    expect(hosts.get('00000.tar')?.requests).toHaveLength(0)
    for (const [row, key] of done.entries()) expect((await session.picture(row)).bytes[100]).toBe(sorted.indexOf(key))
    expect((await session.pairs([0]))[0]).toMatchObject({ caption: 'row 000000003', hasPicture: true })
  })

  it('shows a failed row without a picture, and why in its columns', async () => {
    const { session } = open({ '00000.parquet': { bytes: table }, '00000.tar': { bytes: webdataset(done) } })
    await complete(session)
    expect(await session.picture(4)).toEqual({ bytes: new Uint8Array(0), type: '' })
    expect((await session.row(4)).columns).toContainEqual({ name: 'error_message', type: 'string', value: 'HTTP Error 404: Not Found' })
  })

  it('joins numbers of older versions, which only the tar pads', async () => {
    const old = parquet({
      columnData: [
        { name: 'url', type: 'STRING', data: ['a', 'b'] },
        { name: 'key', type: 'INT32', data: [7, 2] },
      ],
    })
    const { session } = open({
      '00000.tar': { bytes: webdataset(['000000002', '000000007']) },
      '00000.parquet': { bytes: old },
      '00001.tar': { bytes: webdataset(['x']) },
    })
    await complete(session)
    expect((await session.picture(0)).bytes[100]).toBe(1)
    expect(session.status().shards.map(({ name }) => name)).toEqual(['00000.parquet', '00001.tar'])
    expect((await session.pairs([pairKey(1, 0)]))[0]?.caption).toBe('caption of x')
  })
})
