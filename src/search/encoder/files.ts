import { ProblemError } from '../../dataset/problem'
import type { Fetch } from '../../dataset/request'
import { download } from './download'
import type { ModelLocation } from './encoder'
import type { KeptFiles } from './kept'
import type { ModelFile, TextModel } from './models'
import { placeOf, type Place } from './place'

/** A file's bytes after their check. */
export interface Fetched<T> {
  readonly value: T
  /** It was kept from an earlier time. */
  readonly kept: boolean
}

export interface FileOptions {
  readonly signal: AbortSignal
  /** Leave a kept copy aside, and replace it. */
  readonly anew: boolean
  /** Bytes of this file so far, of how many; null when unknown. Called for downloads alone. */
  readonly onProgress: (bytes: number, total: number | null) => void
}

/** What files come from and go to. */
export interface FileStores {
  readonly fetch: Fetch
  readonly kept: KeptFiles
}

/** {@link getFile} from the stores of one browser. */
export type GetFile = <T>(
  model: TextModel,
  file: ModelFile,
  location: ModelLocation,
  read: (bytes: Uint8Array<ArrayBuffer>, where: string) => T,
  options: FileOptions,
) => Promise<Fetched<T>>

/**
 * Gets one file of a model: picked, kept or downloaded, and then kept. `read` checks the bytes and gives what they hold;
 * a kept copy that it refuses is fetched again. Rejects with ProblemError (`model`) or the signal's reason.
 */
export async function getFile<T>(
  model: TextModel,
  file: ModelFile,
  location: ModelLocation,
  read: (bytes: Uint8Array<ArrayBuffer>, where: string) => T,
  options: FileOptions,
  stores: FileStores,
): Promise<Fetched<T>> {
  const place = placeOf(model, file, location)
  if (place.kind === 'picked') return { value: read(await bytesOf(place.file), place.file.name), kept: false }
  // A mirror may hold another version, of another length.
  const expected = location.kind === 'default' ? file.bytes : null
  const kept = options.anew ? null : await fromKept(place.url, expected, read, stores)
  options.signal.throwIfAborted()
  return kept ? { value: kept.value, kept: true } : { value: await fromHost(place, expected, read, options, stores), kept: false }
}

async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    throw new ProblemError({
      code: 'model',
      where: file.name,
      detail: `${file.name} can no longer be read: it was changed or moved since it was picked.`,
    })
  }
}

async function fromKept<T>(
  url: string,
  expected: number | null,
  read: (bytes: Uint8Array<ArrayBuffer>, where: string) => T,
  { kept }: FileStores,
): Promise<{ readonly value: T } | null> {
  const bytes = await kept.get(url)
  if (!bytes || (expected !== null && bytes.length !== expected)) return null
  try {
    return { value: read(bytes, url) }
  } catch {
    return null
  }
}

async function fromHost<T>(
  { url, base }: Extract<Place, { kind: 'url' }>,
  expected: number | null,
  read: (bytes: Uint8Array<ArrayBuffer>, where: string) => T,
  { signal, onProgress }: FileOptions,
  { fetch, kept }: FileStores,
): Promise<T> {
  const bytes = await download(url, { expected, signal, onProgress }, fetch)
  const value = read(bytes, url)
  await kept.put(url, base, bytes)
  return value
}
