import { LOGIN_PAGE } from './faults'
import { png } from './png'

export interface Picture {
  readonly status: number
  readonly type: string
  readonly body: Uint8Array
  readonly delayMs: number
}

const LARGEST = 512
const SLOW_MS = 3000

/** `/pictures/7.png?w=320&h=240`, and `/pictures/{dead,slow,html}/7.png` for the ways in which pictures fail. Null for other paths. */
export function pictureAt(url: URL): Picture | null {
  const match = /^\/pictures\/(?:(dead|slow|html)\/)?(\d+)\.png$/.exec(url.pathname)
  if (!match) return null
  const [, kind, n] = match
  if (kind === 'dead') return { status: 404, type: 'text/plain', body: Buffer.from('gone'), delayMs: 0 }
  if (kind === 'html') return { status: 200, type: 'text/html', body: Buffer.from(LOGIN_PAGE), delayMs: 0 }
  // Small whatever the row says: the shape is what matters.
  const width = Number(url.searchParams.get('w') ?? 64)
  const height = Number(url.searchParams.get('h') ?? 64)
  const scale = Math.min(1, LARGEST / 8 / Math.max(width, height, 1))
  const side = (pixels: number): number => Math.max(1, Math.round(pixels * scale))
  return { status: 200, type: 'image/png', body: png(Number(n), side(width), side(height)), delayMs: kind === 'slow' ? SLOW_MS : 0 }
}
