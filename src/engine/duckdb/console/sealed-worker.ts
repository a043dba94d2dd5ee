/**
 * DuckDB's worker without the network and without storage, whatever a statement could make DuckDB try: all that it needs is its own
 * code, which it fetches when it starts.
 */
import duckdbUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url'
import { showLife } from '../../../flow/life'
import { ownScript } from '../../../flow/own-scripts'

const askWeb = self.fetch.bind(self)
const own: typeof fetch = (input, init) => {
  // Throws for any other place.
  const address = ownScript(input instanceof Request ? input.url : String(input), location.href)
  return askWeb(address, init)
}
/** A function that can be called with `new`. */
function Closed(): never {
  throw new TypeError('The console reaches no network.')
}
for (const [name, value] of Object.entries({
  fetch: own,
  XMLHttpRequest: Closed,
  WebSocket: Closed,
  WebSocketStream: Closed,
  WebTransport: Closed,
  EventSource: Closed,
  Worker: Closed,
  BroadcastChannel: Closed,
  importScripts: Closed,
  indexedDB: undefined,
  caches: undefined,
}))
  Object.defineProperty(self, name, { value, configurable: false, writable: false })
Object.defineProperty(navigator, 'storage', { value: undefined, configurable: false })

showLife()
// What is said before DuckDB listens is kept for it.
const early: MessageEvent[] = []
self.onmessage = (event) => early.push(event)
await import(/* @vite-ignore */ duckdbUrl)
for (const event of early) self.onmessage(event)
