import type { Dataset } from './dataset'
import { ask, statusProblem, type Fetch } from './download'
import { isDataFile } from './found-files'
import { ProblemError } from './problem'
import { datasetFromUrls, fileName, isProblem, parseSource } from './source'

/** What tells a list's kind; lists of pictures can be of any length and are not read for it. */
const BEGINNING = 64 * 1024
/** A list of shards is read whole: more than enough for as many as are opened at once. */
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
  const path = line.replace(/[?#].*$/, '')
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
  const text = await shardsOf(url, response, signal)
  if (text === null) return datasetFromUrls([url])
  const spec = parseSource(text, url)
  if (isProblem(spec)) throw new ProblemError({ ...spec, where: url })
  if (spec.kind !== 'shards')
    throw new ProblemError({ code: 'bad-source', where: url, detail: 'A list names shards: their addresses, a line each.' })
  return { ...datasetFromUrls(spec.urls), name: fileName(url) }
}

/** The whole text where it lists shards, else null; then no more of it is fetched than tells. */
async function shardsOf(url: string, response: Response, signal: AbortSignal): Promise<string | null> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  let known = false
  for (;;) {
    const { done, value } = (await reader?.read().catch(() => {
      signal.throwIfAborted()
      throw new ProblemError({ code: 'unreachable', where: url })
    })) ?? { done: true, value: undefined }
    text += value ?? ''
    if (!known && (done || text.length >= BEGINNING)) {
      known = listsShards(text.slice(0, BEGINNING))
      if (!known) {
        void reader?.cancel().catch(() => undefined)
        return null
      }
    }
    if (done) return text
    if (text.length > MAX_CHARACTERS)
      throw new ProblemError({ code: 'bad-source', where: url, detail: 'The list of shards is longer than 8 MB.' })
  }
}
