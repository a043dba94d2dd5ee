import { describe, expect, it, vi } from 'vitest'
import { datasetFromUrls } from '../dataset/source'
import { pairKey } from '../engine/scanning/key'
import type { Scanning, ScanStatus } from '../engine/scanning/scanning'
import { fileRankers } from './file-rankers'
import type { FileRanker, RankerOptions } from './ranker/protocol'
import { footerOfVectors } from './vectors/parquet.testing'
import type { VectorSet } from './vectors/vector-set'

const dataset = datasetFromUrls(['https://host.example/a.parquet', 'https://host.example/b.parquet'])

/** The set of vectors that a ranker is made of, where the files of the shards changed so often. */
async function setFor(changes: readonly number[]): Promise<VectorSet> {
  const footer = await footerOfVectors()
  const scanning: Partial<Scanning> = {
    subscribe(listener) {
      listener({ shards: changes.map((times) => ({ rows: 2, changes: times })) } as unknown as ScanStatus)
      return () => undefined
    },
    columns: () => Promise.resolve(footer.columns),
    footer: () => Promise.resolve(footer),
  }
  const create = vi.fn<(set: VectorSet, options: RankerOptions) => FileRanker>(() => ({}) as FileRanker)
  const rankers = fileRankers(dataset, scanning as Scanning, () => ({}) as RankerOptions, create)
  await rankers.open(2, new AbortController().signal)
  const [[set] = []] = create.mock.calls
  if (!set) throw new Error('no ranker was made')
  return set
}

describe('rankers of files', () => {
  it('read a shard whose file changed as another one, and its pairs by their new keys', async () => {
    const { shards } = await setFor([0, 2])
    expect(shards.map(({ image }) => image?.kind === 'parquet' && image.version)).toEqual([undefined, 2])
    expect(shards.map(({ pairs }) => pairs)).toEqual([
      { kind: 'position', firstKey: pairKey(0, 0) },
      { kind: 'position', firstKey: pairKey(1, 0, 2) },
    ])
  })
})
