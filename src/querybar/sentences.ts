import type { Problem } from '../dataset/problem'
import { formatBytes, formatCount } from '../pair/format'
import { inSentence } from '../pair/plain-text'
import type { RankBy } from '../query/search'
import type { Backend, EncoderStatus, FailedAttempt } from '../search/encoder/encoder'
import { RANKED_LIMIT, type Cost, type RankStatus } from '../engine/ranking'
import { modelOf, type Searchable, type SearchState } from '../search/state'
import { plural } from '../ui/format'

const BACKENDS: { readonly [B in Backend]: string } = { webgpu: 'WebGPU', wasm: 'WASM' }
const MILLION = 1e6
/** Characters of a text in a sentence about it. */
const QUOTED = 60

/** How a search's pairs are ranked, for people. */
export const BY_LABELS: { readonly [B in RankBy]: string } = { image: 'Pictures', text: 'Captions', both: 'Both' }

/** Tenths of a million, rounded down so that the whole is said only of the whole; smaller counts as they are. */
function shortCount(count: number): string {
  return count < MILLION ? formatCount(count) : `${tenths(count)} M`
}

function tenths(count: number): string {
  return (Math.floor(count / (MILLION / 10)) / 10).toFixed(1)
}

/** `5.1 of 12.9 M rows` */
function rowsOf(done: number, total: number): string {
  return total < MILLION ? `${formatCount(done)} of ${plural(total, 'row')}` : `${tenths(done)} of ${tenths(total)} M rows`
}

/** `18 of 32 shards, 5.1 of 12.9 M rows, 412 MB`: what the ranked pairs are the best of. */
export function coverageSentence({ shardsDone, shardsTotal, rowsRanked, rowsTotal, bytesFetched }: RankStatus): string {
  const shards = shardsTotal > 1 ? [`${formatCount(shardsDone)} of ${plural(shardsTotal, 'shard')}`] : []
  const bytes = bytesFetched > 0 ? [formatBytes(bytesFetched)] : []
  return [...shards, rowsOf(rowsRanked, rowsTotal), ...bytes].join(', ')
}

/** What there is to say once no more is ranked. */
export function rankedSentence(rank: RankStatus): string {
  const { rowsRanked, rowsTotal, bytesFetched } = rank
  if (rowsRanked < rowsTotal) return `Ranked ${coverageSentence(rank)}`
  const rows = rowsTotal < MILLION ? plural(rowsTotal, 'row') : `${shortCount(rowsTotal)} rows`
  return bytesFetched > 0 ? `Ranked ${rows}, ${formatBytes(bytesFetched)}` : `Ranked ${rows}, nothing fetched`
}

/** 0 to 1. */
export function rankedShare({ rowsRanked, rowsTotal }: RankStatus): number {
  return rowsTotal > 0 ? Math.min(1, rowsRanked / rowsTotal) : 0
}

/** `Ranking all 32 shards fetches 412 MB in 103 requests.` */
export function costSentence({ bytes, requests }: Cost, shards: number): string {
  return (
    `Ranking ${shards > 1 ? `all ${plural(shards, 'shard')}` : 'this dataset'} fetches ${formatBytes(bytes)} in ` +
    `${plural(requests, 'request')}.`
  )
}

/** How long a browser keeps what was fetched for a search: for next time, or until the page is closed and why no longer. */
export type Keeps = 'for-next-time' | 'plain-http' | 'no-room'

/** Null where there is nothing to say: it is kept. */
export function keepsSentence(keeps: Keeps): string | null {
  switch (keeps) {
    case 'for-next-time':
      return null
    case 'plain-http':
      return 'Nothing is kept once this page is closed: it is served by plain http, and browsers keep files for https alone.'
    case 'no-room':
      return 'Embeddings are kept only until this page is closed: this browser, or this kind of window, gives pages no room for files.'
  }
}

/** `Fetching the text model: 31 of 64 MB` */
export function downloadSentence({ bytes, totalBytes }: EncoderStatus): string {
  if (totalBytes === null) return `Fetching the text model: ${formatBytes(bytes)}`
  const [done, total] = [formatBytes(Math.min(bytes, totalBytes)), formatBytes(totalBytes)]
  const unit = total.slice(total.indexOf(' '))
  return `Fetching the text model: ${done.endsWith(unit) ? done.slice(0, -unit.length) : done} of ${total}`
}

/** `Encoder: WebGPU, fp16 · Ranker: WASM`; '' before anything runs. */
export function backendSentence({ encoder, rank }: SearchState): string {
  const running = encoder?.running
  return [
    ...(running ? [`Encoder: ${BACKENDS[running.backend]}, ${running.precision}`] : []),
    ...(rank ? [`Ranker: ${BACKENDS[rank.scorer]}`] : []),
  ].join(' · ')
}

/** Each backend in use, once. */
export function backendLabel({ encoder, rank }: SearchState): string {
  return [...new Set([encoder?.running?.backend, rank?.scorer])].flatMap((backend) => (backend ? [BACKENDS[backend]] : [])).join(' + ')
}

