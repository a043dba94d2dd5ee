import { expandPattern, isProblem, MAX_SHARDS, remoteShard, resolveAddress } from './address'
import type { Attribution, Dataset } from './dataset'
import { plural } from '../pair/format'
import { ask, statusProblem, textIf } from './download'
import type { Embeddings } from './embeddings'
import { ProblemError, type Problem } from './problem'
import type { Fetch } from './request'
import type { ShardRef } from './shard-ref'

/** The version of the format this code reads: the manifest's `pairscope` member. */
export const MANIFEST_VERSION = 1

const MAX_CHARACTERS = 32 * 1024 * 1024

/** What the addresses in a manifest mean, by where it lies. */
export interface ManifestPlace {
  /** Its own address or name. */
  readonly where: string
  readonly shard: (address: string) => ShardRef | Problem
  /** An absolute web address. */
  readonly address: (address: string) => string | Problem
}

/** Of a manifest on a host. */
export function placeOnHost(url: string): ManifestPlace {
  const shard = (text: string) => {
    const address = resolveAddress(beside(text), url)
    return typeof address === 'string' ? remoteShard(address) : address
  }
  return { where: url, shard, address: (text) => resolveAddress(text, url) }
}

/** In a manifest a bare `data/part-0` is a path beside it, never a dataset's name. */
function beside(address: string): string {
  return isAbsolute(address) || /^[./]/.test(address) ? address : `./${address}`
}

/** Whether an address says of itself where it leads. */
export function isAbsolute(address: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(address)
}

class Violation extends Error {}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw new Violation(`“${field}” must be a text that is not empty.`)
  return value
}

function list(value: unknown, field: string): readonly unknown[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Violation(`“${field}” must be a list.`)
  return value
}

function wholeNumber(value: unknown, field: string): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && Number(value) >= 0))
    throw new Violation(`“${field}” must be a whole number, 0 or more.`)
}

function found<T extends string | ShardRef>(value: T | Problem, field: string): T {
  if (typeof value === 'object' && isProblem(value)) throw new Violation(`“${field}”: ${value.detail ?? 'it is not a web address.'}`)
  return value
}

function shardsOf(value: unknown, field: string, place: ManifestPlace, room: number): ShardRef[] {
  if (!isRecord(value) && typeof value !== 'string') throw new Violation(`“${field}” must be an address or an object with “url”.`)
  const urlField = typeof value === 'string' ? field : `${field}.url`
  const pattern = text(typeof value === 'string' ? value : value.url, urlField)
  if (isRecord(value)) {
    wholeNumber(value.rows, `${field}.rows`)
    wholeNumber(value.bytes, `${field}.bytes`)
  }
  const expanded = expandPattern(pattern, room)
  if (isProblem(expanded)) throw new Violation(`“${urlField}”: ${expanded.detail ?? ''}`)
  return expanded.map((address) => found(place.shard(address), urlField))
}

function attributionOf(value: unknown, field: string, place: ManifestPlace): Attribution {
  if (!isRecord(value)) throw new Violation(`“${field}” must be an object with “name”, “licence” and “url”.`)
  return {
    name: text(value.name, `${field}.name`),
    licence: text(value.licence, `${field}.licence`),
    url: found(place.address(text(value.url, `${field}.url`)), `${field}.url`),
  }
}

/**
 * In columns of the shards, or in files beside them: `{"width": 512, "encoder": "openai/clip-vit-base-patch32", "image":
 * ["img_emb_{0..31}.npy"], "text": []}`.
 */
