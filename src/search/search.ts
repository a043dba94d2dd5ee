import { problemOf } from '../dataset/problem-values'
import type { Dataset } from '../dataset/dataset'
import { ProblemError, type Problem } from '../dataset/problem'
import { fetchWithin } from '../dataset/reach'
import type { Engine, EngineStatus } from '../engine/engine'
import { Shared } from '../flow/shared'
import { isRefusedSearch, NO_CONSENT, pictureVerdict } from '../pair/safety'
import { passesAll, type Query } from '../query/query'
import type { Chip, RankBy, Search } from '../query/search'
import { combine, unpackVector } from './algebra'
import { createEncoder } from './encoder/client'
import type { Encoder, EncoderSettings } from './encoder/encoder'
import { loadModel } from './encoder/load-model'
import { modelFor, MODELS } from './encoder/registry'
import type { Embedded, Ranker, Ranking } from '../engine/ranking'
import { modelOf, ranksPairs, type Searchable, type SearchState } from './state'

/** What a person sets, read anew whenever it is needed. */
export interface SearchSettings {
  readonly encoder: EncoderSettings
  /** Before a model is started: rejects with ProblemError where the person does not want its folder to be read, or as the signal says. */
  readonly askForModel: (signal: AbortSignal) => Promise<void>
  /** Bytes of embeddings to fetch without asking. */
  readonly fetchBudgetBytes: number
  /** Whether a dataset's own model is read from a host without asking. */
  readonly trustsModelOf: (host: string) => boolean
}

const CANNOT_RANK: Problem = { code: 'vectors', where: '', detail: 'What holds this dataset cannot rank its pairs.' }
const NO_EMBEDDINGS: Embedded = { sides: [], width: null }

const NOT_ASKED = { phase: 'off', rank: null, problem: null, cutTexts: [], unknownTexts: [], missingPairs: 0 } as const

const OFF: SearchState = { ...NOT_ASKED, searchable: { kind: 'opening' }, encoder: null, by: [] }

/** The workers behind it, replaced in tests. */
export interface SearchParts {
  readonly createEncoder: typeof createEncoder
  readonly loadModel: typeof loadModel
}

/**
 * Searching one dataset: from chips to a ranking. Workers start with the first search. A new question ends the former
 * one; a change of the filters alone ranks anew by the same vector.
 */
export class SearchSession {
  private state: SearchState = OFF
  private current: Ranking | null = null
  private readonly listeners = new Set<() => void>()
  private encoder: Encoder | null = null
  /** The person is asked once for all who wait. */
  private readonly allowed = new Shared<void>()
  private ranker: Promise<Ranker> | null = null
  /** How often rows began to come again that were held before. */
  private goings = 0
  /** It is being found out whether the dataset can be searched. */
  private looking = false
  private asking = new AbortController()
  private closing = new AbortController()
  private width: number | null = null
  /** What was asked last, so that the same is not asked twice. */
  private asked = ''
  private query: Query | null = null
  private vector: { readonly chips: string; readonly vector: Float32Array<ArrayBuffer> } | null = null

  constructor(
    private readonly dataset: Dataset,
    private readonly engine: Engine,
    /** The checkpoint, as the person says where the dataset does not. */
    private readonly checkpoint: string | null,
    private readonly settings: () => SearchSettings,
    private readonly parts: SearchParts = { createEncoder, loadModel },
  ) {}

  /** Looks at the dataset; the function it returns ends everything. */
  readonly start = (): (() => void) => {
    this.closing = new AbortController()
    let before: EngineStatus['more'] = 'coming'
    const unsubscribe = this.engine.subscribe(({ more }) => {
      const goesOn = more === 'coming' && before !== 'coming'
      before = more
      if (goesOn) this.goOn()
    })
    void this.look(this.closing.signal)
    return () => {
      unsubscribe()
      this.close()
    }
  }

  /** A store for useSyncExternalStore. */
  readonly getState = (): SearchState => this.state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The ranking under way or done; null while there is none. */
  readonly getRanking = (): Ranking | null => this.current

