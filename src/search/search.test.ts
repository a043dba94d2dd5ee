import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Dataset } from '../dataset/dataset'
import { OPEN_NET } from '../dataset/reach'
import { ProblemError } from '../dataset/problem'
import type { Engine, EngineStatus } from '../engine/engine'
import type { Scanning, ScanStatus } from '../engine/scanning/scanning'
import { keyAtPlace } from '../engine/scanning/key'
import { fileRankers } from './file-rankers'
import type { FileRanker, RankerOptions } from './ranker/protocol'
import type { Pair } from '../pair/pair'
import { EMPTY_QUERY, setOfKeys, withFilter, type Query } from '../query/query'
import type { Footer } from '../shards/footer'
import type { Chip, Search } from '../query/search'
import type { Encoder, EncoderStatus } from './encoder/encoder'
import type { TextModel } from './encoder/models'
import type { Passing, Ranking, RankQuery } from '../engine/ranking'
import { SearchSession, type SearchSettings } from './search'
import { footerOfVectors } from './vectors/parquet.testing'

const MODEL: TextModel = {
  id: 'mine',
  name: 'Mine',
  width: 2,
  contextLength: 8,
  base: 'https://h.example/',
  tokenizer: { kind: 'terms', file: { path: 't', bytes: null } },
  text: {},
  picture: null,
  known: [],
  caveat: '',
}
/** What the person says to the folder of the model. */
let askForModel: (signal: AbortSignal) => Promise<void>
/** Hosts whose models are read unasked. */
let trusted: Set<string>
const SETTINGS: SearchSettings = {
  encoder: { location: { kind: 'default' }, reach: OPEN_NET, backend: null, allowSoftwareGpu: false },
  askForModel: (signal) => askForModel(signal),
  trustsModelOf: (host) => trusted.has(host),
  fetchBudgetBytes: 7,
}
const RANKER: RankerOptions = {
  keepBytes: 0,
  memoryBytes: 0,
  allowSoftwareGpu: false,
  gpu: false,
  token: null,
  reach: OPEN_NET,
  keptName: '',
}
/** What the fake encoder knows. */
const WORDS: Readonly<Record<string, readonly [number, number]>> = {
  east: [1, 0],
  north: [0, 1],
  west: [-1, 0],
  long: [1, 1],
  gibberish: [0, 0],
}

const dataset = (change: Partial<Dataset> = {}): Dataset => ({
  name: 'd',
  shards: [{ kind: 'remote', name: 'm_0.parquet', url: 'https://h.example/m_0.parquet' }],
  attributions: [],
  roles: null,
  licence: '',
  notes: [],
  embeddings: {
    width: 2,
    checkpoint: 'mine',
    model: 'https://h.example/model.json',
    image: [{ kind: 'remote', name: 'i_0.npy', url: 'https://h.example/i_0.npy' }],
    text: [],
    keys: null,
  },
  ...change,
})

interface Rank {
  readonly query: RankQuery
  readonly passing: Passing
  readonly budgetBytes: number
  disposed: boolean
}

let ranks: Rank[]
let encodings: (readonly string[])[]
/** Which rows pass was asked of the engine: by which query, of which shard. */
let passingAsked: (readonly [Query, number])[]
let stop: () => void
let tell: (more: EngineStatus['more']) => void
let blocked: boolean
/** Of every shard; null: none can be read. */
let footer: Footer | null
let fail: ProblemError | null
let noModel: ProblemError | null
let modelsRead: string[]
beforeEach(() => {
  ranks = []
  encodings = []
  passingAsked = []
  blocked = false
  footer = null
  fail = null
  noModel = null
  modelsRead = []
  askForModel = () => Promise.resolve()
  trusted = new Set(['h.example'])
  stop = () => undefined
})
afterEach(() => stop())