function embeddingsOf(value: unknown, shardCount: number, place: ManifestPlace): Embeddings | null {
  if (value === undefined) return null
  if (!isRecord(value)) throw new Violation('“embeddings” must be an object with “width” and “encoder”.')
  const { width, encoder, model, keys } = value
  if (!(Number.isSafeInteger(width) && Number(width) >= 1 && Number(width) <= 4096))
    throw new Violation('“embeddings.width” must be a whole number from 1 to 4096.')
  const files = (field: 'image' | 'text' | 'metadata') =>
    list(value[field], `embeddings.${field}`).flatMap((file, i) => shardsOf(file, `embeddings.${field}[${i}]`, place, MAX_SHARDS))
  const image = files('image')
  const texts = files('text')
  const metadata = files('metadata')
  const rows = metadata.length > 0 ? metadata.length : shardCount
  for (const [field, found] of [
    ['image', image.length],
    ['text', texts.length],
  ] satisfies [string, number][]) {
    if (found !== 0 && found !== rows)
      throw new Violation(
        `“embeddings.${field}” names ${plural(found, 'file')} for ${plural(rows, metadata.length > 0 ? 'metadata file' : 'shard')}.`,
      )
  }
  return {
    width: Number(width),
    checkpoint: text(encoder, 'embeddings.encoder'),
    model: model === undefined ? null : found(place.address(beside(text(model, 'embeddings.model'))), 'embeddings.model'),
    image,
    text: texts,
    keys: metadata.length > 0 ? { metadata, column: keys === undefined ? 'key' : text(keys, 'embeddings.keys') } : null,
  }
}

function datasetOf(manifest: unknown, place: ManifestPlace): Dataset {
  if (!isRecord(manifest)) throw new Violation('It must be one JSON object.')
  if (manifest.pairscope === undefined)
    throw new Violation(`“pairscope” is missing: it says the version of the format, ${MANIFEST_VERSION}.`)
  if (manifest.pairscope !== MANIFEST_VERSION) throw new Violation(`“pairscope” must be ${MANIFEST_VERSION}, the version this page reads.`)
  const shards: ShardRef[] = []
  for (const [i, shard] of list(manifest.shards, 'shards').entries())
    shards.push(...shardsOf(shard, `shards[${i}]`, place, MAX_SHARDS - shards.length))
  if (shards.length === 0) throw new Violation('“shards” must name at least one shard.')
  return {
    name: text(manifest.name, 'name'),
    shards,
    attributions: list(manifest.attributions, 'attributions').map((value, i) => attributionOf(value, `attributions[${i}]`, place)),
    licence: manifest.licence === undefined ? '' : text(manifest.licence, 'licence'),
    embeddings: embeddingsOf(manifest.embeddings, shards.length, place),
    roles: null,
    notes: list(manifest.notes, 'notes').map((value, i) => text(value, `notes[${i}]`)),
  }
}

/** Reads a manifest's text. Unknown members are ignored. */
export function parseManifest(json: string, place: ManifestPlace): Dataset | Problem {
  const violation = (detail: string): Problem => ({ code: 'bad-manifest', where: place.where, detail })
  if (json.length > MAX_CHARACTERS) return violation('It is larger than 32 MB.')
  let manifest: unknown
  try {
    manifest = JSON.parse(json)
  } catch {
    return violation(/^\s*</.test(json) ? 'A web page came in its place, often a login or an error page.' : 'It is not JSON.')
  }
  try {
    return datasetOf(manifest, place)
  } catch (error) {
    if (error instanceof Violation) return violation(error.message)
    throw error
  }
}

/** Whether a text of JSON is a table of records, by its beginning: a list of them, or one on each line. */
export function holdsRecords(beginning: string): boolean {
  const text = beginning.trimStart()
  if (!text.startsWith('{')) return text.startsWith('[')
  const [first = '', second] = text.split(/[\r\n]+/, 2)
  return second?.startsWith('{') === true && first.trimEnd().endsWith('}')
}

/** Fetches and reads a manifest; null where it is a table of records. Rejects with ProblemError, or with the signal's reason. */
export async function loadManifest(url: string, fetch: Fetch, signal: AbortSignal): Promise<Dataset | null> {
  const response = await ask(url, fetch, signal)
  if (!response.ok) throw statusProblem(url, response.status)
  const json = await textIf(url, response, signal, MAX_CHARACTERS, (beginning) => !holdsRecords(beginning))
  if (json === null) return null
  const dataset = parseManifest(json, placeOnHost(url))
  if (isProblem(dataset)) throw new ProblemError(dataset)
  return dataset
}