  /** Makes this query's search the one that is ranked; without chips there is none. Its sort and its threshold play no part. */
  async ask(query: Query): Promise<void> {
    this.query = query
    const asked = JSON.stringify([
      query.search && [query.search.chips, query.search.by],
      query.search && [query.filters, query.within?.id],
      query.search && !passesAll(query) && this.goings,
      this.state.searchable.kind,
    ])
    if (asked === this.asked) return
    this.asked = asked
    this.asking.abort()
    this.asking = new AbortController()
    const { signal } = this.asking
    this.current?.dispose()
    this.current = null
    const search = query.search && this.asComparable(query.search)
    if (!search || !ranksPairs(this.state.searchable)) {
      this.set(NOT_ASKED)
      return
    }
    this.set({ phase: 'encoding', rank: null, problem: null })
    try {
      if (isRefusedSearch(search.chips.filter(({ weight }) => weight > 0).map(nameOf)))
        throw new ProblemError({ code: 'refused', where: '' })
      if (!modelOf(this.state.searchable) && search.chips.some(({ kind }) => kind !== 'pair')) {
        this.set({ ...NOT_ASKED, phase: 'no-model' })
        return
      }
      const vector = await this.vectorOf(search, signal)
      signal.throwIfAborted()
      if (!vector) {
        this.set({ phase: 'nothing' })
        return
      }
      const ranker = await this.readyRanker()
      signal.throwIfAborted()
      const ranking = ranker.rank({ vector, by: search.by }, query, this.settings().fetchBudgetBytes)
      this.current = ranking
      ranking.subscribe((rank) => {
        if (this.current === ranking) this.set({ rank })
      })
      this.set({ phase: 'ranking', rank: ranking.status() })
    } catch (error) {
      if (!signal.aborted) this.set({ phase: 'failed', problem: problemOf(error, 'encoder', '') })
    }
  }

  /** Of rows that were held nobody knew which pass the filters: now that they come, they are ranked too. */
  private goOn(): void {
    this.goings += 1
    // Nothing of the dataset could be read when it was looked at.
    if (this.state.searchable.kind === 'opening' && !this.looking) this.lookAgain()
    if (this.query) void this.ask(this.query)
  }

  /** Finds out anew with which model: the person trusts another host. */
  lookAgain(): void {
    void this.look(this.closing.signal)
  }

  /** Ends what is under way: a ranking keeps what it has. */
  stop(): void {
    if (this.current) {
      this.current.stop()
      return
    }
    this.asking.abort()
    this.set({ phase: 'failed', problem: { code: 'encoder', where: '', detail: 'You stopped it before it was ready.' } })
  }

  /** Asks again what failed. */
  async retry(query: Query): Promise<void> {
    this.asked = ''
    await this.ask(query)
  }

  /** A picture's vector by the dataset's model. Rejects with ProblemError. */
  async encodePicture(picture: Blob): Promise<Float32Array<ArrayBuffer>> {
    const encoder = await this.readyEncoder(this.closing.signal)
    if (!encoder)
      throw new ProblemError({
        code: 'model',
        where: '',
        detail: ranksPairs(this.state.searchable)
          ? this.state.searchable.kind === 'ask-host'
            ? `A picture of yours needs the dataset’s own model, from ${this.state.searchable.host}: allow it first.`
            : 'A picture of yours needs the model that made this dataset’s embeddings, and that is not known here.'
          : 'This dataset cannot be searched by meaning, and so not by a picture either.',
      })
    if (!encoder.model.picture)
      throw new ProblemError({
        code: 'model',
        where: encoder.model.name,
        detail: `${encoder.model.name} has no image encoder: it reads text alone.`,
      })
    return await encoder.encodePicture(picture, this.closing.signal)
  }

  async keeping() {
    return await (await this.readyRanker()).keeping()
  }

  async forgetKept(): Promise<void> {
    await (await this.readyRanker()).forgetKept()
  }

  /** Drops the encoder, so that changed settings take hold with the next search. */
  resetEncoder(): void {
    this.encoder?.close()
    this.encoder = null
    this.vector = null
    this.set({ encoder: null })
  }

  private close(): void {
    this.asking.abort()
    this.closing.abort()
    this.current?.dispose()
    this.current = null
    this.encoder?.close()
    this.encoder = null
    this.ranker?.then(
      (ranker) => ranker.close(),
      () => undefined,
    )
    this.ranker = null
    this.asked = ''
    this.state = OFF
  }

  /** Finds out whether the dataset can be searched, and with which model. */
  private async look(signal: AbortSignal): Promise<void> {
    this.looking = true
    const found = (await this.engine.rankers?.find(signal).catch(() => null)) ?? (this.engine.rankers ? null : NO_EMBEDDINGS)
    // One that was closed says nothing about the next.
    if (!signal.aborted) this.looking = false
    if (!found) return
    const searchable = await this.searchableBy(found, signal)
    // Closed in the meantime.
    if (signal.aborted) return
    this.width = found.width
    const mayCompareSides = searchable.kind === 'yes' && found.sides.length === 2
    this.set({ searchable, by: mayCompareSides ? ['image', 'text', 'both'] : found.sides })
  }

  private async searchableBy({ sides, width }: Embedded, signal: AbortSignal): Promise<Searchable> {
    if (sides.length === 0) return { kind: 'no-embeddings' }
    const checkpoint = (this.dataset.embeddings?.checkpoint ?? '') || (this.checkpoint ?? '')
    const own = this.dataset.embeddings?.model
    try {
      if (own) {
        const { encoder, trustsModelOf } = this.settings()
        const { host } = new URL(own)
        if (!trustsModelOf(host)) return { kind: 'ask-host', host }
        return { kind: 'yes', model: await this.parts.loadModel(own, fetchWithin(encoder.reach), signal) }
      }
    } catch (error) {
      return { kind: 'no-model', checkpoint, problem: problemOf(error, 'encoder', '') }
    }
    if (checkpoint === '') return askModel(width)
    const model = modelFor(checkpoint)
    return model ? { kind: 'yes', model } : { kind: 'no-model', checkpoint }
  }