function open(source: Dataset = dataset(), checkpoint: string | null = null): SearchSession {
  const scanning: Partial<Scanning> = {
    subscribe: (listener) => {
      listener({ shards: [{ rows: 3 }] } as unknown as ScanStatus)
      return () => undefined
    },
    passing: (query, shard) => {
      passingAsked.push([query, shard])
      return Promise.resolve(Uint8Array.of(1))
    },
    columns: () => (footer ? Promise.resolve(footer.columns) : Promise.reject(new ProblemError({ code: 'not-found', where: '' }))),
    footer: () => (footer ? Promise.resolve(footer) : Promise.reject(new ProblemError({ code: 'not-found', where: '' }))),
  }
  const ranker: FileRanker = {
    rank(query, passing, budgetBytes) {
      const rank: Rank = { query, passing, budgetBytes, disposed: false }
      ranks.push(rank)
      return {
        status: () => ({ phase: 'ranking' }),
        subscribe: () => () => undefined,
        dispose: () => void (rank.disposed = true),
      } as unknown as Ranking
    },
    vectorOf: (key) => Promise.resolve(key === 1 ? Float32Array.of(0, -3) : null),
    keeping: () => Promise.resolve({ bytes: 0, budgetBytes: 0 }),
    forgetKept: () => Promise.resolve(),
    close: () => undefined,
  }
  const encoder = {
    model: MODEL,
    status: () => ({}) as EncoderStatus,
    subscribe: () => () => undefined,
    encode(texts: readonly string[]) {
      encodings.push(texts)
      if (fail) return Promise.reject(fail)
      return Promise.resolve(texts.map((text) => ({ vector: Float32Array.from(WORDS[text] ?? [0, 0]), cut: text === 'long', tokens: 3 })))
    },
    encodePicture: () => Promise.reject(new Error('none')),
    close: () => undefined,
  } satisfies Encoder
  const engine: Partial<Engine> = {
    subscribe: (listener) => {
      tell = (more) => listener({ more } as EngineStatus)
      return () => undefined
    },
    pairs: (keys) =>
      Promise.resolve(keys.map((key) => ({ key, nsfw: blocked ? 2 : 0, caption: blocked ? 'a schoolgirl' : 'a boat' }) as Pair)),
    keyAt: keyAtPlace,
    rankers: fileRankers(
      source,
      scanning as Scanning,
      () => RANKER,
      () => ranker,
    ),
  }
  const session = new SearchSession(source, engine as Engine, checkpoint, () => SETTINGS, {
    createEncoder: () => encoder,
    loadModel: (url) => {
      modelsRead.push(url)
      return noModel ? Promise.reject(noModel) : Promise.resolve(MODEL)
    },
  })
  stop = session.start()
  return session
}

async function opened(): Promise<SearchSession> {
  const session = open()
  await settled()
  return session
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))
const asking = (chips: readonly Chip[], change: Partial<Search> = {}): Query => ({
  ...EMPTY_QUERY,
  search: { chips, by: 'image', minScore: null, ...change },
})
const text = (words: string, weight = 1): Chip => ({ kind: 'text', text: words, weight })
const rounded = (vector: Float32Array | undefined) => [...(vector ?? [])].map((value) => Math.round(value * 100) / 100)

