import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { beforeAll, describe, expect, it } from 'vitest'
import { CsvConverter } from './csv'
import { openForTest } from './testing'

let db: AsyncDuckDB
beforeAll(async () => {
  db = await openForTest()
})

async function converted(text: string): Promise<{ rows: Record<string, unknown>[]; junkRows: number }> {
  const { parquet, junkRows } = await new CsvConverter(db).convert(new TextEncoder().encode(text), true)
  return { rows: parquet ? await parquetReadObjects({ file: parquet.buffer }) : [], junkRows }
}

describe('a text table', () => {
  it('is read with its header, quotes, line breaks in quotes, and numbers where a column is one', async () => {
    const { rows, junkRows } = await converted(
      'URL,TEXT,WIDTH,similarity,key\r\nhttp://a/1,"one, ""two""\r\nthree",200,0.5,0001\r\n\r\nhttp://a/2,,,nan,0002\r\n',
    )
    expect(rows).toEqual([
      { URL: 'http://a/1', TEXT: 'one, "two"\r\nthree', WIDTH: 200n, similarity: 0.5, key: '0001' },
      { URL: 'http://a/2', TEXT: null, WIDTH: null, similarity: null, key: '0002' },
    ])
    expect(junkRows).toBe(0)
  })

  it('without a header is named by its values: CC12M has the address first, CC3M the caption', async () => {
    expect((await converted('https://a.example/1.jpg\tone "inch" cat\nhttps://a.example/2.jpg\t"two" dogs\n')).rows).toEqual([
      { url: 'https://a.example/1.jpg', caption: 'one "inch" cat' },
      { url: 'https://a.example/2.jpg', caption: '"two" dogs' },
    ])
    expect((await converted('a cat , a dog\thttp://a.example/1\nmore\thttp://a.example/2')).rows[1]).toEqual({
      caption: 'more',
      url: 'http://a.example/2',
    })
  })

  it('may be parted by bars, as the first LAION tables are', async () => {
    const { rows } = await converted(
      'SAMPLE_ID|URL|TEXT|HEIGHT|WIDTH|LICENSE|NSFW|similarity\n1|http://a/1.jpg|a, b; ' +
        'c|10|20|?|UNLIKELY|0.31\n2|http://a/2.jpg|d|10|20||UNSURE|0.4\n',
    )
    expect(rows[0]).toMatchObject({ SAMPLE_ID: 1n, TEXT: 'a, b; c', WIDTH: 20n, LICENSE: '?', similarity: 0.31 })
    expect(rows[1]).toMatchObject({ LICENSE: null, NSFW: 'UNSURE' })
  })

  it('keeps and counts rows with more or fewer fields than columns', async () => {
    const { rows, junkRows } = await converted(
      'url,caption,similarity\nhttp://a/1,one,0.5\nhttp://a/2\nhttp://a/3,three,0.5,more,"and, more"\n"http://a/4,four,0.25\n',
    )
    expect(junkRows).toBe(2)
    expect(rows).toEqual([
      { url: 'http://a/1', caption: 'one', similarity: 0.5, extra: null },
      { url: 'http://a/2', caption: null, similarity: null, extra: null },
      { url: 'http://a/3', caption: 'three', similarity: 0.5, extra: 'more,and, more' },
      { url: '"http://a/4', caption: 'four', similarity: 0.25, extra: null },
    ])
  })

  it('keeps a value that is not of its column’s type beside it', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `http://a/${i},${i === 7 ? 'UNLIKELY' : '0.5'}`)
    const { rows } = await converted(`url,similarity\n${lines.join('\n')}`)
    expect(rows[7]).toEqual({ url: 'http://a/7', similarity: null, extra: 'similarity: UNLIKELY' })
    expect(rows[8]).toEqual({ url: 'http://a/8', similarity: 0.5, extra: null })
  })

  it('gives columns of one name different ones, whatever the names are', async () => {
    const { rows } = await converted('url,"a""; DROP TABLE pairs; --",URL,\nhttp://a/1,x,y,z\nhttp://a/2,x,y,z')
    expect(Object.keys(rows[0] ?? {})).toEqual(['url', 'a"; DROP TABLE pairs; --', 'URL 2', 'column 4'])
  })

  it('is parted by tabs where commas would part its rows as well', async () => {
    const { rows } = await converted('http://a/1\tone, two\nhttp://a/2\tthree, four')
    expect(rows).toEqual([
      { url: 'http://a/1', caption: 'one, two' },
      { url: 'http://a/2', caption: 'three, four' },
    ])
  })

  it('has no NUL in its columns’ names', async () => {
    expect(Object.keys((await converted('u\0rl,\0\nhttp://a/1,x')).rows[0] ?? {})).toEqual(['url', 'column 2'])
  })

  it('read in pieces has the columns of its first piece in every other, and its header once', async () => {
    const converter = new CsvConverter(db)
    const piece = async (text: string, last: boolean) => {
      const { parquet, junkRows } = await converter.convert(new TextEncoder().encode(text), last)
      return { junkRows, rows: parquet ? await parquetReadObjects({ file: parquet.buffer }) : [] }
    }
    expect((await piece('url,caption,width\nhttp://a/1,one,10\n', false)).rows).toEqual([
      { url: 'http://a/1', caption: 'one', width: 10n, extra: null },
    ])
    expect(await piece('url,caption,width\nhttp://a/2,,wide\n', false)).toEqual({
      junkRows: 0,
      rows: [
        { url: 'url', caption: 'caption', width: null, extra: 'width: width' },
        { url: 'http://a/2', caption: null, width: null, extra: 'width: wide' },
      ],
    })
    expect(await piece('http://a/3,three,7,more,"and, more"\nhttp://a/4\n', false)).toEqual({
      junkRows: 2,
      rows: [
        { url: 'http://a/3', caption: 'three', width: 7n, extra: 'more,and, more' },
        { url: 'http://a/4', caption: null, width: null, extra: null },
      ],
    })
    expect(await piece('', true)).toEqual({ junkRows: 0, rows: [] })
  })

  it('read in pieces rounds nothing: what is not of its column’s kind is kept beside it', async () => {
    const converter = new CsvConverter(db)
    await converter.convert(new TextEncoder().encode('url,width\nhttp://a/1,10\n'), false)
    const { parquet } = await converter.convert(new TextEncoder().encode('http://a/2,0.5\nhttp://a/3,007\n'), true)
    expect(await parquetReadObjects({ file: parquet?.buffer ?? new ArrayBuffer() })).toEqual([
      { url: 'http://a/2', width: null, extra: 'width: 0.5' },
      { url: 'http://a/3', width: null, extra: 'width: 007' },
    ])
  })

  it('may have a field of megabytes', async () => {
    const long = 'word '.repeat(700_000)
    const { rows } = await converted(`url,caption\nhttp://a/1,"${long}"\nhttp://a/2,two\n`)
    expect(rows.map(({ caption }) => String(caption).length)).toEqual([long.length, 3])
  })

  it('has its first hundreds of columns and those with a role, whatever the number', async () => {
    const features = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`)
    const text = (count: number, rows: number) =>
      `${[...features(count), 'URL', 'TEXT'].join()}\n${`${features(count)
        .map((_, i) => (i === 1 ? 'x' : i / 4))
        .join()},http://a/1,hello\n`.repeat(rows)}`
    for (const count of [398, 3000]) {
      const converter = new CsvConverter(db)
      const first = await converter.convert(new TextEncoder().encode(text(count, 50)), false)
      expect(first.junkRows).toBe(0)
      const { parquet } = await converter.convert(
        new TextEncoder().encode(
          text(count, 50)
            .replace(/^.*\n/, '')
            .replaceAll(/,(?=\d)/g, ',x'),
        ),
        true,
      )
      const [row] = await parquetReadObjects({ file: parquet?.buffer ?? new ArrayBuffer() })
      expect(Object.keys(row ?? {})).toHaveLength(401)
      expect(row).toMatchObject({
        URL: 'http://a/1',
        TEXT: 'hello',
        f1: 'x',
        f2: null,
        extra: expect.stringContaining('f2: x0.5') as string,
      })
      expect(String(row?.extra)).toContain(count > 398 ? 'x749.75' : 'f397: x99.25')
    }
  })

  it('has no rows when it has only a header', async () => {
    expect((await converted('url,caption\n')).rows).toEqual([])
  })

  it('loses no row and no text, whatever is in it', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', ';', '|', '\t', '7', '\0', '한'), maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 8 }), async (pairs) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
        const text = ['url,caption', ...pairs.map(([url, caption]) => `http://a/${quoteless(url)},${quote(`x${caption}`)}`)].join('\n')
        const { rows } = await converted(text)
        expect(rows.map((row) => [row.url, row.caption])).toEqual(
          pairs.map(([url, caption]) => [`http://a/${quoteless(url)}`, `x${caption}`]),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('never fails on junk', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (junk) => {
        await new CsvConverter(db).convert(Uint8Array.from(junk), true)
      }),
      { numRuns: 60 },
    )
  })
})

function quoteless(text: string): string {
  return text.replaceAll(/[",\n\r\0]/g, '')
}

describe('the 19 real rows of LAION-400M', () => {
  const file = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'laion-rows', 'laion400m-printed.csv')
  it.skipIf(!existsSync(file))('are read with every type', async () => {
    const { rows, junkRows } = await converted(readFileSync(file, 'utf8'))
    expect(rows).toHaveLength(19)
    expect(junkRows).toBe(0)
    expect(rows[1]).toEqual({
      SAMPLE_ID: 11286064458n,
      URL: 'http://images.knetbooks.com/images/d/7/232/9780321087232.jpg',
      TEXT: 'Practical Guide to Secondary Social Studies, A',
      HEIGHT: 187n,
      WIDTH: 187n,
      LICENSE: '?',
      NSFW: 'UNLIKELY',
      similarity: 0.3707329034805298,
    })
  })
})
