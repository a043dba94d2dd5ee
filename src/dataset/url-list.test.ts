import { describe, expect, it } from 'vitest'
import { ProblemError } from './problem'
import { listedShards, listsShards, loadUrlList } from './url-list'

const URL_OF_LIST = 'https://h.example/lists/all.txt'

function load(text: string, onCancel = () => undefined) {
  let at = 0
  const bytes = new TextEncoder().encode(text)
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(bytes.slice(at, (at += 50_000)))
    },
    cancel: onCancel,
  })
  return loadUrlList(URL_OF_LIST, () => Promise.resolve(new Response(body)), new AbortController().signal)
}

describe('a text of addresses', () => {
  it('lists shards where every whole line is the address of one', () => {
    expect(listsShards('https://h/0.parquet\r\n\nhttps://h/1.parquet?sig=a/b\nhttps://h/cut')).toBe(true)
    expect(listsShards('part-{000..031}.parquet')).toBe(true)
    expect(listsShards('https://h/0.tar\nhttps://h/img.jpg\n')).toBe(false)
    expect(listsShards('See the file data.parquet\n')).toBe(false)
    expect(listsShards('')).toBe(false)
  })

  it('is then those shards, relative ones beside it', async () => {
    const dataset = await load('a.parquet\nhttps://other.example/{0..1}.parquet\n')
    expect(dataset.name).toBe('all.txt')
    expect(dataset.shards.map((shard) => (shard.kind === 'remote' ? shard.url : ''))).toEqual([
      'https://h.example/lists/a.parquet',
      'https://other.example/0.parquet',
      'https://other.example/1.parquet',
    ])
    await expect(load('https://h/{3..1}.parquet')).rejects.toThrow(ProblemError)
  })

  it('is read whole for that, however long', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `https://h.example/data/shard-${i}.parquet`)
    expect((await load(lines.join('\n'))).shards).toHaveLength(5000)
  })

  it('is itself the shard where it lists pictures, of which no more is read than tells', async () => {
    let cancelled = false
    const dataset = await load('https://h.example/a.jpg\n'.repeat(100_000), () => void (cancelled = true))
    expect(dataset.shards).toEqual([{ kind: 'remote', name: 'all.txt', url: URL_OF_LIST }])
    expect(cancelled).toBe(true)
  })

  it('of the person’s own gives the line to open', async () => {
    expect(await listedShards(new Blob(['https://h/0.parquet\nhttps://h/1.parquet\n']))).toBe('https://h/0.parquet https://h/1.parquet')
    expect(await listedShards(new Blob(['https://h/0.jpg\n']))).toBeNull()
  })
})