describe('a search', () => {
  it('ranks by the weighted sum of its chips', async () => {
    const session = await opened()
    await session.ask(asking([text('east'), text('north', -0.5), { kind: 'pair', place: '0_1', weight: 1 }]))
    // (1, 0) - 0.5 (0, 1) + (0, -1), of length 1.
    expect(rounded(ranks[0]?.query.vector)).toEqual([0.55, -0.83])
    expect(ranks[0]).toMatchObject({ passing: null, budgetBytes: 7 })
    expect(session.getState()).toMatchObject({ phase: 'ranking', searchable: { kind: 'yes' }, by: ['image'] })
  })

  it('looks again for embeddings when the scan goes on, if nothing could be read before', async () => {
    const { embeddings } = dataset()
    const session = open(dataset({ embeddings: embeddings && { ...embeddings, image: [] } }))
    await settled()
    tell('held')
    await settled()
    expect(session.getState().searchable.kind).toBe('opening')
    footer = await footerOfVectors()
    await session.ask(asking([text('east')]))
    expect([session.getState().phase, ranks.length]).toEqual(['off', 0])
    tell('coming')
    await settled()
    expect(session.getState()).toMatchObject({ searchable: { kind: 'yes' }, by: ['image'] })
    await session.ask(asking([text('east')]))
    expect(ranks).toHaveLength(1)
  })

  it('ranks anew when rows come that were held, where filters ask for them', async () => {
    const session = await opened()
    tell('coming')
    tell('held')
    await session.ask(withFilter(asking([text('east')]), { kind: 'nsfw', classes: [0] }))
    expect(ranks).toHaveLength(1)
    tell('held')
    tell('coming')
    await settled()
    expect([ranks.length, ranks[0]?.disposed]).toEqual([2, true])
    tell('none')
    await settled()
    expect(ranks).toHaveLength(2)
    await session.ask(asking([text('east')]))
    tell('coming')
    await settled()
    expect(ranks).toHaveLength(3)
  })

  it(
    'is not run twice for the same chips: neither its threshold nor the sort matters, a filter ranks anew by the ' + 'same vector',
    async () => {
      const session = await opened()
      await session.ask(asking([text('east')]))
      await session.ask({ ...asking([text('east')], { minScore: 0.3 }), sort: 'similarity-descending' })
      expect(ranks).toHaveLength(1)
      await session.ask(withFilter(asking([text('east')]), { kind: 'nsfw', classes: [0] }))
      expect(ranks).toHaveLength(2)
      expect(ranks[0]?.disposed).toBe(true)
      expect(encodings).toEqual([['east']])
      expect(await ranks[1]?.passing?.(0, new AbortController().signal)).toEqual(Uint8Array.of(1))
    },
  )

  it('within a set of pairs ranks these alone, and anew for another set', async () => {
    const [some, others] = [setOfKeys(Float64Array.of(0, 1)), setOfKeys(Float64Array.of(2, 2))]
    const session = await opened()
    await session.ask({ ...asking([text('east')]), within: some })
    await session.ask({ ...asking([text('east')]), within: { ...some } })
    expect(ranks).toHaveLength(1)
    await session.ask({ ...asking([text('east')]), within: others })
    expect([ranks.length, ranks[0]?.disposed]).toEqual([2, true])
    await session.ask(asking([text('east')]))
    expect([ranks.length, ranks[2]?.passing]).toEqual([3, null])
    expect(encodings).toEqual([['east']])
    for (const rank of ranks.slice(0, 2)) await rank.passing?.(7, new AbortController().signal)
    expect(passingAsked).toEqual([
      [{ ...EMPTY_QUERY, within: some }, 7],
      [{ ...EMPTY_QUERY, within: others }, 7],
    ])
  })

  it('without chips is none', async () => {
    const session = await opened()
    await session.ask(asking([text('east')]))
    await session.ask(EMPTY_QUERY)
    expect(session.getState().phase).toBe('off')
    expect(ranks[0]?.disposed).toBe(true)
    expect(session.getRanking()).toBeNull()
  })

  it('says what it could not use: unknown words, cut texts, pairs without a vector', async () => {
    const session = await opened()
    await session.ask(asking([text('gibberish')]))
    expect(session.getState()).toMatchObject({ phase: 'nothing', unknownTexts: ['gibberish'] })
    await session.ask(asking([text('long'), { kind: 'pair', place: '0_2', weight: 1 }]))
    expect(session.getState()).toMatchObject({ phase: 'ranking', unknownTexts: [], cutTexts: ['long'], missingPairs: 1 })
    await session.ask(asking([text('east'), text('west')]))
    expect(session.getState().phase).toBe('nothing')
  })

  it('finds nothing by a blocked pair, and refuses words for minors joined with words for sex', async () => {
    const session = await opened()
    blocked = true
    await session.ask(asking([{ kind: 'pair', place: '0_1', weight: 1 }]))
    expect(session.getState()).toMatchObject({ phase: 'nothing', missingPairs: 1 })
    await session.ask(asking([text('nude'), text('a schoolgirl')]))
    expect(session.getState()).toMatchObject({ phase: 'failed', problem: { code: 'refused' } })
    expect(encodings).toEqual([])
  })

  it('that failed can be tried again', async () => {
    const session = await opened()
    fail = new ProblemError({ code: 'model', where: 'm', detail: '404' })
    await session.ask(asking([text('east')]))
    expect(session.getState()).toMatchObject({ phase: 'failed', problem: { code: 'model' } })
    fail = null
    await session.retry(asking([text('east')]))
    expect(session.getState()).toMatchObject({ phase: 'ranking', problem: null })
  })
})

