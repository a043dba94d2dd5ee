import type { Dataset } from './dataset'
import { MAX_SHARDS } from './address'
import { ask, bodyText, statusProblem } from './download'
import { datasetOfFound, foundRemote, insteadOf, inNaturalOrder, isDataFile, shardFiles, type FoundFile } from './found-files'
import { writtenAs, type HubAddress } from './hub-address'
import { choosePart, partsOf, type HubPart } from './hub-parts'
import { fetchWithToken, type HubToken } from './hub-token'
import { holdsVectors, kindOf } from './kinds'
import { ProblemError, type Problem } from './problem'
import type { Fetch } from './request'

export const HUB = 'https://huggingface.co'

export interface HubAccess {
  /** The Hub itself or a mirror that speaks its API, without a slash at the end. */
  readonly base: string
  /** The person's own, for what is private or gated. */
  readonly token: HubToken | null
}

/** The Hub gives 1,000 entries a page: enough for a repository of half a million files. */
const MAX_PAGES = 500
/** Other files looked at to say what a repository holds. */
const MOST_OTHERS = 1000
/** How many other parts a note spells out. */
const NAMED_PARTS = 12

/**
 * The dataset at an address of the Hub: its Parquet files or tars, or the Parquet files that the Hub has made of it, or its text tables.
 * Rejects with ProblemError, or with the signal's reason.
 */
export async function loadHub(address: HubAddress, fetch: Fetch, signal: AbortSignal, { base, token }: HubAccess): Promise<Dataset> {
  const hub = new Hub(address, base, fetchWithToken(fetch, token), token !== null, signal)
  const { files, others, cut } = await hub.list()
  const shards = shardFiles(files)
  const vectors = files.filter((file) => holdsVectors(file.path))
  let parts = partsOf(shards)
  let part = choosePart(parts, address.config, address.split)
  // A text table has to be read to its end.
  const isText = shards.every(({ path }) => kindOf(path)?.isText)
  if ((!part || isText) && address.path === '') {
    // Configs can be defined in the README alone; the Hub's own Parquet files are named by them.
    const converted = await hub.converted()
    const chosen = choosePart(converted, address.config, address.split)
    if (chosen || parts.length === 0) {
      part = chosen
      parts = converted
    }
  }
  if (!part)
    throw new ProblemError({
      code: parts.length > 0 ? 'bad-source' : 'no-listing',
      where: hub.page,
      detail: nothingFound(address, parts, vectors.length) + (parts.length === 0 && vectors.length === 0 ? insteadOf(others) : ''),
    })
  const first = part.files[0]?.ref
  await hub.checkAccess(first?.kind === 'remote' ? first.url : hub.page)
  const beside = partsOf(vectors).find(({ config, split }) => config === part.config && split === part.split)
  const notes = [
    ...partNotes(address, part, parts),
    ...(cut ? ['The repository has more files than the Hub was asked for: some are missing here. Open one of its folders instead.'] : []),
  ]
  if (part.files.length > MAX_SHARDS)
    notes.push(`Only the first ${MAX_SHARDS.toLocaleString('en')} of ${part.files.length.toLocaleString('en')} shards are opened.`)
  const named = parts.length > 1 ? `${address.id} · ${part.config === 'default' ? '' : `${part.config} · `}${part.split}` : address.id
  return datasetOfFound(named, part.files.slice(0, MAX_SHARDS), beside?.files ?? [], notes)
}

function nothingFound(address: HubAddress, parts: readonly HubPart[], vectors: number): string {
  if (parts.length > 0) {
    const asked = [address.config === null ? '' : `config “${address.config}”`, address.split === null ? '' : `split “${address.split}”`]
      .filter(Boolean)
      .join(' and ')
    return `${address.id} has nothing of ${asked}. It has: ${spelled(address.id, parts)}.`
  }
  if (vectors > 0) return 'There are embeddings alone: open the folder that holds the metadata Parquet files too.'
  return address.path === ''
    ? `There is no Parquet file, tar or text table in ${address.id}, and the Hub has made no Parquet files of it.`
    : `There is no Parquet file, tar or text table in the folder “${address.path}” of ${address.id}.`
}

function partNotes(address: HubAddress, part: HubPart, parts: readonly HubPart[]): string[] {
  const others = parts.filter((other) => other !== part)
  if (others.length === 0) return []
  // Only the whole main branch can be written as id, config and split.
  const how = address.path === '' && address.revision === 'main' ? 'To open another, write' : 'There are also'
  return [`This is the split “${part.split}” of the config “${part.config}”. ${how}: ${spelled(address.id, others)}.`]
}

function spelled(id: string, parts: readonly HubPart[]): string {
  const more = parts.length - NAMED_PARTS
  return (
    parts
      .slice(0, NAMED_PARTS)
      .map((part) => writtenAs(id, part.config, part.split))
      .join(', ') + (more > 0 ? ` and ${more} more` : '')
  )
}

/** One repository, by the Hub's public API. */
class Hub {
  /** The page that a person reads. */
  readonly page: string
  private readonly api: string

  constructor(
    private readonly address: HubAddress,
    private readonly base: string,
    private readonly fetch: Fetch,
    private readonly withToken: boolean,
    private readonly signal: AbortSignal,
  ) {
    const id = encodedPath(address.id)
    this.page = `${HUB}/datasets/${id}`
    this.api = `${base}/api/datasets/${id}`
  }

