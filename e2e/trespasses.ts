import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext } from '@playwright/test'

/** What browsers send to a policy's report-uri (https://www.w3.org/TR/CSP2/#violation-reports). */
interface Report {
  readonly 'csp-report'?: { readonly 'document-uri'?: string; readonly 'violated-directive'?: string; readonly 'blocked-uri'?: string }
}

/**
 * Hears of every violation of the Content Security Policy, in pages and in every kind of worker: their consoles are not all within
 * reach of a test, but the browser reports them all to one address.
 */
export class ViolationReports {
  /** A sentence for each. */
  readonly heard: string[] = []

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void bodyOf(request).then((body) => {
        this.heard.push(sentence(body))
        response.writeHead(204).end()
      })
    })
  }

  static async start(): Promise<ViolationReports> {
    const server = createServer()
    const reports = new ViolationReports(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return reports
  }

  /** The policy with this as the address of reports. */
  policy(directives: string): string {
    return `${directives}; report-uri http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

function sentence(body: string): string {
  const { 'csp-report': report } = JSON.parse(body) as Report
  const { 'document-uri': where = '?', 'violated-directive': directive = '?', 'blocked-uri': what = body } = report ?? {}
  return `${where} broke ${directive} of its Content Security Policy: ${what}`
}

/** Adds to the list every request of a page or a worker to a host that is not named. */
export function watchHosts(context: BrowserContext, named: readonly string[], trespasses: string[]): void {
  context.on('request', (request) => {
    const { protocol, hostname, href } = new URL(request.url())
    if (/^(https?|wss?):$/.test(protocol) && !named.includes(hostname))
      trespasses.push(`A request to a host that the journey does not name: ${href}`)
  })
}
