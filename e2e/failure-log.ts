import type { BrowserContext } from '@playwright/test'
import type { Logged, ShardServer } from './server/server'

/** What the pages of a journey said, in order: their consoles, exceptions nobody caught, and requests that came to nothing. */
export function listen(context: BrowserContext): readonly string[] {
  const lines: string[] = []
  const started = performance.now()
  const add = (line: string): void => void lines.push(`${((performance.now() - started) / 1000).toFixed(2)} s  ${line}`)
  context.on('console', (message) => add(`console.${message.type()}: ${message.text()}`))
  context.on('weberror', (error) => add(`uncaught: ${error.error().stack ?? error.error().message}`))
  context.on('requestfailed', (request) => add(`${request.method()} ${request.url()}: ${request.failure()?.errorText ?? 'failed'}`))
  return lines
}

/** As the server saw it, which costs a journey nothing while it runs. */
function answer({ at, method, url, range, status, bytes }: Logged): string {
  return [new Date(at).toISOString().slice(11, 23), method, url, range, status || 'no answer', `${bytes} bytes`].filter(Boolean).join('  ')
}

/** The log that lies beside the screenshot of a failed journey. */
export function failureLog(pages: readonly string[], servers: Readonly<Record<string, Pick<ShardServer, 'requests'>>>): string {
  const parts = [
    ['The pages', pages] as const,
    ...Object.entries(servers).map(([name, server]) => [name, server.requests.map(answer)] as const),
  ]
  return parts.map(([title, lines]) => [`── ${title}`, ...(lines.length > 0 ? lines : ['nothing']), ''].join('\n')).join('\n')
}
