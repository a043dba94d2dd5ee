import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A dataset as the Hub keeps it. */
export interface Repository {
  /** Paths of the main branch, and the address on another host that each redirects to. */
  readonly files: Readonly<Record<string, string>>
  /** Listed for everyone; files only for people who have accepted the terms, whom this Hub does not know. */
  readonly gated?: boolean
  /** What the Hub has converted: addresses by config and split. */
  readonly parquet?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

const HEADERS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Link, X-Error-Code, X-Error-Message, Location, Content-Range, Content-Length, ETag, Accept-Ranges' }

/** Answers as the public API of the Hugging Face Hub does, for datasets of its own. Its origin stands in the place of huggingface.co. */
export class FakeHub {
  /** Method and path with query of every request, in order. */
  readonly requests: string[] = []

  private constructor(
    private readonly server: Server,
    private readonly repositories: Readonly<Record<string, Repository>>,
    private readonly pageSize: number,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.answer(request, response))
  }

  static async start(repositories: Readonly<Record<string, Repository>>, pageSize = 1000): Promise<FakeHub> {
    const server = createServer()
    const hub = new FakeHub(server, repositories, pageSize)
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
    const reply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
      response.writeHead(status, { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body))
    }
    const refuse = (status: number, code: string, error: string) => reply(status, { error }, { 'X-Error-Code': code, 'X-Error-Message': error })
    const [, api, id = '', verb, rest = ''] = /^(\/api)?\/datasets\/([^/]+\/[^/]+)\/(tree|parquet|resolve)(?:\/(.*))?$/.exec(url.pathname) ?? []
    const repository = this.repositories[id]
    // To people without an account the Hub does not say whether a repository exists.
    if (!repository) { refuse(401, 'RepoNotFound', 'Invalid username or password.'); return; }
    if (api && verb === 'parquet') { repository.parquet ? reply(200, repository.parquet) : refuse(404, 'NotFound', 'No parquet files'); return; }
    const [revision = '', ...path] = rest.split('/').map(decodeURIComponent)
    if (revision !== 'main') { refuse(404, 'RevisionNotFound', `Invalid rev id: ${revision}`); return; }
    if (api && verb === 'tree') { this.tree(repository, path.join('/'), url, reply); return; }
    const target = repository.files[path.join('/')]
    if (repository.gated) { refuse(401, 'GatedRepo', `Access to dataset ${id} is restricted. You must be authenticated to access it.`); return; }
    if (verb !== 'resolve' || target === undefined) { refuse(404, 'EntryNotFound', 'Entry not found'); return; }
    response.writeHead(302, { ...HEADERS, Location: target }).end()
  }

  private tree(repository: Repository, folder: string, url: URL, reply: (status: number, body: unknown, headers?: Readonly<Record<string, string>>) => void): void {
    const paths = Object.keys(repository.files).filter((path) => folder === '' || path.startsWith(`${folder}/`))
    const folders = new Set(paths.flatMap((path) => path.split('/').slice(0, -1).map((_, i, parts) => parts.slice(0, i + 1).join('/'))))
    const entries = [...[...folders].map((path) => ({ type: 'directory', oid: '0'.repeat(40), size: 0, path })), ...paths.map((path) => ({ type: 'file', oid: '0'.repeat(40), size: 1, path }))]
    const from = Number(url.searchParams.get('cursor') ?? 0)
    const next = new URL(url)
    next.searchParams.set('cursor', String(from + this.pageSize))
    reply(200, entries.slice(from, from + this.pageSize), from + this.pageSize < entries.length ? { Link: `<${next.href}>; rel="next"` } : {})
  }
}
