import { fileName, MAX_SHARDS } from './address'
import type { Dataset } from './dataset'
import { ask, bodyText, statusProblem } from './download'
import { bucketsOf, type BucketPrefix } from './folder-address'
import { datasetOfFound, foundRemote, insteadOf, inNaturalOrder, isDataFile, shardFiles, type FoundFile } from './found-files'
import { holdsVectors } from './kinds'
import { bucketPage, indexPage } from './listing-pages'
import { ProblemError } from './problem'
import type { Fetch } from './request'

/** A bucket gives 1,000 keys a page. */
const MAX_BUCKET_PAGES = 500
/** Web pages of folders, the first one included. */
const MAX_FOLDERS = 200
/** Folders below the first. */
const MAX_DEPTH = 4
/** Longer pages are not taken apart: that would block the page. */
const MAX_CHARACTERS = 8 * 1024 * 1024

/** Other files looked at to say what a folder holds. */
const MOST_OTHERS = 1000

interface Listed {
  readonly files: readonly FoundFile[]
  /** Paths of what is no data, for a folder in which nothing is. */
  readonly others: readonly string[]
  /** There is more than was asked for. */
  readonly cut: boolean
}

/**
 * The dataset in a folder that a bucket or a web server lists; `url` ends in a slash. Rejects with ProblemError, or with the signal's
 * reason.
 */
export async function loadFolder(url: string, fetch: Fetch, signal: AbortSignal): Promise<Dataset> {
  const { files, others, cut } = await new Folder(url, fetch, signal).list()
  const shards = shardFiles(files)
  const vectors = files.filter((file) => holdsVectors(file.path))
  if (shards.length === 0) {
    throw new ProblemError({
      code: 'no-listing',
      where: url,
      detail:
        vectors.length > 0
          ? 'There are embeddings alone: open the folder that holds the metadata Parquet files too.'
          : `The host lists it, but there is no Parquet file, tar or text table.${insteadOf(others)}`,
    })
  }
  const notes =
    cut || shards.length > MAX_SHARDS
      ? ['The folder holds more than Pairscope lists: some files are missing here. Open one of its folders instead.']
      : []
  return datasetOfFound(fileName(url), shards.slice(0, MAX_SHARDS), vectors, notes)
}

class Folder {
  constructor(
    private readonly url: string,
    private readonly fetch: Fetch,
    private readonly signal: AbortSignal,
  ) {}

  async list(): Promise<Listed> {
    const { sure, candidates } = bucketsOf(this.url)
    if (sure) {
      const [bucket] = candidates
      if (!bucket) throw new ProblemError({ code: 'bad-source', where: this.url, detail: 'The address names a store but no bucket in it.' })
      return this.bucket(bucket)
    }
    const page = await this.page(this.url)
    if (page.text !== null && indexPage(page.text, this.url) !== null) return this.index(page.text)
    // A host of its own may stand for a bucket, or for a store of many.
    for (const candidate of candidates) {
      const listed = await this.bucket(candidate).catch((error: unknown) => {
        this.signal.throwIfAborted()
        if (error instanceof ProblemError) return null
        throw error
      })
      if (listed) return listed
    }
    if (page.text === null) throw statusProblem(this.url, page.status)
    throw new ProblemError({ code: 'no-listing', where: this.url, detail: 'The host does not list what is in this folder.' })
  }

  /** Every page of a bucket's keys below the prefix. */
  private async bucket({ root, prefix }: BucketPrefix): Promise<Listed> {
    const files: FoundFile[] = []
    const others: string[] = []
    const tokens = new Set<string>()
    let token: string | null = ''
    while (token !== null && !tokens.has(token) && tokens.size < MAX_BUCKET_PAGES) {
      tokens.add(token)
      const goOn = token === '' ? '' : `&continuation-token=${encodeURIComponent(token)}`
      const address = `${root.replace(/\/$/, '')}/?list-type=2&prefix=${encodeURIComponent(prefix)}${goOn}`
      const { text, status } = await this.page(address)
      if (text === null)
        throw status === 401 || status === 403
          ? new ProblemError({ code: 'no-listing', where: this.url, detail: `The bucket does not let the public list it (${status}).` })
          : statusProblem(this.url, status)
      const page = bucketPage(text)
      if (!page) throw new ProblemError({ code: 'no-listing', where: this.url, detail: 'The host did not answer with a bucket’s listing.' })
      for (const key of page.keys) {
        const path = key.startsWith(prefix) ? key.slice(prefix.length) : ''
        if (isDataFile(path)) files.push(foundRemote(path, root + key.split('/').map(encodeURIComponent).join('/')))
        else if (others.length < MOST_OTHERS) others.push(path)
      }
      token = page.next
    }
    return { files: inNaturalOrder(files), others, cut: token !== null }
  }

  /** A web server's page of the folder, and of those below it. */
  private async index(first: string): Promise<Listed> {
    const files: FoundFile[] = []
    const others: string[] = []
    const found = new Set([this.url])
    const waiting: { readonly url: string; readonly depth: number; readonly text: string | null }[] = [
      { url: this.url, depth: 0, text: first },
    ]
    let read = 0
    for (let folder = waiting.shift(); folder !== undefined && read < MAX_FOLDERS; folder = waiting.shift()) {
      read++
      // A folder below that cannot be listed is passed over: the others may hold the data.
      const text = folder.text ?? (await this.page(folder.url)).text
      for (const url of (text === null ? null : indexPage(text, folder.url)) ?? []) {
        if (found.has(url)) continue
        found.add(url)
        const path = readable(url.slice(this.url.length))
        if (!url.endsWith('/')) {
          if (isDataFile(path)) files.push(foundRemote(path, url))
          else if (others.length < MOST_OTHERS) others.push(path)
        } else if (folder.depth < MAX_DEPTH && !/(?:^|\/)[._]/.test(path)) waiting.push({ url, depth: folder.depth + 1, text: null })
      }
    }
    return { files: inNaturalOrder(files), others, cut: waiting.length > 0 }
  }

  /** One page; its text is null where the status is no success. */
  private async page(url: string): Promise<{ readonly text: string | null; readonly status: number }> {
    const response = await ask(url, this.fetch, this.signal)
    if (!response.ok) return { text: null, status: response.status }
    const text = await bodyText(url, response, this.signal)
    if (text.length > MAX_CHARACTERS) throw new ProblemError({ code: 'no-listing', where: url, detail: 'The listing is longer than 8 MB.' })
    return { text, status: response.status }
  }
}

function readable(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
