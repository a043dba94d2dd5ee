import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expandPattern, isProblem, MAX_SHARDS } from './address'
import { datasetFromUrls, parseSource } from './source'

const BASE = 'https://pairscope.example/app/'

function urls(text: string): readonly string[] {
  const spec = parseSource(text, BASE)
  if (isProblem(spec) || spec.kind !== 'shards') throw new Error(`no shards: ${JSON.stringify(spec)}`)
  return spec.urls
}

function refusal(text: string): string {
  const spec = parseSource(text, BASE)
  if (!isProblem(spec)) throw new Error(`opened: ${JSON.stringify(spec)}`)
  expect(spec.code).toBe('bad-source')
  return spec.detail ?? ''
}

describe('a pattern', () => {
  const range = fc
    .tuple(fc.nat(3000), fc.nat(60), fc.nat(6))
    .map(([first, more, pad]) => ({ first, last: first + more, text: String(first).padStart(pad, '0') }))

  it('stands for each number once, in order, padded as its first number is written', () => {
    fc.assert(
      fc.property(range, ({ first, last, text }) => {
        const all = expandPattern(`a-{${text}..${last}}.parquet`)
        if (isProblem(all)) throw new Error(all.detail)
        expect(all).toHaveLength(last - first + 1)
        expect(all.map((name) => Number(/^a-(\d+)\.parquet$/.exec(name)?.[1]))).toEqual(Array.from(all, (_, i) => first + i))
        expect(all.every((name) => name.length >= `a-${text}.parquet`.length)).toBe(true)
        expect(all[0]).toBe(`a-${text}.parquet`)
      }),
    )
  })

  it('multiplies with the others of the same address, the last one turning fastest', () => {
    expect(expandPattern('{0..1}/{08..10}')).toEqual(['0/08', '0/09', '0/10', '1/08', '1/09', '1/10'])
    fc.assert(
      fc.property(range, range, (a, b) => {
        const all = expandPattern(`{${a.text}..${a.last}}/{${b.text}..${b.last}}`)
        if (isProblem(all)) throw new Error(all.detail)
        expect(new Set(all).size).toBe((a.last - a.first + 1) * (b.last - b.first + 1))
      }),
    )
  })

  it('is bounded before it is written out', () => {
    expect(urls('https://h.example/{1..50000}.parquet')).toHaveLength(MAX_SHARDS)
    expect(refusal('https://h.example/{0..999999999}/{0..999999999}.parquet')).toContain('50,000')
    expect(refusal('https://h.example/{1..30000}.parquet https://h.example/{30001..60000}.parquet')).toContain('50,000')
  })

  it('is refused in words when it is miswritten', () => {
    expect(refusal('https://h.example/{31..00}.parquet')).toContain('backwards')
    expect(refusal('https://h.example/{a,b}.parquet')).toContain('{00000..00031}')
    expect(refusal('https://h.example/{0..9.parquet')).toContain('{00000..00031}')
  })
})

describe('what a person types', () => {
  it('is one or more addresses, parted by lines, spaces or commas', () => {
    const expected = ['https://a.example/1.parquet', 'https://b.example/2.parquet', 'https://b.example/3.parquet']
    expect(urls('https://a.example/1.parquet\n https://b.example/2.parquet,https://b.example/3.parquet,')).toEqual(expected)
    expect(urls('https://a.example/1.parquet, https://b.example/{2..3}.parquet\r\n')).toEqual(expected)
    expect(urls('https://a.example/1.parquet https://a.example/1.parquet')).toHaveLength(1)
  })

  it('keeps a signed link whole, commas included', () => {
    const signed = 'https://bucket.example/a.parquet?se=2026-01-01,x&sig=a%2Bb%3D'
    expect(urls(signed)).toEqual([signed])
  })

  it('may be relative, or lack its scheme', () => {
    expect(urls('./sample/0.parquet /x.parquet y.parquet')).toEqual([
      'https://pairscope.example/app/sample/0.parquet',
      'https://pairscope.example/x.parquet',
      'https://pairscope.example/app/y.parquet',
    ])
    expect(urls('data.example.org/x.parquet localhost:8000/y.parquet')).toEqual([
      'https://data.example.org/x.parquet',
      'http://localhost:8000/y.parquet',
    ])
  })

  it('may be the web page of a file: the file itself is opened', () => {
    expect(urls('https://huggingface.co/datasets/o/n/blob/main/data/0.parquet')).toEqual([
      'https://huggingface.co/datasets/o/n/resolve/main/data/0.parquet',
    ])
    expect(urls('https://github.com/o/n/blob/main/d/0.parquet?raw=true')).toEqual([
      'https://raw.githubusercontent.com/o/n/main/d/0.parquet',
    ])
  })

  it('may be a manifest, on its own', () => {
    expect(parseSource('sample/manifest.json', BASE)).toEqual({
      kind: 'json',
      url: 'https://pairscope.example/app/sample/manifest.json',
    })
    expect(refusal('a.json b.parquet')).toContain('on its own')
    // Several are tables: a manifest among them says so when it is read.
    expect(urls('a.json b.json')).toHaveLength(2)
  })

  it('may be a list, on its own', () => {
    expect(parseSource('urls.txt', BASE)).toEqual({ kind: 'list', url: `${BASE}urls.txt` })
    expect(urls('https://h.example/0.txt https://h.example/1.txt')).toHaveLength(2)
  })

  it('may be a dataset of the Hub, or a folder, on its own', () => {
    expect(parseSource(' laion/relaion ', BASE)).toMatchObject({ kind: 'hub', address: { id: 'laion/relaion' } })
    expect(parseSource('https://huggingface.co/datasets/o/n/viewer/c/s', BASE)).toMatchObject({
      kind: 'hub',
      address: { config: 'c', split: 's' },
    })
    expect(parseSource('https://h.example/d/', BASE)).toEqual({ kind: 'folder', url: 'https://h.example/d/' })
    expect(parseSource('./d/', BASE)).toEqual({ kind: 'folder', url: 'https://pairscope.example/app/d/' })
    expect(parseSource('s3://bucket/d', BASE)).toEqual({ kind: 'folder', url: 'https://bucket.s3.amazonaws.com/d/' })
    expect(urls('gs://bucket/{0..1}.parquet')).toEqual([
      'https://storage.googleapis.com/bucket/0.parquet',
      'https://storage.googleapis.com/bucket/1.parquet',
    ])
    expect(refusal('o/n p/m')).toContain('on its own')
    expect(refusal('https://h.example/d/ https://h.example/x.parquet')).toContain('on its own')
  })

  it('is refused with the next step when a browser cannot open it', () => {
    expect(refusal('ftp://h.example/a.parquet')).toContain('ftp://')
    expect(refusal('file:///tmp/a.parquet')).toContain('drop')
    for (const path of [
      'C:\\data\\a.parquet',
      'd:/data/a.parquet',
      '\\\\server\\share\\a.parquet',
      '/home/me/a.parquet',
      '/Users/me/a.csv',
      '~/a.parquet',
    ])
      expect([path, refusal(path)]).toEqual([path, expect.stringContaining('drop the file on the page')])
    expect(refusal('https://user:secret@h.example/a.parquet')).toContain('signed link')
    expect(JSON.stringify(parseSource('https://user:secret@h.example/a.parquet', BASE))).not.toContain('secret')
    expect(refusal('javascript:alert(1)')).not.toBe('')
    expect(refusal('hello')).toContain('not a web address')
    expect(refusal('  \n ')).not.toBe('')
  })

  it('never fails otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (junk) => {
        expect(() => parseSource(junk, BASE)).not.toThrow()
      }),
    )
  })
})

