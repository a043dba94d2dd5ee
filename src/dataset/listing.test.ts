import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketAddress, bucketsOf } from './folder-address'
import { loadFolder } from './listing'
import { bucketPage, indexPage } from './listing-pages'
import { ProblemError } from './problem'

/** Hosts that know these addresses and nothing else. */
function open(url: string, replies: Readonly<Record<string, string | number>>) {
  const fetch = (address: string) => {
    const reply = replies[address] ?? 404
    return Promise.resolve(new Response(typeof reply === 'string' ? reply : '', { status: typeof reply === 'string' ? 200 : reply }))
  }
  return loadFolder(url, fetch, new AbortController().signal)
}

async function problem(url: string, replies: Readonly<Record<string, string | number>>) {
  const error: unknown = await open(url, replies).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`opened: ${url}`)
  return error.problem
}

const keys = (names: readonly string[], more = '') => {
  const contents = names.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('')
  const opening = '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opening}<Name>b</Name>${more}${contents}</ListBucketResult>`
}
const links = (...hrefs: readonly string[]) =>
  `<!DOCTYPE html><html><body>${hrefs.map((href) => `<a href="${href}">x</a>`).join('\n')}</body></html>`

describe('a bucket', () => {
  const LIST = 'https://b.s3.amazonaws.com/?list-type=2&prefix=d%2F'

  it('is written as its tools write it', () => {
    expect(bucketAddress('s3://b-1/d/')).toBe('https://b-1.s3.amazonaws.com/d/')
    expect(bucketAddress('s3://b-1/d')).toBe('https://b-1.s3.amazonaws.com/d/')
    expect(bucketAddress('s3://b.dotted/d/0.parquet')).toBe('https://s3.amazonaws.com/b.dotted/d/0.parquet')
    expect(bucketAddress('gs://b_1')).toBe('https://storage.googleapis.com/b_1/')
    expect(bucketAddress('https://b/d/')).toBeNull()
  })

  it('is found in the host or in the path', () => {
    expect(bucketsOf('https://b.s3.eu-west-1.amazonaws.com/a%20b/').candidates).toEqual([
      { root: 'https://b.s3.eu-west-1.amazonaws.com/', prefix: 'a b/' },
    ])
    expect(bucketsOf('https://s3.amazonaws.com/b/d/').candidates).toEqual([{ root: 'https://s3.amazonaws.com/b/', prefix: 'd/' }])
    // Tried in every way it can be split, this host would not come to an end.
    expect(bucketsOf(`https://s3${'-'.repeat(200)}.test/b/`).sure).toBe(false)
    expect(bucketsOf(`https://b.s3${'-'.repeat(200)}.test/b/`).sure).toBe(false)
    expect(bucketsOf('https://storage.googleapis.com/b/').candidates).toEqual([{ root: 'https://storage.googleapis.com/b/', prefix: '' }])
    expect(bucketsOf('https://minio.example/b/d/')).toMatchObject({
      sure: false,
      candidates: [{ prefix: 'b/d/' }, { root: 'https://minio.example/b/', prefix: 'd/' }],
    })
  })

  it('is read page by page, in natural order, with its vectors', async () => {
    const dataset = await open('https://b.s3.amazonaws.com/d/', {
      [LIST]: keys(
        ['d/metadata/metadata_10.parquet', 'd/img_emb/img_emb_9.npy', 'd/a&amp;b/'],
        '<IsTruncated>true</IsTruncated><NextContinuationToken>1/+=</NextContinuationToken>',
      ),
      [`${LIST}&continuation-token=1%2F%2B%3D`]: keys([
        'd/metadata/metadata_9.parquet',
        'd/_SUCCESS',
        'elsewhere/x.parquet',
        'd/../x.parquet',
      ]),
    })
    expect(dataset.name).toBe('d')
    expect(dataset.shards).toEqual([
      { kind: 'remote', name: 'metadata_9.parquet', url: 'https://b.s3.amazonaws.com/d/metadata/metadata_9.parquet' },
      { kind: 'remote', name: 'metadata_10.parquet', url: 'https://b.s3.amazonaws.com/d/metadata/metadata_10.parquet' },
    ])
    expect(dataset.embeddings?.image.map((file) => file?.name)).toEqual(['img_emb_9.npy', undefined])
  })

  it('of another host is tried in the host and then in the path', async () => {
    const { shards } = await open('https://minio.example/b/d/', {
      'https://minio.example/b/d/': 403,
      'https://minio.example/b/?list-type=2&prefix=d%2F': keys(['d/a &#35;1?.parquet']),
    })
    expect(shards.map((shard) => (shard.kind === 'remote' ? shard.url : ''))).toEqual(['https://minio.example/b/d/a%20%231%3F.parquet'])
  })

  it('that does not list itself is told in words', async () => {
    expect((await problem('https://b.s3.amazonaws.com/d/', { [LIST]: 403 })).detail).toContain('let the public list it')
    expect((await problem('https://b.s3.amazonaws.com/d/', { [LIST]: keys([]) })).detail).toContain('no Parquet file, tar or text table')
    const lance = ['d/x.lance/_versions/1.manifest', 'd/x.lance/data/0a.lance', 'd/x.lance/data/1b.lance']
    expect((await problem('https://b.s3.amazonaws.com/d/', { [LIST]: keys(lance) })).detail).toContain(
      '0a.lance (and 1 more like it) is a Lance dataset. Write its table as Parquet',
    )
    expect((await problem('https://b.s3.amazonaws.com/d/', { [LIST]: keys(['d/0.npy']) })).detail).toContain('embeddings alone')
    expect((await problem('https://b.s3.amazonaws.com/d/', { [LIST]: '<html>' })).code).toBe('no-listing')
  })

  it('that repeats its token ends', async () => {
    const again = keys(['d/0.parquet'], '<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>')
    expect((await open('https://b.s3.amazonaws.com/d/', { [LIST]: again, [`${LIST}&continuation-token=t`]: again })).notes[0]).toContain(
      'missing',
    )
  })
})

