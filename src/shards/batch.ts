import type { ShardFile } from './file'
import { coalesce, type ByteRange, type FetchRange } from './ranges'

/** Reads of one moment that lie near each other share a request: the columns of a 100-row group come in one. */
const JOIN = { gap: 64 * 1024, max: 16 * 1024 * 1024 }

interface Want {
  readonly range: ByteRange
  readonly resolve: (bytes: Uint8Array<ArrayBuffer>) => void
  readonly reject: (reason: unknown) => void
  /** Set when the caller has left. */
  gone: boolean
  /** Called when the caller leaves while the request is under way. */
  onGone: () => void
}

/** A shard whose reads are gathered until the caller yields, then joined. A request is aborted when nobody wants it any more. */
export function batched(file: ShardFile): ShardFile {
  let queue: Want[] = []

  function flush(): void {
    const wants = queue.filter((want) => !want.gone)
    queue = []
    for (const fetch of coalesce(
      wants.map((want) => want.range),
      JOIN,
    )) {
      void serve(
        file,
        fetch,
        fetch.members.flatMap((index) => wants[index] ?? []),
      )
    }
  }

  function enqueue(range: ByteRange, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      const want: Want = { range, resolve: settle(resolve), reject: settle(reject), gone: false, onGone: ignore }
      function settle<T>(answer: (value: T) => void): (value: T) => void {
        return (value) => {
          signal?.removeEventListener('abort', leave)
          answer(value)
        }
      }
      function leave(): void {
        want.gone = true
        reject(signal?.reason as Error)
        want.onGone()
      }
      signal?.addEventListener('abort', leave, { once: true })
      if (queue.length === 0) setTimeout(flush)
      queue.push(want)
    })
  }

  return {
    byteLength: file.byteLength,
    where: file.where,
    contentType: file.contentType,
    read: async (range, signal) => {
      signal?.throwIfAborted()
      return range.start === range.end ? new Uint8Array(0) : enqueue(range, signal)
    },
  }
}

async function serve(file: ShardFile, fetch: FetchRange, wants: readonly Want[]): Promise<void> {
  const controller = new AbortController()
  for (const want of wants) {
    want.onGone = () => {
      if (wants.every(({ gone }) => gone)) controller.abort()
    }
  }
  try {
    const bytes = await file.read(fetch, controller.signal)
    for (const { range, resolve } of wants) {
      resolve(wants.length === 1 ? bytes : bytes.slice(range.start - fetch.start, range.end - fetch.start))
    }
  } catch (error) {
    for (const { reject } of wants) reject(error)
  }
}

function ignore(): void {
  // Still in the queue: flush sees that it is gone.
}