describe('the dataset', () => {
  it('of addresses is named by its files', () => {
    expect(datasetFromUrls(['https://h.example/d/part%200.parquet?sig=1']).shards).toEqual([
      { kind: 'remote', name: 'part 0.parquet', url: 'https://h.example/d/part%200.parquet?sig=1' },
    ])
    expect(datasetFromUrls(urls('https://h.example/{0..3}.parquet')).name).toBe('0.parquet and 3 more')
  })

  it('is also made of text tables and tars, also gzipped tables', () => {
    const names = ['0.csv', '1.TSV', '2.jsonl.gz', '3.ndjson', '4.tar']
    expect(datasetFromUrls(urls(names.map((name) => `https://h.example/${name}`).join(','))).shards.map((shard) => shard.name)).toEqual(
      names,
    )
    expect(urls('data/cc12m.tsv')).toEqual([`${BASE}data/cc12m.tsv`])
  })

  it('takes a tar beside a Parquet file of its name as where the pictures are', () => {
    const { shards } = datasetFromUrls(
      urls('https://h.example/d/{0..1}.tar https://h.example/d/{0..1}.parquet https://h.example/d/2.tar https://h.example/e/0.parquet'),
    )
    expect(shards.map(({ name, tar }) => [name, tar?.kind === 'remote' ? tar.url : null])).toEqual([
      ['0.parquet', 'https://h.example/d/0.tar'],
      ['1.parquet', 'https://h.example/d/1.tar'],
      ['2.tar', null],
      ['0.parquet', null],
    ])
  })

  it('takes vector files as the embeddings of the shard with their number', () => {
    const names = ['metadata_{0..10}.parquet', 'img_emb_{0..10}.npy', 'text_emb_{0..9}.npy']
    const { shards, embeddings } = datasetFromUrls(urls(names.map((name) => `https://h.example/${name}`).join(' ')))
    expect(shards).toHaveLength(11)
    expect(embeddings).toMatchObject({ width: null, checkpoint: '', keys: null })
    expect(embeddings?.image.map((file) => file?.name).slice(8)).toEqual(['img_emb_8.npy', 'img_emb_9.npy', 'img_emb_10.npy'])
    expect(embeddings?.text.slice(9)).toEqual([expect.objectContaining({ name: 'text_emb_9.npy' }), null])
  })

  it('takes an archive of vectors as both kinds of embeddings of the shard with its name', () => {
    const { embeddings } = datasetFromUrls(
      urls('https://h.example/0a1b.parquet?sig=1 https://h.example/9c2d.parquet https://h.example/9c2d.npz?sig=2'),
    )
    expect(embeddings?.image).toEqual([null, expect.objectContaining({ name: '9c2d.npz' })])
    expect(embeddings?.text).toEqual(embeddings?.image)
    expect(datasetFromUrls(urls('https://h.example/a.parquet https://h.example/vectors.npz')).embeddings?.image).toHaveLength(1)
  })

  it('is not made of vectors alone', () => {
    expect(refusal('https://h.example/img_emb_0.npy')).toContain('metadata Parquet files')
  })
})
