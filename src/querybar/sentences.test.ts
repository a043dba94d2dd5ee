import { describe, expect, it } from 'vitest'
import type { EncoderStatus } from '../search/encoder/encoder'
import type { RankStatus } from '../engine/ranking'
import { MODELS } from '../search/encoder/registry'
import type { Searchable, SearchState } from '../search/state'
import {
  keepsSentence,
  announcement,
  backendLabel,
  backendSentence,
  costSentence,
  coverageSentence,
  downloadSentence,
  noModelSentence,
  nothingSentence,
  passingSentence,
  rankedSentence,
  remarks,
  searchProblem,
  unsearchableSentence,
  wordsSentence,
} from './sentences'

const RANK: RankStatus = {
  phase: 'ranking',
  cost: null,
  shardsDone: 18,
  shardsTotal: 32,
  rowsRanked: 5_190_000,
  rowsTotal: 12_949_000,
  bytesFetched: 412_000_000,
  requests: 103,
  scorer: 'wasm',
  approximate: false,
  failures: [],
  revision: 1,
  histogram: [],
  matching: 0,
}
const ENCODER: EncoderStatus = {
  phase: 'ready',
  bytes: 0,
  totalBytes: null,
  running: { backend: 'webgpu', precision: 'fp16' },
  dropped: [],
  problem: null,
}
const STATE: SearchState = {
  searchable: { kind: 'opening' },
  phase: 'ranking',
  encoder: ENCODER,
  rank: RANK,
  problem: null,
  cutTexts: [],
  unknownTexts: [],
  missingPairs: 0,
  by: ['image'],
}

it('says that what was fetched is not kept, and why', () => {
  expect(keepsSentence('for-next-time')).toBeNull()
  expect(keepsSentence('plain-http')).toContain('served by plain http')
  expect(keepsSentence('no-room')).toContain('only until this page is closed')
})

describe('how far a ranking is', () => {
  it('is said in shards, rows and bytes, rounded down', () => {
    expect(coverageSentence(RANK)).toBe('18 of 32 shards, 5.1 of 12.9 M rows, 412 MB')
  })

  it('says small numbers whole, and leaves out what is nothing to say', () => {
    expect(coverageSentence({ ...RANK, shardsDone: 0, shardsTotal: 1, rowsRanked: 5100, rowsTotal: 7073, bytesFetched: 0 })).toBe(
      '5,100 of 7,073 rows',
    )
  })

  it('says that all is ranked, and what it cost', () => {
    const all = { ...RANK, phase: 'done', rowsRanked: 12_949_000 } as const
    expect(rankedSentence(all)).toBe('Ranked 12.9 M rows, 412 MB')
    expect(rankedSentence({ ...all, bytesFetched: 0 })).toBe('Ranked 12.9 M rows, nothing fetched')
  })

  it('never calls a part the whole', () => {
    expect(rankedSentence({ ...RANK, phase: 'stopped' })).toBe('Ranked 18 of 32 shards, 5.1 of 12.9 M rows, 412 MB')
  })

  it('is read out by its turns alone', () => {
    expect(announcement(STATE)).toBe(announcement({ ...STATE, rank: { ...RANK, rowsRanked: 6_000_000 } }))
    expect(announcement({ ...STATE, phase: 'encoding', encoder: { ...ENCODER, phase: 'downloading' } })).toBe('Fetching the text model')
    expect(announcement({ ...STATE, phase: 'off' })).toBe('')
  })
})

describe('what a search costs', () => {
  it('is said before anything is fetched', () => {
    expect(costSentence({ bytes: 412_000_000, requests: 103, keptBytes: 0 }, 32)).toBe(
      'Ranking all 32 shards fetches 412 MB in 103 requests.',
    )
    expect(costSentence({ bytes: 4_100, requests: 1, keptBytes: 0 }, 1)).toBe('Ranking this dataset fetches 4.10 KB in 1 request.')
  })

  it('counts the model’s bytes while they come', () => {
    const downloading = { ...ENCODER, phase: 'downloading', bytes: 31_200_000 } as const
    expect(downloadSentence({ ...downloading, totalBytes: 64_500_000 })).toBe('Fetching the text model: 31.2 of 64.5 MB')
    expect(downloadSentence({ ...downloading, totalBytes: 1_290_000_000 })).toBe('Fetching the text model: 31.2 MB of 1.29 GB')
    expect(downloadSentence(downloading)).toBe('Fetching the text model: 31.2 MB')
  })
})