describe('a web server’s folder', () => {
  const AT = 'https://h.example/d/'

  it('is read with the folders below it', async () => {
    const dataset = await open(AT, {
      [AT]: links('?C=N;O=D', '/', '../', 'metadata/', './img_emb/', 'metadata/', '.git/'),
      [`${AT}metadata/`]: links('metadata_10.parquet', '/d/metadata/metadata_9.parquet', '..', '/d/'),
      [`${AT}img_emb/`]: links('img_emb_9.npy', 'img_emb_10.npy'),
    })
    expect(dataset.shards.map((shard) => shard.name)).toEqual(['metadata_9.parquet', 'metadata_10.parquet'])
    expect(dataset.embeddings?.image).toHaveLength(2)
  })

  it('holds nothing of another host and nothing above itself', () => {
    expect(
      indexPage(
        links(
          'https://evil.example/x.parquet',
          '//evil.example/x.parquet',
          '../x.parquet',
          '/x.parquet',
          'javascript:alert(1)',
          'https://h.example/dx.parquet',
          'x.parquet?sig',
          'a&amp;b.parquet',
          "c'd.parquet",
        ),
        AT,
      ),
    ).toEqual([`${AT}a&b.parquet`, `${AT}c'd.parquet`])
    expect(indexPage('{}', AT)).toBeNull()
    expect(indexPage(links('/elsewhere/'), AT)).toBeNull()
  })

  it('may turn in a circle', async () => {
    const dataset = await open(AT, { [AT]: links('a/', '0.parquet'), [`${AT}a/`]: links('./', '../', 'a/'), [`${AT}a/a/`]: links('a/') })
    expect(dataset.shards).toHaveLength(1)
  })

  it('that is not listed is told in words', async () => {
    expect((await problem(AT, {})).code).toBe('not-found')
    expect((await problem(AT, { [AT]: '<html>hello</html>' })).detail).toContain('does not list')
  })
})

it('pages of any shape are read without failing, and quickly', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          '<a ',
          'href=',
          '"',
          "'",
          '<Key>',
          '</Key>',
          '&#x110000;',
          '&amp;',
          '<ListBucketResult>',
          '<html>',
          '../',
          '%',
          'x.parquet',
        ),
      ),
      (parts) => {
        const text = parts.join('')
        expect(() => [bucketPage(`<ListBucketResult>${text}`), indexPage(`<html>${text}`, 'https://h.example/d/')]).not.toThrow()
      },
    ),
  )
  const started = performance.now()
  indexPage(`<html>${'<a '.repeat(300_000)}`, 'https://h.example/d/')
  indexPage(`<html><a ${'href '.repeat(300_000)}`, 'https://h.example/d/')
  bucketPage(`<ListBucketResult>${'<Key>'.repeat(300_000)}`)
  expect(performance.now() - started).toBeLessThan(1000)
})