  /** Data files below the address; their paths too are below it. `cut`: there were too many pages. */
  async list(): Promise<{ readonly files: readonly FoundFile[]; readonly others: readonly string[]; readonly cut: boolean }> {
    const { id, revision, path } = this.address
    const folder = path === '' ? '' : `${path}/`
    const root = `${this.base}/datasets/${encodedPath(id)}/resolve/${encodeURIComponent(revision)}/`
    const files: FoundFile[] = []
    const others: string[] = []
    let next: string | null = `${this.api}/tree/${encodeURIComponent(revision)}${path === '' ? '' : `/${encodedPath(path)}`}?recursive=true`
    const asked = new Set<string>()
    while (next !== null && !asked.has(next) && asked.size < MAX_PAGES) {
      asked.add(next)
      const response = await this.get(next)
      if (!response.ok) throw await this.refusal(response)
      for (const found of filePaths(await this.json(next, response))) {
        const below = found.startsWith(folder) ? found.slice(folder.length) : ''
        if (isDataFile(below)) files.push(foundRemote(below, root + encodedPath(found)))
        else if (others.length < MOST_OTHERS) others.push(below)
      }
      next = this.own(nextPage(response.headers.get('Link')))
    }
    return { files: inNaturalOrder(files), others, cut: next !== null }
  }

  /** The Parquet files that the Hub itself has made of the dataset; none where it has not. */
  async converted(): Promise<HubPart[]> {
    const url = `${this.api}/parquet`
    const response = await this.get(url)
    if (!response.ok) return []
    return entriesOf(await this.json(url, response)).flatMap(([config, splits]) =>
      entriesOf(splits).flatMap(([split, urls]) => {
        const own = (Array.isArray(urls) ? urls : [])
          .map((link) => (typeof link === 'string' ? this.own(link) : null))
          .filter((link) => link !== null)
        return own.length > 0 ? [{ config, split, files: own.map((link, i) => foundRemote(`${config}/${split}/${i}.parquet`, link)) }] : []
      }),
    )
  }

  /** Gated repositories can be listed by anyone; only their files are kept back. */
  async checkAccess(url: string): Promise<void> {
    // Not a HEAD: stores behind the Hub refuse one for links that are signed for GET.
    const response = await this.get(url, { headers: { Range: 'bytes=0-0' }, cache: 'no-store' }).catch(() => {
      this.signal.throwIfAborted()
      return null
    })
    if (response?.status === 401 || response?.status === 403) throw await this.refusal(response, true)
    // Whatever else is wrong with the file is told with the shard.
    void response?.body?.cancel().catch(() => undefined)
  }

  private get(url: string, init: RequestInit = {}): Promise<Response> {
    return ask(url, this.fetch, this.signal, init)
  }

  private async json(url: string, response: Response): Promise<unknown> {
    const text = await bodyText(url, response, this.signal)
    try {
      return JSON.parse(text)
    } catch {
      throw new ProblemError({
        code: 'no-listing',
        where: url,
        detail: 'The Hub did not answer with the list of files it should have: it was not JSON.',
      })
    }
  }

  /** Why the Hub does not answer; `listed`: its files have names for everyone, so that it is there for certain. */
  private async refusal(response: Response, listed = false): Promise<ProblemError> {
    const { id, revision, path } = this.address
    const { status } = response
    const problem = (code: Problem['code'], detail: string) => new ProblemError({ code, where: this.page, detail })
    const code = response.headers.get('X-Error-Code') ?? ''
    const body = await bodyText(this.page, response, this.signal)
    // Who may not see something is told 403; only a token that is nobody's is answered like none.
    if (this.withToken && status === 401 && code !== 'GatedRepo')
      return problem('bad-token', `The Hub does not know this token (${status}): it may be cut off, revoked or expired.`)
    if (code === 'GatedRepo' || status === 403 || listed) {
      if (this.withToken)
        return problem(
          'gated',
          `The Hub knows your token but does not give it ${id} (${status}): its account has not accepted the terms or not ` +
            'been let in yet, or the token may not read gated repositories.',
        )
      return problem('gated', `The authors of ${id} give it only to people who have accepted their terms (${status}).`)
    }
    if (code === 'RevisionNotFound') return problem('no-dataset', `${id} has no branch, tag or commit “${revision}”.`)
    if (code === 'EntryNotFound' || (status === 404 && path !== '' && /exist on/i.test(body)))
      return problem('no-dataset', `${id} has no folder “${path}”.`)
    // To people without an account the Hub answers alike for what is private and for what does not exist.
    if (status === 401 || status === 404)
      return problem(
        'private',
        this.withToken
          ? `Your token shows no dataset called ${id}: the name may be misspelt, or the token’s account may not see it (${status}).`
          : `No public dataset is called ${id}: the name may be misspelt, or the dataset is private (${status}).`,
      )
    return statusProblem(this.page, status)
  }

  /** An address in one of the Hub's answers, at the mirror where there is one; null for any other host's. */
  private own(link: string | null): string | null {
    if (link === null || !URL.canParse(link, `${this.base}/`)) return null
    const { href } = new URL(link, `${this.base}/`)
    const path = [HUB, this.base].find((host) => href.startsWith(`${host}/`))
    return path === undefined ? null : this.base + href.slice(path.length)
  }
}

function encodedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** The paths of the files in one page of a tree; entries of any other shape are passed over. */
function filePaths(page: unknown): string[] {
  return (Array.isArray(page) ? (page as readonly unknown[]) : []).flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return []
    const { type, path } = entry as { readonly type?: unknown; readonly path?: unknown }
    return type === 'file' && typeof path === 'string' && !path.split('/').some((part) => part === '' || part === '.' || part === '..')
      ? [path]
      : []
  })
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

/** The address after this page in a `Link` header. */
function nextPage(header: string | null): string | null {
  return /<([^<>]{1,4000})>\s*;\s*rel="?next"?/i.exec(header ?? '')?.[1] ?? null
}