describe('a dataset', () => {
  const searchable = async (source: Dataset, checkpoint: string | null = null) => {
    const session = open(source, checkpoint)
    await settled()
    return session.getState().searchable
  }
  const beside = (checkpoint: string, width = 512): Dataset =>
    dataset({
      embeddings: {
        width,
        checkpoint,
        model: null,
        image: [{ kind: 'remote', name: 'i', url: 'https://h.example/i.npy' }],
        text: [],
        keys: null,
      },
    })

  it('is searched with the model that made its embeddings, and no other', async () => {
    expect(await searchable(beside('openai/clip-vit-base-patch32'))).toMatchObject({ kind: 'yes', model: { width: 512 } })
    expect(await searchable(beside('someone/else'))).toEqual({ kind: 'no-model', checkpoint: 'someone/else' })
  })

  it('whose embeddings nobody names is searched by words once the person says whose they are', async () => {
    expect(await searchable(beside(''))).toMatchObject({ kind: 'ask-model', models: [{ id: 'openai/clip-vit-base-patch32' }] })
    expect(await searchable(beside('', 3))).toMatchObject({ kind: 'ask-model', models: [], width: 3 })
    expect(await searchable(beside(''), 'openai/clip-vit-base-patch32')).toMatchObject({ kind: 'yes' })
  })

  it('is still opening while no shard could be read', async () => {
    expect(await searchable(dataset({ embeddings: null }))).toEqual({ kind: 'opening' })
  })

  for (const [name, checkpoint] of [
    ['of a checkpoint that nobody names', ''],
    ['of a checkpoint that is not known here', 'someone/else'],
  ] as const) {
    it(`${name} is ranked pair to pair, and asks for the model only for words and pictures`, async () => {
      const session = open(beside(checkpoint, 2))
      await settled()
      await session.ask(asking([{ kind: 'pair', place: '0_1', weight: 1 }]))
      expect(session.getState()).toMatchObject({ phase: 'ranking', by: ['image'] })
      expect(rounded(ranks[0]?.query.vector)).toEqual([0, -1])
      await session.ask(asking([{ kind: 'pair', place: '0_1', weight: 1 }, text('east')]))
      expect(session.getState()).toMatchObject({ phase: 'no-model', rank: null })
      await session.ask(asking([{ kind: 'picture', name: 'p', vector: 'AX8', weight: 1 }]))
      expect(session.getState().phase).toBe('no-model')
      expect(ranks).toHaveLength(1)
      expect(encodings).toEqual([])
    })
  }

  it('of a model that cannot be had is ranked pair to pair, and says why words are not', async () => {
    noModel = new ProblemError({ code: 'model', where: 'm', detail: '404' })
    const session = open()
    await settled()
    expect(session.getState().searchable).toMatchObject({ kind: 'no-model', problem: { detail: '404' } })
    await session.ask(asking([{ kind: 'pair', place: '0_1', weight: 1 }]))
    expect(session.getState().phase).toBe('ranking')
  })

  it('with a model on another host reads nothing of it before the person agrees', async () => {
    const { embeddings } = dataset()
    const session = open(dataset({ embeddings: embeddings && { ...embeddings, model: 'https://evil.example:8443/model.json' } }))
    await settled()
    expect(session.getState().searchable).toEqual({ kind: 'ask-host', host: 'evil.example:8443' })
    await session.ask(asking([text('east')]))
    expect(session.getState()).toMatchObject({ phase: 'no-model', rank: null })
    await session.ask(asking([{ kind: 'pair', place: '0_1', weight: 1 }]))
    expect(session.getState().phase).toBe('ranking')
    expect(modelsRead).toEqual([])

    trusted.add('evil.example:8443')
    session.lookAgain()
    await settled()
    expect(session.getState().searchable.kind).toBe('yes')
    await session.ask(asking([text('east')]))
    expect(session.getState().phase).toBe('ranking')
    expect(modelsRead).toEqual(['https://evil.example:8443/model.json'])
  })

  it('starts no model before the person agrees to where it lies, and none where they do not', async () => {
    const session = await opened()
    let answer: (problem: ProblemError | null) => void = () => undefined
    let questions = 0
    askForModel = () => {
      questions += 1
      return new Promise((resolve, reject) => (answer = (problem) => (problem ? reject(problem) : resolve())))
    }
    const asked = session.ask(asking([text('east')]))
    const picture = session.encodePicture(new Blob()).catch((error: unknown) => error)
    await settled()
    expect([questions, encodings]).toEqual([1, []])
    answer(new ProblemError({ code: 'own-network', where: '' }))
    await asked
    expect(session.getState()).toMatchObject({ phase: 'failed', problem: { code: 'own-network' } })
    expect(await picture).toBeInstanceOf(ProblemError)
    expect(encodings).toEqual([])

    const again = session.retry(asking([text('east')]))
    await settled()
    answer(null)
    await again
    expect(session.getState().phase).toBe('ranking')
    expect([questions, encodings]).toEqual([2, [['east']]])
  })

  it('of no known checkpoint compares pictures with pictures, and captions with captions', async () => {
    const both = beside('', 2)
    const session = open({ ...both, embeddings: both.embeddings && { ...both.embeddings, text: both.embeddings.image } })
    await settled()
    expect(session.getState().by).toEqual(['image', 'text'])
    await session.ask(asking([{ kind: 'pair', place: '0_1', weight: 1 }], { by: 'both' }))
    expect(ranks[0]?.query.by).toBe('image')
  })
})
