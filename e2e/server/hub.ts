import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A dataset as the Hub keeps it. */
export interface Repository {
  /** Paths of the main branch, and the address on another host that each redirects to. */
  readonly files: Readonly<Record<string, string>>
  /** Listed for everyone; files only for people who have accepted the terms. */
  readonly gated?: boolean
  /** Not even listed, but for people who may see it. */
  readonly private?: boolean
  /** What the Hub has converted: addresses by config and split. */
  readonly parquet?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** Ids of what each token may read beyond what everyone may. */
export type Tokens = Readonly<Record<string, readonly string[]>>

interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Authorization, Range',
  'Access-Control-Expose-Headers': 'Link, X-Error-Code, X-Error-Message, Location, Content-Range, Content-Length, ETag, Accept-Ranges',
}

/** Answers as the public API of the Hugging Face Hub does, for datasets of its own. Its origin stands in the place of huggingface.co. */
export class FakeHub {
  /** Method and path with query of every request, in order. */
  readonly requests: string[] = []
  /** The tokens that were sent, in order. */
  readonly tokensSeen: string[] = []

  private constructor(
    private readonly server: Server,
    private readonly repositories: Readonly<Record<string, Repository>>,
    private readonly pageSize: number,
    private readonly tokens: Tokens,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.answer(request, response))
  }

  static async start(repositories: Readonly<Record<string, Repository>>, pageSize = 1000, tokens: Tokens = {}): Promise<FakeHub> {
    const server = createServer()
    const hub = new FakeHub(server, repositories, pageSize, tokens)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return hub
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.origin)
    this.requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`)
    if (request.method === 'OPTIONS') {
      response.writeHead(204, HEADERS).end()
      return
    }
    const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? null
    if (token !== null) this.tokensSeen.push(token)
    const { status, headers, body } = this.replyTo(url, token)
    response.writeHead(status, { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body))
  }

  private replyTo(url: URL, token: string | null): Reply {
    const [, api, id = '', verb, rest = ''] =
      /^(\/api)?\/datasets\/([^/]+\/[^/]+)\/(tree|parquet|resolve)(?:\/(.*))?$/.exec(url.pathname) ?? []
    const readable = token === null ? [] : this.tokens[token]
    if (!readable) return refusal(401, '', 'Invalid credentials in Authorization header')
    const repository = this.repositories[id]
    // To people without an account the Hub does not say whether a repository exists.
    if (!repository || (repository.private && !readable.includes(id)))
      return token === null
        ? refusal(401, 'RepoNotFound', 'Invalid username or password.')
        : refusal(404, 'RepoNotFound', 'Repository not found')
    if (api && verb === 'parquet')
      return repository.parquet ? { status: 200, body: repository.parquet } : refusal(404, 'NotFound', 'No parquet files')
    const [revision = '', ...parts] = rest.split('/').map(decodeURIComponent)
    const path = parts.join('/')
    if (revision !== 'main') return refusal(404, 'RevisionNotFound', `Invalid rev id: ${revision}`)
    if (api && verb === 'tree') return this.tree(repository, path, url)
    if (repository.gated && !readable.includes(id)) {
      const restricted = `Access to dataset ${id} is restricted`
      return token === null
        ? refusal(401, 'GatedRepo', `${restricted}. You must be authenticated to access it.`)
        : refusal(
            403,
            'GatedRepo',
            `${restricted} and you are not in the authorized list. Visit https://huggingface.co/datasets/${id} to ask for access.`,
          )
    }
    const target = repository.files[path]
    return verb === 'resolve' && target !== undefined
      ? { status: 302, headers: { Location: target }, body: {} }
      : refusal(404, 'EntryNotFound', 'Entry not found')
  }

  private tree(repository: Repository, folder: string, url: URL): Reply {
    const paths = Object.keys(repository.files).filter((path) => folder === '' || path.startsWith(`${folder}/`))
    const folders = new Set(
      paths.flatMap((path) =>
        path
          .split('/')
          .slice(0, -1)
          .map((_, i, parts) => parts.slice(0, i + 1).join('/')),
      ),
    )
    const oid = '0'.repeat(40)
    const entries = [
      ...[...folders].map((path) => ({ type: 'directory', oid, size: 0, path })),
      ...paths.map((path) => ({ type: 'file', oid, size: 1, path })),
    ]
    const from = Number(url.searchParams.get('cursor') ?? 0)
    const to = from + this.pageSize
    const next = new URL(url)
    next.searchParams.set('cursor', String(to))
    return { status: 200, body: entries.slice(from, to), headers: to < entries.length ? { Link: `<${next.href}>; rel="next"` } : {} }
  }
}

function refusal(status: number, code: string, error: string): Reply {
  return { status, body: { error }, headers: { ...(code === '' ? {} : { 'X-Error-Code': code }), 'X-Error-Message': error } }
}
