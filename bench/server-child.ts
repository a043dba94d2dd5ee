/** The shard server of the bench, in a process of its own: it shares no event loop with what drives the browser. */
import { epochMs, ShardServer, type Logged } from '../e2e/server/server'
import type { Answer, Order, Traffic } from './link'

const [delayMs = '0', bitsPerSecond = '0'] = process.argv.slice(2)
const pieces: { readonly at: number; readonly log: Logged; readonly bytes: number }[] = []
const server = await ShardServer.start({
  delayMs: Number(delayMs),
  bitsPerSecond: Number(bitsPerSecond),
  onPiece: (log, bytes) => pieces.push({ at: epochMs(), log, bytes }),
})

/** What had arrived and left by a moment: the scan that follows the first page is not part of it. */
function traffic(path: string, until: number): Traffic {
  const mine = (log: Logged): boolean => log.url === path && log.method !== 'OPTIONS'
  return {
    requests: server.requests.filter((log) => mine(log) && log.at <= until).length,
    bytes: pieces.filter(({ at, log }) => mine(log) && at <= until).reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

function obey(order: Order): Answer {
  switch (order.do) {
    case 'serve':
      server.serve(order.path, order.file)
      return { done: true }
    case 'reset':
      server.reset()
      pieces.length = 0
      return { done: true }
    case 'traffic':
      return { traffic: traffic(order.path, order.until) }
  }
}

process.on('message', (order: Order) => process.send?.(obey(order)))
process.on('disconnect', () => process.exit())
process.send?.({ origin: server.origin } satisfies Answer)