export function attemptSentence({ backend, precision, reason }: FailedAttempt): string {
  return `${BACKENDS[backend]}, ${precision}: ${reason}`
}

/** Why there is nothing to type into; '' where there is. */
export function unsearchableSentence({ kind }: Searchable): string {
  return kind === 'no-embeddings'
    ? 'This dataset has no embeddings, so it can’t be searched by meaning; the caption filter still works.'
    : ''
}

const PAIRS = '“More like this” on a pair needs no model.'

/** What words need where pairs can be ranked by pairs alone; '' elsewhere. */
export function wordsSentence(searchable: Searchable): string {
  if (searchable.kind === 'no-model') {
    const { checkpoint, problem } = searchable
    if (problem) return `Words can’t be searched: the dataset’s own model could not be read. ${problem.detail ?? ''} ${PAIRS}`
    return `Words can’t be searched: the embeddings are by ${quoted(checkpoint)}, and no model here is the same one. ${PAIRS}`
  }
  if (searchable.kind === 'ask-host') return `Words need the dataset’s own model, which lies at ${searchable.host}. ${PAIRS}`
  if (searchable.kind !== 'ask-model') return ''
  const { models, width } = searchable
  if (models.length > 0) return `Nothing says which model made the embeddings. ${PAIRS} Words do.`
  const vectors = width === null ? 'of their width' : `of ${formatCount(width)} numbers`
  return `Nothing says which model made the embeddings, and no model here has vectors ${vectors}, so words can’t be searched. ${PAIRS}`
}

/** Above the models that a person can choose from. */
export const CHOOSE_MODEL =
  'To search by words, choose the model if you know it is one of these. With any other the ranking would mean nothing.'

/** Why words are not searched, and what to do. */
export function noModelSentence({ searchable }: SearchState): string {
  if (searchable.kind === 'ask-host') return 'Not ranked yet: allow the model first.'
  return searchable.kind === 'ask-model' && searchable.models.length > 0
    ? 'Words and pictures of yours need the model that made the embeddings: choose the model to search by them.'
    : 'Words and pictures of yours need the model that made the embeddings, which is not here: take them away to rank by pairs.'
}

/** Why there is nothing to rank by. */
export function nothingSentence({ unknownTexts, missingPairs }: SearchState): string {
  if (unknownTexts.length > 0 || missingPairs > 0) return 'Nothing of this search can be ranked by, so the pairs stay in their order.'
  return 'The parts of this search cancel each other out: change a weight or take one away.'
}

/** `1,204 of 12,900,000 at 0.250 or more` */
export function passingSentence(passing: number, matching: number, minScore: number | null): string {
  const counts =
    minScore === null
      ? `${plural(matching, 'pair')} with a score`
      : `${formatCount(passing)} of ${formatCount(matching)} at ${minScore.toFixed(3)} or more`
  return passing > RANKED_LIMIT ? `${counts}; the best ${formatCount(RANKED_LIMIT)} are shown` : counts
}

function quoted(text: string): string {
  return `“${inSentence(text, QUOTED)}”`
}

/** What a person should know of how this search was understood. */
export function remarks({ searchable, cutTexts, unknownTexts, missingPairs, rank }: SearchState): readonly string[] {
  const model = modelOf(searchable)
  return [
    ...cutTexts.map(
      (text) => `The end of ${quoted(text)} was left out: the model reads ${model ? plural(model.contextLength, 'token') : 'no more'}.`,
    ),
    ...(unknownTexts.length > 0
      ? [`${model?.name ?? 'The model'} knows none of these words: ${unknownTexts.map(quoted).join(', ')}.`]
      : []),
    ...(missingPairs > 0
      ? [
          `${plural(missingPairs, 'pair')} of this search ${missingPairs === 1 ? 'has' : 'have'} no embedding and ` +
            `${missingPairs === 1 ? 'was' : 'were'} left out.`,
        ]
      : []),
    ...(rank?.approximate
      ? ['Counts by score come from 8-bit copies kept in memory and may be off by a few; the pairs shown and their scores are exact.']
      : []),
  ]
}

/** What is read out as a search goes on: its turns, not its every number. */
export function announcement(state: SearchState): string {
  const { phase, encoder, rank } = state
  if (phase === 'nothing') return nothingSentence(state)
  if (phase === 'no-model') return noModelSentence(state)
  if (phase === 'encoding') return encoder?.phase === 'downloading' ? 'Fetching the text model' : 'Reading the search'
  if (phase !== 'ranking' || !rank) return ''
  switch (rank.phase) {
    case 'planning':
    case 'ranking':
      return 'Ranking'
    case 'asking':
      return 'Ranking would fetch more than is fetched without asking'
    case 'paused':
      return 'Ranking is paused'
    case 'stopped':
    case 'done':
      return rankedSentence(rank)
    case 'failed':
      return ''
  }
}

/** What is wrong with the search as a whole; null while nothing is. */
export function searchProblem({ phase, problem, rank }: SearchState): Problem | null {
  if (phase === 'failed') return problem
  if (phase !== 'ranking' || rank?.phase !== 'failed') return null
  return problem ?? rank.failures[0]?.problem ?? null
}