describe('what computes', () => {
  it('is said of the encoder and of the ranker', () => {
    expect(backendSentence(STATE)).toBe('Encoder: WebGPU, fp16 · Ranker: WASM')
    expect(backendLabel(STATE)).toBe('WebGPU + WASM')
  })

  it('is not said before it runs', () => {
    expect(backendSentence({ ...STATE, encoder: { ...ENCODER, running: null } })).toBe('Ranker: WASM')
    expect(backendLabel({ ...STATE, encoder: null, rank: null })).toBe('')
  })
})

describe('how many pass a threshold', () => {
  it('is said exactly', () => {
    expect(passingSentence(1204, 12_900_000, 0.25)).toBe('1,204 of 12,900,000 at 0.250 or more')
    expect(passingSentence(812, 812, null)).toBe('812 pairs with a score')
  })

  it('says so when more pass than are kept', () => {
    expect(passingSentence(6000, 7000, 0.1)).toBe('6,000 of 7,000 at 0.100 or more; the best 5,000 are shown')
  })
})

describe('what a person should know of a search', () => {
  it('is nothing while all is well', () => {
    expect(remarks(STATE)).toEqual([])
    expect(searchProblem(STATE)).toBeNull()
  })

  it('is what was cut, unknown, missing or weighed twice', () => {
    expect(
      remarks({
        ...STATE,
        cutTexts: ['word '.repeat(60)],
        unknownTexts: ['qqq', 'zzz'],
        missingPairs: 1,
        rank: { ...RANK, approximate: true },
      }),
    ).toEqual([
      `The end of “${'word '.repeat(12).trimEnd()}…” was left out: the model reads no more.`,
      'The model knows none of these words: “qqq”, “zzz”.',
      '1 pair of this search has no embedding and was left out.',
      'Counts by score come from 8-bit copies kept in memory and may be off by a few; the pairs shown and their scores are exact.',
    ])
  })

  it('is why nothing can be ranked by', () => {
    expect(nothingSentence(STATE)).toMatch(/cancel each other out/)
    expect(nothingSentence({ ...STATE, unknownTexts: ['qqq'] })).toMatch(/stay in their order/)
  })

  it('is why a dataset cannot be searched', () => {
    expect(unsearchableSentence({ kind: 'opening' })).toBe('')
    expect(unsearchableSentence({ kind: 'no-embeddings' })).toMatch(
      /no embeddings, so it can’t be searched by meaning; the caption filter still works/,
    )
  })

  it('is what words need where no model is known', () => {
    const words = (searchable: Searchable) => wordsSentence(searchable)
    expect(words({ kind: 'no-model', checkpoint: 'open_clip/ViT-H-14' })).toMatch(/“open_clip\/ViT-H-14”.*More like this/)
    expect(words({ kind: 'no-model', checkpoint: 'x', problem: { code: 'model', where: 'm', detail: 'It is gone.' } })).toMatch(
      /It is gone\./,
    )
    expect(words({ kind: 'ask-model', models: MODELS, width: 512 })).toMatch(
      /^Nothing says which model made the embeddings.*More like this/,
    )
    expect(words({ kind: 'ask-model', models: [], width: 768 })).toMatch(/no model here has vectors of 768 numbers.*More like this/)
    expect(words({ kind: 'opening' })).toBe('')
  })

  it('is that words wait for a model', () => {
    const asking = { ...STATE, phase: 'no-model' } as const
    expect(noModelSentence({ ...asking, searchable: { kind: 'ask-model', models: MODELS, width: null } })).toMatch(/choose the model/i)
    expect(noModelSentence({ ...asking, searchable: { kind: 'ask-model', models: [], width: 768 } })).toMatch(/take them away/)
    expect(announcement({ ...asking, searchable: { kind: 'ask-model', models: [], width: 768 } })).toMatch(/take them away/)
  })

  it('is the first failure when no shard could be ranked', () => {
    const problem = { code: 'vectors', where: 'img_emb_0.npy' } as const
    expect(searchProblem({ ...STATE, rank: { ...RANK, phase: 'failed', failures: [{ shard: 'img_emb_0.npy', problem }] } })).toBe(problem)
  })
})
