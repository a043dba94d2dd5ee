import { fileName, isProblem } from './address'
import type { Dataset } from './dataset'
import { ask, BEGINNING, statusProblem, textIf } from './download'
import { isDataFile } from './found-files'
import { ProblemError } from './problem'
import type { Fetch } from './request'
import { datasetFromUrls, parseSource } from './source'

/** A list of shards is read whole: more than enough for as many as are opened at once. Lists of pictures can be of any length. */
const MAX_CHARACTERS = 8 * 1024 * 1024

/**
 * Whether a text, by its beginning, lists shards and not pictures: every line is the address, or the pattern of addresses, of a data file.
 */
export function listsShards(beginning: string): boolean {
  const lines = beginning.split(/[\r\n]+/).map((line) => line.trim())
  // The last line may be cut off.
  const whole = (lines.length > 1 ? lines.slice(0, -1) : lines).filter((line) => line !== '')
  return whole.length > 0 && whole.every((line) => !/\s/.test(line) && isDataFile(pathOf(line)))
}

function pathOf(line: string): string {
  const [path = ''] = line.split(/[?#]/, 1)
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The shards that a text lists, as one line that {@link parseSource} reads; null where it lists something else. */
export async function listedShards(text: Blob): Promise<string | null> {
  if (!listsShards(await text.slice(0, BEGINNING).text()) || text.size > MAX_CHARACTERS) return null
  return (await text.text()).trim().replace(/\s+/g, ' ')
}

/**
 * The dataset of a text of addresses: the shards that it lists, relative ones beside it; or, where it lists pictures, the text itself as
 * one shard. Rejects with ProblemError, or with the signal's reason.
 */
export async function loadUrlList(url: string, fetch: Fetch, signal: AbortSignal): Promise<Dataset> {
  const response = await ask(url, fetch, signal)
  if (!response.ok) throw statusProblem(url, response.status)
  const text = await textIf(url, response, signal, MAX_CHARACTERS, listsShards)
  if (text === null) return datasetFromUrls([url])
  if (text.length > MAX_CHARACTERS)
    throw new ProblemError({ code: 'bad-source', where: url, detail: 'The list of shards is longer than 8 MB.' })
  const spec = parseSource(text, url)
  if (isProblem(spec)) throw new ProblemError({ ...spec, where: url })
  if (spec.kind !== 'shards')
    throw new ProblemError({ code: 'bad-source', where: url, detail: 'A list names shards: their addresses, a line each.' })
  return { ...datasetFromUrls(spec.urls), name: fileName(url) }
}