  /** What is ranked by what: a caption's vectors may be of another model than a picture's, so the two are not mixed unasked. */
  private asComparable(search: Search): Search {
    const { by } = this.state
    return by.includes(search.by) ? search : { ...search, by: by[0] ?? search.by }
  }

  private async readyEncoder(signal: AbortSignal): Promise<Encoder | null> {
    const model = modelOf(this.state.searchable)
    if (!model) return null
    if (!this.encoder) await this.allowed.run('model', signal, (asking) => this.settings().askForModel(asking))
    signal.throwIfAborted()
    if (!this.encoder) {
      const encoder = this.parts.createEncoder(model, this.settings().encoder)
      encoder.subscribe((status) => {
        if (this.encoder === encoder) this.set({ encoder: status })
      })
      this.encoder = encoder
    }
    return this.encoder
  }

  private readyRanker(): Promise<Ranker> {
    if (!this.ranker) {
      const width = this.width ?? modelOf(this.state.searchable)?.width ?? null
      this.ranker = this.engine.rankers?.open(width, this.closing.signal) ?? Promise.reject(new ProblemError(CANNOT_RANK))
      this.ranker.catch(() => (this.ranker = null))
    }
    return this.ranker
  }

  /** The sum of the chips; null when there is nothing to rank by. */
  private async vectorOf({ chips, by }: Search, signal: AbortSignal): Promise<Float32Array<ArrayBuffer> | null> {
    const asked = JSON.stringify([chips, by])
    if (this.vector?.chips === asked) return this.vector.vector
    const texts = chips.filter((chip) => chip.kind === 'text')
    const encoded =
      texts.length === 0
        ? []
        : ((await (
            await this.readyEncoder(signal)
          )?.encode(
            texts.map(({ text }) => text),
            signal,
          )) ?? [])
    let missingPairs = 0
    const unknownTexts: string[] = []
    const parts: { vector: Float32Array; weight: number }[] = []
    for (const chip of chips) {
      const vector =
        chip.kind === 'text'
          ? encoded[texts.indexOf(chip)]?.vector
          : chip.kind === 'picture'
            ? unpackVector(chip.vector)
            : await this.vectorOfPair(chip.place, by, signal)
      if (chip.kind === 'pair' && !vector) missingPairs += 1
      if (vector?.every((value) => value === 0)) unknownTexts.push(nameOf(chip))
      else if (vector) parts.push({ vector, weight: chip.weight })
    }
    this.set({ missingPairs, unknownTexts, cutTexts: texts.filter((_, i) => encoded[i]?.cut).map(({ text }) => text) })
    const widths = [...new Set([...parts.map((part) => part.vector.length), modelOf(this.state.searchable)?.width ?? []].flat())]
    if (widths.length > 1)
      throw new ProblemError({
        code: 'vectors',
        where: '',
        detail: `The parts of this search have vectors of ${widths.join(' and ')} numbers: they are of different models.`,
      })
    const vector = combine(parts)
    if (vector) this.vector = { chips: asked, vector }
    return vector
  }

  /** Null where the pair has none, or is blocked: what resembles it is not to be found by it. */
  private async vectorOfPair(place: string, by: RankBy, signal: AbortSignal): Promise<Float32Array<ArrayBuffer> | null> {
    const key = this.engine.keyAt(place)
    if (key === null) return null
    const [pair] = await this.engine.pairs([key], { signal })
    if (!pair || pictureVerdict(pair, NO_CONSENT) === 'blocked') return null
    const ranker = await this.readyRanker()
    const vector = await ranker.vectorOf(key, sideOf(by), signal)
    // Now it is known how wide the vectors are, and so which models may have made them.
    if (vector && this.state.searchable.kind === 'ask-model') this.set({ searchable: askModel(vector.length) })
    return vector
  }

  private set(change: Partial<SearchState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of [...this.listeners]) listener()
  }
}

/** The models that vectors of this width may be of; null: of any. */
function askModel(width: number | null): Searchable {
  return { kind: 'ask-model', models: MODELS.filter((model) => width === null || model.width === width), width }
}

/** More like a pair is more like its picture, unless captions alone are compared. */
function sideOf(by: RankBy): 'image' | 'text' {
  return by === 'text' ? 'text' : 'image'
}

function nameOf(chip: Chip): string {
  return chip.kind === 'text' ? chip.text : chip.kind === 'picture' ? chip.name : ''
}
